import Dispatch
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
        let (ended, signal) = AsyncStream<Void>.makeStream()
        process.terminationHandler = { _ in signal.finish() }
        do {
            try process.run()
        } catch {
            throw ProcessRunner.Failure.notStarted(error.localizedDescription)
        }
        let running = Running(process: process)
        return try await withTaskCancellationHandler {
            async let out = Self.read(output, atMost: command.maximumOutputBytes, of: running)
            async let err = Self.read(error, atMost: command.maximumOutputBytes, of: running)
            let deadline = Task { [timeout = command.timeout] in
                try await Task.sleep(for: timeout)
                running.end(.timedOut)
            }
            defer { deadline.cancel() }
            for await _ in ended {}
            let (outBytes, errBytes) = await (out, err)
            try Task.checkCancellation()
            if let failure = running.failure { throw failure }
            let isSignal = process.terminationReason == .uncaughtSignal
            return ProcessRunner.Output(
                status: isSignal ? 128 &+ process.terminationStatus : process.terminationStatus,
                output: outBytes,
                error: errBytes
            )
        } onCancel: {
            running.end(nil)
        }
    }

    /// Reading takes a thread of its own: a full pipe would stop the program.
    private static func read(_ pipe: Pipe, atMost maximum: Int, of running: Running) async -> [UInt8] {
        let handle = pipe.fileHandleForReading
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var bytes: [UInt8] = []
                while let chunk = try? handle.read(upToCount: 64 * 1024), !chunk.isEmpty {
                    if bytes.count + chunk.count > maximum {
                        running.end(.tooMuchOutput)
                        break
                    }
                    bytes += chunk
                }
                continuation.resume(returning: bytes)
            }
        }
    }
}

/// A process that several may end, and why the first of them did.
private final class Running: Sendable {
    private let process: Process
    private let reason = Mutex<ProcessRunner.Failure?>(nil)

    init(process: Process) {
        self.process = process
    }

    var failure: ProcessRunner.Failure? { reason.withLock { $0 } }

    func end(_ failure: ProcessRunner.Failure?) {
        reason.withLock { $0 = $0 ?? failure }
        process.terminate()
    }
}
