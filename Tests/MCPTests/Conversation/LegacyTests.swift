import JSON
import Testing

@testable import MCP
@testable import MCPFixture

/// 2025-06-18 and 2025-11-25: a handshake, and requests of the server's own.
@Suite struct LegacyTests {
    @Test(arguments: [
        ("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2024-11-05", "2025-11-25"), ("2026-07-28", "2025-11-25"),
    ])
    func `a handshake is answered with the version asked for, or with the newest of its kind`(asked: String, given: String) async throws {
        var talk = Talk()
        let answer = try await talk.open(asked)
        #expect(answer?["result"]?["protocolVersion"]?.string == given)
        #expect(answer?["result"]?["serverInfo"]?["name"] == "fixture")
        #expect(answer?["result"]?["capabilities"]?["tools"] != nil)
        #expect(answer?["result"]?["resultType"] == nil)
    }

    @Test func `nothing but a ping is answered before it`() async throws {
        var talk = Talk()
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#).result == [:])
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#).code == -32600)
        _ = try await talk.open()
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":3,"method":"tools/list"}"#).result?["tools"] != nil)
    }

    @Test func `results carry nothing that came later`() async throws {
        var talk = Talk()
        _ = try await talk.open()
        let result = try await talk.say(#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#).result
        #expect(result?["ttlMs"] == nil)
        #expect(result?["resultType"] == nil)
        #expect(result?["_meta"] == nil)
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":2,"method":"server/discover"}"#).code == -32601)
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":3,"method":"logging/setLevel","params":{"level":"info"}}"#).code == -32601)
    }

    @Test func `an unknown resource has its own code`() async throws {
        var talk = Talk()
        _ = try await talk.open()
        let answer = try await talk.say(#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"test://nothing"}}"#)
        #expect(answer.code == -32002)
        #expect(
            try await talk.say(#"{"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{"uri":"test://nothing"}}"#).code == -32002
        )
    }

    @Test func `a subscriber hears of its resource and of no other`() async throws {
        var talk = Talk()
        _ = try await talk.open()
        let uri = "test://watched-resource"
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":1,"method":"resources/subscribe","params":{"uri":"\#(uri)"}}"#).result == [:])
        #expect(talk.conversation.changed(.resource("test://static-text")).isEmpty)
        guard case .send(let message, nil)? = talk.conversation.changed(.resource(uri)).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(message == ["jsonrpc": "2.0", "method": "notifications/resources/updated", "params": ["uri": .string(uri)]])
        _ = try await talk.say(#"{"jsonrpc":"2.0","id":2,"method":"resources/unsubscribe","params":{"uri":"\#(uri)"}}"#)
        #expect(talk.conversation.changed(.resource(uri)).isEmpty)
    }

    @Test func `a question goes out as a request, and the call ends when it is answered`() async throws {
        var talk = Talk()
        _ = try await talk.open("2025-06-18", #"{"elicitation":{}}"#)
        let asked = try await talk.say(#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"test_elicitation"}}"#)
        #expect(asked.count == 1)
        #expect(asked[0]["method"] == "elicitation/create")
        #expect(asked[0]["params"]?["mode"] == "form")
        let id = asked[0]["id"]?.string ?? ""
        let answer = try await talk.say(#"{"jsonrpc":"2.0","id":"\#(id)","result":{"action":"accept","content":{"username":"u"}}}"#)
        #expect(answer.last?["id"] == 5)
        #expect(answer.result?["content"]?[0]?["text"] == #"User response: action=accept, content={"username":"u"}"#)
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":"\#(id)","result":{"action":"accept"}}"#).isEmpty)
    }

    @Test func `two questions are both asked before the call goes on`() async throws {
        var talk = Talk()
        _ = try await talk.open("2025-11-25", #"{"elicitation":{"form":{}},"sampling":{}}"#)
        let name = "test_input_required_result_multiple_inputs"
        let asked = try await talk.say(#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"\#(name)"}}"#)
        #expect(asked.map { $0["method"] } == ["elicitation/create", "sampling/createMessage"])
        let ids = asked.compactMap { $0["id"]?.string }
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":"\#(ids[1])","result":{"content":{"text":"Hello"}}}"#).isEmpty)
        let answer = try await talk.say(#"{"jsonrpc":"2.0","id":"\#(ids[0])","result":{"action":"accept","content":{"name":"Ada"}}}"#)
        #expect(answer.result?["content"]?[0]?["text"] == "Hello Ada")
    }

    @Test func `a page is offered only where the revision and the client know of pages`() async throws {
        let call = #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"test_url_elicitation"}}"#
        var knows = Talk()
        _ = try await knows.open("2025-11-25", #"{"elicitation":{"url":{}}}"#)
        let asked = try await knows.say(call)
        #expect(asked.first?["params"]?["mode"] == "url")
        #expect(asked.first?["params"]?["elicitationId"]?.string?.isEmpty == false)
        var older = Talk()
        _ = try await older.open("2025-06-18", #"{"elicitation":{"url":{}}}"#)
        #expect(try await older.say(call).code == -32021)
        var plain = Talk()
        _ = try await plain.open("2025-11-25", #"{"elicitation":{}}"#)
        #expect(try await plain.say(call).code == -32021)
    }

    @Test func `a cancelled call has no answer, not even for its open question`() async throws {
        var talk = Talk()
        _ = try await talk.open("2025-06-18", #"{"elicitation":{}}"#)
        let asked = try await talk.say(#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"test_elicitation"}}"#)
        let id = asked[0]["id"]?.string ?? ""
        let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#
        #expect(try await talk.say(cancel) == [["cancelled": 5]])
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":"\#(id)","result":{"action":"accept"}}"#).isEmpty)
        #expect(try await talk.say(cancel).isEmpty)
    }
}
