import JSON
import Testing

@testable import MCP
@testable import MCPFixture

@Suite struct ProgressTests {
    /// A call that runs, with a token or without.
    private func running(_ meta: String) throws -> Conversation {
        var conversation = Conversation(MCPFixture.server(), caller: Caller(id: "anna", scopes: nil), era: .modern)
        let text = Talk.modern("tools/call", #""name":"test_tool_with_progress""#).replacing(#""_meta":{"#, with: #""_meta":{\#(meta)"#)
        _ = conversation.receive(try Message(parsing: Array(text.utf8), limits: .standard))
        return conversation
    }

    private func told(_ effects: [Conversation.Effect]) -> [Double] {
        effects.compactMap { if case .send(let message, _) = $0 { message["params"]?["progress"]?.double } else { nil } }
    }

    @Test func `only growth is told, and nothing after the end`() throws {
        var conversation = try running(#""progressToken":"p","#)
        let steps = [0.0, 0, 5, 3, .nan, 10].flatMap { told(conversation.report(Progress($0, of: 10), of: .number(1))) }
        #expect(steps == [0, 5, 10])
        _ = conversation.finish(.number(1), .success(.result([:])))
        #expect(told(conversation.report(Progress(11), of: .number(1))).isEmpty)
    }

    @Test func `the token comes back as it came, with what is done and what there is to say`() throws {
        var conversation = try running(#""progressToken":7,"#)
        guard case .send(let message, let id)? = conversation.report(Progress(1, of: 2, "half"), of: .number(1)).first else {
            Issue.record("nothing was told")
            return
        }
        #expect(id == .number(1))
        #expect(message["method"] == "notifications/progress")
        #expect(message["params"]?["progressToken"] == 7)
        #expect(message["params"]?["total"]?.double == 2)
        #expect(message["params"]?["message"] == "half")
    }

    @Test func `who did not ask is not told`() throws {
        var conversation = try running("")
        #expect(told(conversation.report(Progress(1), of: .number(1))).isEmpty)
    }

    @Test func `one request tells only so much`() throws {
        var conversation = try running(#""progressToken":"p","#)
        let steps = (0..<1000).flatMap { told(conversation.report(Progress(Double($0)), of: .number(1))) }
        #expect(steps.count == conversation.server.limits.pending - 2)
    }

    @Test func `a second request under a running id is refused and the first one goes on`() throws {
        var conversation = try running("")
        let again = try Message(parsing: Array(Talk.modern("tools/list").utf8), limits: .standard)
        guard case .reply(let reply)? = conversation.receive(again).first else {
            Issue.record("no reply")
            return
        }
        #expect(reply.error?.code == -32600)
        #expect(conversation.running.count == 1)
    }

    @Test func `a conversation runs only so many requests at once`() throws {
        var limits = Server.Limits()
        limits.running = 2
        var conversation = Conversation(MCPFixture.server(limits: limits), caller: Caller(id: "anna", scopes: nil), era: .modern)
        let codes = try (1...3).map { id in
            let text = Talk.modern("tools/call", #""name":"test_simple_text""#, id: "\(id)")
            guard case .reply(let reply)? = conversation.receive(try Message(parsing: Array(text.utf8), limits: .standard)).first else {
                return 0
            }
            return reply.error?.code ?? 0
        }
        #expect(codes == [0, 0, 429])
    }
}
