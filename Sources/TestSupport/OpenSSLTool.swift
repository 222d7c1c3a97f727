import Foundation

/// The `openssl` program, as a second opinion on what we make. Tests that need it are skipped where it is missing.
package enum OpenSSLTool {
    package struct Outcome: Sendable {
        package let status: Int32
        /// Standard output and standard error together.
        package let text: String
    }

    package static let isInstalled = path != nil

    private static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/openssl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Runs in a folder of its own that holds the given files and is gone afterwards; `collecting` names a file to read from it.
    package static func run(_ arguments: [String], files: [String: [UInt8]] = [:]) throws -> Outcome {
        try run(arguments, files: files, collecting: nil).outcome
    }

    package static func run(
        _ arguments: [String],
        files: [String: [UInt8]],
        collecting: String?
    ) throws -> (outcome: Outcome, collected: [UInt8]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("signet-openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appendingPathComponent(name)) }

        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()

        let collected = try collecting.map { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) } ?? []
        return (Outcome(status: process.terminationStatus, text: text), collected)
    }
}
