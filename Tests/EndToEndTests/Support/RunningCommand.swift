import Foundation
import JSON

/// How a command ended, with all it said.
struct Ending: Sendable, CustomStringConvertible {
    enum Way: Sendable, Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    let way: Way
    let output: String
    let errors: String

    /// Standard output, all of it, as one JSON document.
    var json: JSONValue { get throws { try JSONValue(parsing: output) } }

    var description: String { "\(way)\n--- standard output\n\(output)\n--- standard error\n\(errors)" }
}

/// A process started as a person would start it. What it says goes to files, so that no other child can hold its pipes open.
final class RunningCommand: Sendable {
    private let process = Process()
    private let ended: AsyncStream<Void>
    private let outputFile: URL
    private let errorFile: URL

    init(_ program: String, _ arguments: [String], environment: [String: String], folder: URL) throws {
        let id = UUID().uuidString
        outputFile = folder.appendingPathComponent("\(id).out")
        errorFile = folder.appendingPathComponent("\(id).err")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        let (ended, signal) = AsyncStream<Void>.makeStream()
        self.ended = ended
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        let (output, errors) = (try FileHandle(forWritingTo: outputFile), try FileHandle(forWritingTo: errorFile))
        // The process has its own by then; thousands of them would be more than Foundation can start another process with.
        defer { for handle in [output, errors] { try? handle.close() } }
        process.standardOutput = output
        process.standardError = errors
        process.terminationHandler = { _ in signal.finish() }
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// What it has printed on standard output so far.
    var outputSoFar: String { Self.text(of: outputFile) }
    /// What it has said on standard error so far.
    var errorsSoFar: String { Self.text(of: errorFile) }

    func send(_ signal: Int32) {
        if process.isRunning { kill(process.processIdentifier, signal) }
    }

    /// Waits for the end. A command that takes longer than `limit` is killed, which is an error.
    func ending(within limit: Duration = .seconds(90)) async throws -> Ending {
        let watchdog = Task {
            try await Task.sleep(for: limit)
            send(SIGKILL)
            throw TookTooLong(limit: limit, words: errorsSoFar)
        }
        for await _ in ended {}
        watchdog.cancel()
        if case .failure(let error as TookTooLong) = await watchdog.result { throw error }
        guard !process.isRunning else {
            send(SIGKILL)
            throw CancellationError()
        }
        return Ending(
            way: process.terminationReason == .exit ? .exit(process.terminationStatus) : .signal(process.terminationStatus),
            output: Self.text(of: outputFile),
            errors: Self.text(of: errorFile)
        )
    }

    private static func text(of file: URL) -> String {
        // A file that is gone has been tidied away with its workplace.
        String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }
}

struct TookTooLong: Error, CustomStringConvertible {
    let limit: Duration
    let words: String
    var description: String { "the command was killed after \(limit); its last words were:\n\(words.suffix(2_000))" }
}

/// Looks again and again until `condition` holds. What other processes do can only be seen by looking.
func eventually(_ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw NeverHappened(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    let limit: Duration
    var description: String { "\(what) did not happen within \(limit)" }
}
