import Foundation
import Synchronization

extension ProcessRunner {
    /// Runs programs of this machine, found on `PATH`, with our environment and nothing on standard input.
    public static let system = ProcessRunner { command in
        guard let path = path(of: command.program) else { throw Failure.notFound }
        return try await SystemProcess(path: path, command: command).run()
    }

    private static func path(of program: String) -> String? {
        guard !program.contains("/") else { return nil }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        return folders.map { "\($0)/\(program)" }.first(where: FileManager.default.isExecutableFile)
    }
}

/// One run of one program.
private struct SystemProcess {
    let path: String
    let command: ProcessRunner.Command

    func run() async throws -> ProcessRunner.Output {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = command.arguments
        process.standardInput = FileHandle.nullDevice
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        let running = Running(process)
        process.terminationHandler = { _ in running.exit.finish() }
        do {
            try process.run()
        } catch {
            throw ProcessRunner.Failure.notStarted(error.localizedDescription)
        }
        Self.read(output, into: running.output, atMost: command.maximumOutputBytes, of: running)
        Self.read(error, into: running.error, atMost: command.maximumOutputBytes, of: running)
        return try await withTaskCancellationHandler {
            try await collect(running)
        } onCancel: {
            running.end(nil)
        }
    }

    private func collect(_ running: Running) async throws -> ProcessRunner.Output {
        let deadline = Task { [timeout = command.timeout] in
            try await Task.sleep(for: timeout)
            running.end(.timedOut)
        }
        defer { deadline.cancel() }
        let (output, error) = (await running.output.all(), await running.error.all())
        await running.exit.wait()
        try Task.checkCancellation()
        if let failure = running.failure { throw failure }
        return ProcessRunner.Output(status: running.status, output: output, error: error)
    }

    /// Reading takes a thread of its own, and both streams are read at once: a full pipe would stop the program.
    private static func read(_ pipe: Pipe, into stream: Channel, atMost maximum: Int, of running: Running) {
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread {
            var count = 0
            while let chunk = try? handle.read(upToCount: 64 * 1024), !chunk.isEmpty {
                count += chunk.count
                if count > maximum {
                    running.end(.tooMuchOutput)
                    break
                }
                stream.send(Array(chunk))
            }
            stream.finish()
        }
    }
}

/// A process that several may end, and why the first of them did.
private final class Running: Sendable {
    let output = Channel()
    let error = Channel()
    let exit = Channel()
    private let process: Process
    private let reason = Mutex<ProcessRunner.Failure?>(nil)

    init(_ process: Process) {
        self.process = process
    }

    var failure: ProcessRunner.Failure? { reason.withLock { $0 } }

    /// Only of a process that has ended by itself.
    var status: Int32 {
        process.terminationReason == .uncaughtSignal ? 128 &+ process.terminationStatus : process.terminationStatus
    }

    /// Nobody waits any longer, also not for what the program has started itself and what holds its streams open.
    func end(_ failure: ProcessRunner.Failure?) {
        reason.withLock { $0 = $0 ?? failure }
        process.terminate()
        for channel in [output, error, exit] { channel.finish() }
    }
}

/// Bytes from a thread to a task.
private struct Channel: Sendable {
    private let stream: AsyncStream<[UInt8]>
    private let source: AsyncStream<[UInt8]>.Continuation

    init() {
        (stream, source) = AsyncStream.makeStream()
    }

    func send(_ bytes: [UInt8]) { source.yield(bytes) }
    func finish() { source.finish() }
    func wait() async { for await _ in stream {} }

    func all() async -> [UInt8] {
        var bytes: [UInt8] = []
        for await chunk in stream { bytes += chunk }
        return bytes
    }
}
