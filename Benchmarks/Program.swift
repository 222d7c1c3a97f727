import Foundation

/// Another program, started by its path.
struct Program {
    let path: String
    let arguments: [String]
    var environment: [String: String] = [:]

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs to the end; what was printed. Anything but success is an error.
    @discardableResult
    func output() async throws -> String {
        let process = prepared()
        let pipe = Pipe()
        process.standardOutput = pipe
        let reading = Task.detached { try pipe.fileHandleForReading.readToEnd() ?? Data() }
        try await process.runToEnd()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(path) \(arguments.joined(separator: " ")) ended with status \(process.terminationStatus)")
        }
        return String(decoding: try await reading.value, as: UTF8.self)
    }

    /// Starts it and leaves it running; its output goes nowhere.
    func start() throws -> Process {
        let process = prepared()
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// The same, with a pipe for what it prints.
    func startPiped() throws -> (Process, Pipe) {
        let (process, pipe) = (prepared(), Pipe())
        process.standardOutput = pipe
        try process.run()
        return (process, pipe)
    }

    /// The same, with a pipe for each direction.
    func startTalking() throws -> (Process, input: Pipe, output: Pipe) {
        let (process, input, output) = (prepared(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, FileHandle.nullDevice)
        try process.run()
        return (process, input, output)
    }

    private func prepared() -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return process
    }
}

extension Process {
    fileprivate func runToEnd() async throws {
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            terminationHandler = { _ in ended.resume() }
            do {
                try run()
            } catch {
                terminationHandler = nil
                ended.resume(throwing: error)
            }
        }
    }
}
