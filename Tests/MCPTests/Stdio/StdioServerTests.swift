import Foundation
import JSON
import Testing

@testable import MCP
@testable import MCPFixture

/// A server on two pipes, by the bytes that go in and come out.
@Suite struct StdioServerTests {
    /// Everything that was written until the server ended, after the input was given and closed.
    private func run(_ input: String, _ server: Server = MCPFixture.server(), patience: Duration = .seconds(60)) async throws -> [JSONValue]
    {
        let (toServer, fromServer) = (Pipe(), Pipe())
        let serving = Task {
            await StdioServer(server, caller: Caller(id: "local", scopes: nil), patience: patience).serve(
                input: toServer.fileHandleForReading.fileDescriptor,
                output: fromServer.fileHandleForWriting.fileDescriptor
            )
            try fromServer.fileHandleForWriting.close()
        }
        let output = try await blocking {
            try toServer.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try toServer.fileHandleForWriting.close()
            return try fromServer.fileHandleForReading.readToEnd() ?? Data()
        }
        try await serving.value
        return try output.split(separator: UInt8(ascii: "\n")).map { try JSONValue(parsing: Array($0)) }
    }

    /// Off the threads that tasks run on, which the server needs.
    private func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    private let open = #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{}}}"#
    private let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#

    @Test func `a line is a message, and an answer is a line`() async throws {
        let lines = try await run([open, #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, ping].joined(separator: "\n") + "\n")
        #expect(lines.map { $0["id"] } == [0, 1])
        #expect(lines[1]["result"] == [:])
    }

    @Test func `the newest revision needs no handshake`() async throws {
        let lines = try await run(Talk.modern("tools/call", #""name":"test_simple_text""#) + "\n")
        #expect(lines.count == 1)
        #expect(lines[0]["result"]?["resultType"] == "complete")
    }

    @Test func `a line that is no message is answered as one, and the next is read`() async throws {
        let lines = try await run("{\"half\n" + "[]\n" + ping + "\n")
        #expect(lines.map { $0["error"]?["code"]?.int } == [-32700, -32600, nil])
        #expect(lines[0]["id"] == JSONValue.null)
        #expect(lines[2]["result"] == [:])
    }

    @Test func `a line over the limit is refused without being kept`() async throws {
        var limits = Server.Limits()
        limits.messageBytes = 100_000
        let lines = try await run(String(repeating: "x", count: 1_000_000) + "\n" + ping + "\n", MCPFixture.server(limits: limits))
        #expect(lines.map { $0["error"]?["code"]?.int } == [-32600, nil])
    }

    @Test func `half a line at the end of the input is no message, a whole one without its end is`() async throws {
        #expect(try await run(#"{"jsonrpc":"2.0","id":1,"method":"pi"#).first?["error"]?["code"] == -32700)
        #expect(try await run(ping).first?["result"] == [:])
    }

    @Test func `what runs when the input ends is answered`() async throws {
        let call = Talk.modern("tools/call", #""name":"test_tool_with_progress""#)
        #expect(try await run(call + "\n").last?["result"] != nil)
    }

    @Test func `what would run for ever is stopped and the server ends`() async throws {
        let slow = MCPFixture.tool("slow", "Never ends by itself.") { _, _ in
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return .complete(ToolResult([.text("late")]))
        }
        let server = MCPFixture.server(extra: [slow])
        #expect(try await run(Talk.modern("tools/call", #""name":"slow""#) + "\n", server, patience: .zero).isEmpty)
    }

    @Test func `requests are worked on side by side, and a cancelled one is not answered`() async throws {
        let slow = MCPFixture.tool("slow", "Ends when cancelled.") { _, _ in
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return .complete(ToolResult([.text("late")]))
        }
        let input = [
            Talk.modern("tools/call", #""name":"slow""#, id: "1"), Talk.modern("tools/call", #""name":"test_simple_text""#, id: "2"),
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#,
        ]
        let lines = try await run(input.joined(separator: "\n") + "\n", MCPFixture.server(extra: [slow]))
        #expect(lines.map { $0["id"] } == [2])
    }

    @Test func `an old question ends with the input that could have answered it`() async throws {
        let open = open.replacing("\"capabilities\":{}", with: #""capabilities":{"elicitation":{}}"#)
        let call = #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"test_elicitation"}}"#
        let lines = try await run([open, call].joined(separator: "\n") + "\n")
        #expect(lines.last?["method"] == "elicitation/create")
    }
}
