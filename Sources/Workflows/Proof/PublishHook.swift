import Foundation
import Synchronization

/// Runs a user's executable to publish one record. The record travels in the environment, never through a shell.
struct PublishHook: Sendable {
    let path: String
    var timeoutSeconds = 120.0

    /// Refuses what cannot be run, so that nothing is bought that could not be proven.
    func check() throws {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Problem(
                .input,
                "The hook \(path) cannot be run.",
                why: "there is no executable file of that name",
                nextStep: "Name an executable with --proof hook:PATH, or make it one: chmod +x '\(path)'"
            )
        }
    }

    func publish(_ record: DNSRecord, order: String) async throws { try await call("publish", record, order: order) }

    func unpublish(_ record: DNSRecord, order: String) async throws { try await call("unpublish", record, order: order) }

    private func call(_ action: String, _ record: DNSRecord, order: String) async throws {
        try check()
        let outcome = try await run(environment(action, record, order: order))
        guard outcome.status == 0 else {
            throw Problem(
                .service,
                "The hook \(path) did not \(action) \(record.name).",
                why: outcome.timedOut
                    ? "it took longer than \(Int(timeoutSeconds)) seconds" : "it ended with \(outcome.status): \(outcome.lastWords)",
                nextStep: "Run it by hand with SIGNET_ACTION=\(action) and the SIGNET_RECORD_… variables, then start the order again."
            )
        }
    }

    private func environment(_ action: String, _ record: DNSRecord, order: String) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["SIGNET_ACTION"] = action
        environment["SIGNET_ORDER"] = order
        environment["SIGNET_RECORD_NAME"] = record.name
        environment["SIGNET_RECORD_TYPE"] = record.kind.rawValue
        environment["SIGNET_RECORD_VALUE"] = record.value
        environment["SIGNET_RECORD_PURPOSE"] = record.purpose
        return environment
    }

    private struct Outcome: Sendable {
        let status: Int32
        let timedOut: Bool
        let lastWords: String
    }

    private func run(_ environment: [String: String]) async throws -> Outcome {
        let words = FileManager.default.temporaryDirectory.appendingPathComponent("signet-hook-\(UUID().uuidString)")
        guard FileManager.default.createFile(atPath: words.path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw Problem(
                .input,
                "No temporary file for the hook's output.",
                why: "\(words.path) cannot be written",
                nextStep: "Set TMPDIR to a folder you may write to."
            )
        }
        defer { try? FileManager.default.removeItem(at: words) }
        let output = try FileHandle(forWritingTo: words)
        defer { try? output.close() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let timedOut = try await wait(for: process)
        return Outcome(status: process.terminationStatus, timedOut: timedOut, lastWords: Self.tail(of: words))
    }

    /// Waits for the end in any case; a hook that is out of time, or that nobody waits for any more, is ended first.
    private func wait(for process: Process) async throws -> Bool {
        let timedOut = Mutex(false)
        let deadline = Task {
            try await Task.sleep(for: .seconds(timeoutSeconds))
            timedOut.withLock { $0 = true }
            Self.end(process)
            try await Task.sleep(for: .seconds(5))
            kill(process.processIdentifier, SIGKILL)
        }
        defer { deadline.cancel() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                process.terminationHandler = { _ in continuation.resume() }
                do {
                    try process.run()
                } catch {
                    process.terminationHandler = nil
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            Self.end(process)
        }
        return timedOut.withLock { $0 }
    }

    private static func end(_ process: Process) {
        if process.isRunning { process.terminate() }
    }

    private static func tail(of file: URL) -> String {
        let content = (try? Data(contentsOf: file)) ?? Data()
        return String(decoding: content.suffix(500), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
