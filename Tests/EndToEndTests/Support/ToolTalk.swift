import Foundation
import JSON
import Synchronization
import Testing

/// A `signet mcp` and its client: messages, a line each, and nothing else on its standard output.
final class ToolTalk: Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let errorFile: URL
    private let state = Mutex((last: 0, pending: [UInt8](), transcript: ""))

    init(_ home: SignetHome, _ more: [String: String] = [:], arguments: [String] = []) throws {
        errorFile = home.place.folder.appendingPathComponent("\(UUID().uuidString).err")
        try Data().write(to: errorFile)
        process.executableURL = URL(fileURLWithPath: try Product.path())
        process.arguments = ["mcp"] + arguments
        process.environment = home.environment.merging(more) { $1 }
        process.standardInput = input
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
    }

    /// All that went over the pipe, both ways.
    var transcript: String { state.withLock { $0.transcript } }

    private static let meta: JSONValue = [
        "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
    ]

    /// One request of the newest revision, and what answers it. Notices before the answer are passed over.
    func ask(_ method: String, _ params: JSONObject = [:]) async throws -> JSONValue {
        let id = state.withLock { state in
            state.last += 1
            return state.last
        }
        var params = params
        params["_meta"] = params["_meta"] ?? Self.meta
        try send(["jsonrpc": "2.0", "id": .number(JSONNumber(id)), "method": .string(method), "params": .object(params)])
        while true {
            let message = try await receive()
            if message["id"]?.int == id { return message }
        }
    }

    /// The structure a tool answered with.
    func call(_ tool: String, _ arguments: JSONValue = [:]) async throws -> JSONValue {
        let answer = try await ask("tools/call", ["name": .string(tool), "arguments": arguments])
        let result = try #require(answer["result"], "\(tool): \(answer)")
        try #require(result["isError"] == nil, "\(tool): \(answer)")
        return try #require(result["structuredContent"], "\(tool): \(answer)")
    }

    /// The refusal a tool answered with.
    func refusal(_ tool: String, _ arguments: JSONValue = [:]) async throws -> JSONValue {
        let result = try #require(try await ask("tools/call", ["name": .string(tool), "arguments": arguments])["result"])
        try #require(result["isError"] == true, "\(tool): \(result)")
        return try JSONValue(parsing: result["content"]?[0]?["text"]?.string ?? "")
    }

    /// Makes the call that an answer names.
    func next(_ answer: JSONValue) async throws -> JSONValue {
        try await call(try #require(answer["next"]?["tool"]?.string, "\(answer)"), answer["next"]?["arguments"] ?? [:])
    }

    /// What it comes to, however long that takes.
    func settled(_ answer: JSONValue) async throws -> JSONValue {
        var answer = answer
        for _ in 0..<60 where answer["state"] == "running" { answer = try await next(answer) }
        return answer
    }

    func send(_ message: JSONValue) throws { try send(message.text() + "\n") }

    func send(_ text: String) throws {
        state.withLock { $0.transcript += text }
        try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    }

    func receive() async throws -> JSONValue {
        let line = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try self.line() }) }
        }
        state.withLock { $0.transcript += String(decoding: line, as: UTF8.self) + "\n" }
        return try JSONValue(parsing: line)
    }

    private func line() throws -> [UInt8] {
        while true {
            let line = state.withLock { state -> [UInt8]? in
                guard let end = state.pending.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                defer { state.pending.removeSubrange(...end) }
                return Array(state.pending[..<end])
            }
            if let line { return line }
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Ended(words: (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "") }
            state.withLock { $0.pending += data }
        }
    }

    /// Closes the input, and gives the code it ends with.
    func end() async throws -> Int32 {
        try input.fileHandleForWriting.close()
        try await eventually("the end of signet mcp", within: .seconds(30)) { !process.isRunning }
        return process.terminationStatus
    }

    struct Ended: Error {
        let words: String
    }
}
