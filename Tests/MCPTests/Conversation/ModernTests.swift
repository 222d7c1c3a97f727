import JSON
import Testing

@testable import MCP
@testable import MCPFixture

/// 2026-07-28: everything comes with the request, and every result says what it is.
@Suite struct ModernTests {
    private static let info = "io.modelcontextprotocol/serverInfo"

    @Test func `discovery names the versions, what is offered and who answers`() async throws {
        var talk = Talk()
        let result = try await talk.ask("server/discover").result
        #expect(result?["resultType"] == "complete")
        #expect(result?["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18"])
        #expect(result?["capabilities"]?["tools"]?["listChanged"] == true)
        #expect(result?["capabilities"]?["resources"]?["subscribe"] == true)
        #expect(result?["capabilities"]?["completions"] == [:])
        #expect(result?["_meta"]?[Self.info]?["name"] == "fixture")
        #expect(result?["serverInfo"] == nil)
        #expect(result?["cacheScope"] == "public")
        #expect((result?["ttlMs"]?.int ?? -1) >= 0)
    }

    @Test(arguments: ["server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list"])
    func `the lists say how long they may be kept`(method: String) async throws {
        var talk = Talk()
        let result = try await talk.ask(method).result
        #expect(result?["ttlMs"]?.int != nil)
        #expect(result?["cacheScope"] == "public")
        #expect(result?["resultType"] == "complete")
    }

    @Test func `what is read is the caller's own, and what is called is not kept at all`() async throws {
        var talk = Talk()
        let read = try await talk.ask("resources/read", #""uri":"test://static-text""#).result
        #expect(read?["cacheScope"] == "private")
        #expect(read?["ttlMs"] == 0)
        let called = try await talk.ask("tools/call", #""name":"test_simple_text""#, id: "2").result
        #expect(called?["ttlMs"] == nil)
        #expect(called?["resultType"] == "complete")
        #expect(called?["_meta"]?[Self.info] != nil)
    }

    @Test(arguments: [
        #""params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#,
        #""params":{"_meta":{"io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}}}"#,
        #""params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]}}"#,
    ])
    func `version and capabilities belong to every request`(params: String) async throws {
        var talk = Talk()
        let answer = try await talk.say(#"{"jsonrpc":"2.0","id":1,"method":"tools/list",\#(params)}"#)
        #expect(answer.code == -32602)
    }

    @Test func `nothing is remembered from one request to the next`() async throws {
        var talk = Talk()
        _ = try await talk.ask("tools/list", capabilities: #"{"sampling":{}}"#)
        #expect(try await talk.say(#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#).code == -32602)
        #expect(try await talk.ask("tools/call", #""name":"test_missing_capability""#, id: "3").code == -32021)
    }

    @Test func `a version that is not spoken is refused with those that are, and decides nothing`() async throws {
        var talk = Talk()
        let answer = try await talk.ask("server/discover", version: "2031-01-01")
        #expect(answer.code == -32022)
        #expect(answer.last?["error"]?["data"] == ["supported": ["2026-07-28"], "requested": "2031-01-01"])
        #expect(try await talk.open()?["result"] != nil)
    }

    @Test(arguments: ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "tasks/get", "no/such"])
    func `what was removed or never was is not found`(method: String) async throws {
        var talk = Talk()
        #expect(try await talk.ask(method, #""uri":"test://static-text""#).code == -32601)
    }

    @Test func `a missing capability is named as an object of capabilities`() async throws {
        var talk = Talk()
        let answer = try await talk.ask("tools/call", #""name":"test_input_required_result_sampling""#)
        #expect(answer.code == -32021)
        #expect(answer.last?["error"]?["data"]?["requiredCapabilities"] == ["sampling": [:]])
    }

    @Test(arguments: [
        ("tools/call", #""name":"nothing""#), ("tools/call", ""), ("tools/call", #""name":"test_simple_text","arguments":[]"#),
        ("prompts/get", #""name":"nothing""#), ("prompts/get", #""name":"test_prompt_with_arguments","arguments":{"arg1":"a"}"#),
        ("prompts/get", #""name":"test_prompt_with_arguments","arguments":{"arg1":1,"arg2":"b"}"#),
        ("resources/read", #""uri":"test://nothing""#), ("resources/read", ""), ("tools/list", #""cursor":"9.x""#),
        ("tools/list", #""cursor":"""#), ("completion/complete", #""ref":{"type":"ref/prompt","name":"nothing"},"argument":{}"#),
        ("subscriptions/listen", ""), ("tools/call", #""name":"test_simple_text","requestState":"x.y""#),
        ("tools/call", #""name":"test_simple_text","inputResponses":{"a":1}"#),
    ])
    func `unknown names and parameters that do not fit are refused as such`(method: String, params: String) async throws {
        var talk = Talk()
        #expect(try await talk.ask(method, params).code == -32602)
    }

    @Test func `the older code for an unknown resource is not used`() async throws {
        var talk = Talk()
        let answer = try await talk.ask("resources/read", #""uri":"test://nothing""#)
        #expect(answer.code == -32602)
        #expect(answer.last?["error"]?["data"]?["uri"] == "test://nothing")
    }
}
