import Foundation

/// A program of the machine, as a second opinion on what we make. Tests that need one are skipped where it is missing.
package struct ExternalTool: Sendable {
    package struct Outcome: Sendable {
        package let status: Int32
        /// Standard output and standard error together.
        package let text: String
    }

    private let path: String

    /// Nil when the search path does not have it.
    package init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else { return nil }
        self.path = path
    }

    /// For a tool that talks to a server of the test: waiting takes a thread of its own, the server needs those of
    /// the tasks (and dispatch queues share theirs with them).
    package func run(_ arguments: [String], input: String = "") async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try runBlocking(arguments, input: input) }) }
        }
    }

    package func runBlocking(_ arguments: [String], in folder: URL? = nil, input: String = "") throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let (entry, output) = (Pipe(), Pipe())
        process.standardInput = entry
        process.standardOutput = output
        process.standardError = output
        try process.run()
        // Small enough for the pipe's buffer; the tool may have ended without reading it.
        if !input.isEmpty { try? entry.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try? entry.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, text: text)
    }
}
