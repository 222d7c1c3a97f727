import Foundation

/// The `openssl` program on files that a test gives it.
package enum OpenSSLTool {
    package static let tool = ExternalTool("openssl")
    package static let isInstalled = tool != nil

    /// Runs in a folder of its own that holds the given files and is gone afterwards.
    package static func run(_ arguments: [String], files: [String: [UInt8]] = [:]) throws -> ExternalTool.Outcome {
        try run(arguments, files: files, collecting: nil).outcome
    }

    /// `collecting` names a file that the run leaves behind.
    package static func run(
        _ arguments: [String],
        files: [String: [UInt8]],
        collecting: String?
    ) throws -> (outcome: ExternalTool.Outcome, collected: [UInt8]) {
        guard let tool else { throw CocoaError(.fileNoSuchFile) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("signet-openssl-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in files { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
        let outcome = try tool.runBlocking(arguments, in: folder)
        let collected = try collecting.map { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) } ?? []
        return (outcome, collected)
    }
}
