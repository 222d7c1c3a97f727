import Foundation
import Synchronization

/// A temporary folder and the processes started from it; closing it leaves neither behind.
final class Workplace: Sendable {
    let folder: URL
    private let commands = Mutex<[RunningCommand]>([])

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("signet-test-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    static func with<Value>(_ body: (Workplace) async throws -> Value) async throws -> Value {
        let place = try Workplace()
        do {
            let value = try await body(place)
            await place.close()
            return value
        } catch {
            await place.close()
            throw error
        }
    }

    /// A path inside the folder.
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    func write(_ text: String, to name: String, executable: Bool = false) throws -> String {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        try FileManager.default.setAttributes([.posixPermissions: executable ? 0o700 : 0o600], ofItemAtPath: path(name))
        return path(name)
    }

    func start(_ program: String, _ arguments: [String], environment: [String: String] = Workplace.environment) throws -> RunningCommand {
        let command = try RunningCommand(program, arguments, environment: environment, folder: folder)
        commands.withLock { $0.append(command) }
        return command
    }

    /// Runs a tool of the system, such as `openssl`, found through PATH.
    func tool(_ words: String...) async throws -> Ending {
        try await start("/usr/bin/env", words).ending(within: .seconds(30))
    }

    static func hasTool(_ name: String) -> Bool { toolPath(name) != nil }

    static func toolPath(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The environment of these tests without anything that would steer signet.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("SIGNET_") }
    }

    private func close() async {
        for command in commands.withLock({ $0 }) where command.isRunning {
            command.send(SIGKILL)
            // Only its end matters here, not how it ended.
            _ = try? await command.ending(within: .seconds(10))
        }
        // A folder that cannot be removed is left to the system's own tidying.
        try? FileManager.default.removeItem(at: folder)
    }
}

/// The debug binary, which the build puts beside the test bundle.
enum Product {
    static func path() throws -> String {
        let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("signet").path
        guard FileManager.default.isExecutableFile(atPath: program) else { throw Missing(program: program) }
        return program
    }

    struct Missing: Error, CustomStringConvertible {
        let program: String
        var description: String { "there is no program \(program) to test; build it first: swift build --product signet" }
    }
}
