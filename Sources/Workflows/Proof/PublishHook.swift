import AzureCore
import Foundation
import Synchronization

/// Runs a user's executable to publish one record. The record travels in the environment, never through a shell.
package struct PublishHook: Sendable {
    let path: String
    var timeoutSeconds = Self.usualSeconds

    package static let usualSeconds = 120.0

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
                why: why(outcome),
                nextStep: "Run it by hand with SIGNET_ACTION=\(action) and the SIGNET_RECORD_… variables, then start the order again."
                    + (outcome.cut == .timedOut ? " SIGNET_HOOK_TIMEOUT (hook.timeout) gives it more time." : "")
            )
        }
    }

    private func why(_ outcome: Outcome) -> String {
        switch outcome.cut {
        case .timedOut: "it took longer than \(Int(timeoutSeconds)) second\(timeoutSeconds == 1 ? "" : "s")"
        case .talkative: "it printed more than \(Self.longestOutput >> 20) MiB"
        case nil: "it ended with \(outcome.status): \(outcome.lastWords)"
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
        /// Why it was ended from here, if it was.
        let cut: Cut?
        let lastWords: String
    }

    private enum Cut: Sendable {
        case timedOut
        case talkative
    }

    private static let longestOutput = 16 << 20

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
        let cut = try await wait(for: process, words)
        return Outcome(status: cut == nil ? process.terminationStatus : -1, cut: cut, lastWords: Self.tail(of: words))
    }

    /// Waits for the end in any case; a hook that is out of time, that fills the disk, or that nobody waits for any more, is ended first.
    private func wait(for process: Process, _ words: URL) async throws -> Cut? {
        let cut = Mutex<Cut?>(nil)
        let guardian = Task {
            let reason = try await watch(words)
            cut.withLock { $0 = reason }
            Self.end(process, SIGTERM)
            try await Task.sleep(for: .seconds(Self.secondsToEnd))
            Self.end(process, SIGKILL)
        }
        defer { guardian.cancel() }
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
            Self.end(process, SIGTERM)
        }
        return cut.withLock { $0 }
    }

    /// Returns when the hook has to be ended.
    private func watch(_ words: URL) async throws -> Cut {
        let end = ContinuousClock.now + .seconds(timeoutSeconds)
        while ContinuousClock.now < end {
            try await Task.sleep(for: min(.milliseconds(100), end - ContinuousClock.now))
            let size = try? FileManager.default.attributesOfItem(atPath: words.path)[.size] as? Int
            if let size, size > Self.longestOutput { return .talkative }
        }
        return .timedOut
    }

    private static let secondsToEnd = 2.0

    /// With its children, where the system gave it a group of its own.
    private static func end(_ process: Process, _ signal: Int32) {
        guard process.isRunning else { return }
        let id = process.processIdentifier
        kill(getpgid(id) == id ? -id : id, signal)
    }

    /// The end of what it printed, without what a terminal would obey and what looks like a secret.
    private static func tail(of file: URL) -> String {
        guard let handle = try? FileHandle(forReadingFrom: file) else { return "" }
        defer { try? handle.close() }
        let length = (try? handle.seekToEnd()) ?? 0
        try? handle.seek(toOffset: length > 500 ? length - 500 : 0)
        let content = (try? handle.read(upToCount: 500)) ?? Data()
        return Redaction.scrub(String(decoding: content, as: UTF8.self)).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
