import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own, as `Scripts/postgres.sh` starts it; it ends with this process.
package final class PrivatePostgres: Sendable {
    package static let password = "canary-postgres"
    package static let missing = "there is no PostgreSQL server on this machine to test with: apt-get install postgresql"

    /// Whether tests with a server are run. The automatic check asks for them, wherever it runs.
    package static let isAvailable = isRequired || (try? script(["find"])) != nil
    private static let isRequired = ProcessInfo.processInfo.environment["SIGNET_TEST_POSTGRES"] == "required"

    /// The one most tests share; it does not flush, as no test takes the machine's power away.
    private static let common = Result { try PrivatePostgres(options: ["fsync = off", "max_connections = 200"]) }
    package static var shared: PrivatePostgres { get throws { try common.get() } }

    /// Data, socket and log.
    package let folder: String
    package let port: Int
    private let databases = Mutex(0)

    package init(options: [String] = ["fsync = off"]) throws {
        // Below the temporary folder itself: the server is another user, who may not look into ours.
        folder = FileManager.default.temporaryDirectory.appending(path: "signet-pg-\(UUID().uuidString.prefix(8))").path
        let address = try Self.script(["start", folder] + options)
        guard let port = URLComponents(string: address)?.port else { throw Broken(words: address) }
        self.port = port
    }

    /// The address of a database, by the loopback port, with or without the password.
    package func address(_ database: String, password: String? = PrivatePostgres.password, port: Int? = nil) -> String {
        "postgres://signet\(password.map { ":\($0)" } ?? "")@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// An empty one.
    package func newDatabase() throws -> String {
        let name = "test_\(databases.withLock { $0 += 1; return $0 })"
        try sql("CREATE DATABASE \(name)")
        return name
    }

    /// Says something to the server as its owner, by `psql`, and returns what it answers.
    @discardableResult
    package func sql(_ statement: String, in database: String = "postgres") throws -> String {
        try Self.run(
            "/usr/bin/env",
            [
                "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", folder, "-p", String(port), "-U", "signet", "-d", database,
                "-c", statement,
            ]
        )
    }

    /// Ends every connection at once, as a power cut does, and comes back by the log.
    package func crash() throws { _ = try Self.script(["restart", folder, "immediate"]) }

    /// Goes away as suddenly, and stays away until `crash` brings it back.
    package func halt() throws { _ = try Self.script(["halt", folder]) }

    package func stop() throws { _ = try Self.script(["stop", folder]) }

    package struct Broken: Error, CustomStringConvertible {
        let words: String
        package var description: String { "the private PostgreSQL server: \(words)" }
    }

    private static func script(_ words: [String]) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try run("/usr/bin/env", ["bash", root.appending(path: "Scripts/postgres.sh").path] + words)
    }

    private static func run(_ program: String, _ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["POSTGRES_OWNER": String(getpid()), "POSTGRES_PASSWORD": password]
        ) { $1 }
        // A file, not a pipe: what the server inherits would keep a pipe open.
        let file = FileManager.default.temporaryDirectory.appending(path: "signet-pg-\(UUID().uuidString).out")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        let words = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        guard process.terminationStatus == 0 else { throw Broken(words: words) }
        return words
    }
}
