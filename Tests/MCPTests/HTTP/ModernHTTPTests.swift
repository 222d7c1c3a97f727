import FoundationEssentials
import HTTPTypes
import JSON
import Testing

@testable import MCP
@testable import MCPFixture

@Suite struct ModernHTTPTests {
    private let endpoint = Endpoint()
    private let call = #""name":"test_simple_text""#

    @Test func `a request is answered by one object, whoever the client says it is`() async throws {
        let answer = try await endpoint.modern("tools/call", call, name: "test_simple_text")
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "application/json")
        #expect(answer.header("Mcp-Session-Id") == nil)
        #expect(answer.json?["result"]?["resultType"] == "complete")
    }

    @Test(
        arguments: [
            ["MCP-Protocol-Version": nil], ["MCP-Protocol-Version": "2025-11-25"], ["MCP-Protocol-Version": "2031-01-01"],
            ["Mcp-Method": nil],
            ["Mcp-Method": "tools/list"], ["Mcp-Method": "Tools/Call"], ["Mcp-Name": nil], ["Mcp-Name": "test_error_handling"],
            ["Mcp-Name": "=?base64?!!?="], ["Mcp-Name": "=?base64?dGVzdA==?="],
        ] as [[String: String?]]
    )
    func `a header that is missing or says another thing than the body is refused`(changes: [String: String?]) async throws {
        let answer = try await endpoint.modern("tools/call", call, name: "test_simple_text", changing: changes)
        #expect(answer.status == 400)
        #expect(answer.code == -32020)
    }

    @Test func `a routing header that is there twice is refused`() async throws {
        let headers =
            Endpoint.form + [
                ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list"), ("Mcp-Method", "tools/list"),
            ]
        #expect(try await endpoint.send(.post, headers, Talk.modern("tools/list")).code == -32020)
    }

    @Test func `names are compared decoded, by case, and without the blanks around them`() async throws {
        let encoded = Data("test_simple_text".utf8).base64EncodedString()
        for name in ["=?base64?\(encoded)?=", "  test_simple_text\t"] {
            #expect(try await endpoint.modern("tools/call", call, name: name).status == 200)
        }
        let uri = try await endpoint.modern("resources/read", #""uri":"test://static-text""#, name: "test://static-text")
        #expect(uri.status == 200)
        #expect(try await endpoint.modern("prompts/get", #""name":"test_simple_prompt""#, name: "x").code == -32020)
    }

    @Test func `versions are compared before they are judged`() async throws {
        let body = Talk.modern("tools/list", version: "v9")
        func code(_ header: String) async throws -> Int? {
            let headers = Endpoint.form + [("MCP-Protocol-Version", header), ("Mcp-Method", "tools/list")]
            return try await endpoint.send(.post, headers, body).code
        }
        #expect(try await code("2026-07-28") == -32020)
        #expect(try await code("v9") == -32022)
    }

    @Test func `good headers do not stand for metadata that is missing`() async throws {
        let headers = Endpoint.form + [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/list")]
        for body in [
            #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{}}}"#,
        ] {
            let answer = try await endpoint.send(.post, headers, body)
            #expect(answer.status == 400)
            #expect(answer.code == -32602)
        }
    }

    @Test(
        arguments: [
            ([], 200), ([("Mcp-Param-Region", "eu")], 400), ([("Mcp-Param-Count", "7")], 400),
            ([("Mcp-Param-Region", "eu"), ("Mcp-Param-Count", "7")], 200), ([("Mcp-Param-Region", "us"), ("Mcp-Param-Count", "7")], 400),
            ([("Mcp-Param-Region", "=?base64?ZXU=?="), ("mcp-param-count", "7.0")], 200),
            ([("Mcp-Param-Region", "eu"), ("Mcp-Param-Count", "seven")], 400),
        ] as [([(String, String)], Int)]
    )
    func `arguments that stand in headers too have to agree`(extra: [(String, String)], status: Int) async throws {
        let arguments = extra.isEmpty ? #"{"region":null}"# : #"{"region":"eu","count":7}"#
        let headers =
            Endpoint.form + [
                ("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "test_mirrored"),
            ]
        let body = Talk.modern("tools/call", #""name":"test_mirrored","arguments":\#(arguments)"#)
        let answer = try await endpoint.send(.post, headers + extra, body)
        #expect(answer.status == status)
        if status == 400 { #expect(answer.code == -32020) }
    }

    @Test(arguments: ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "no/such"])
    func `a method that is not there is 404`(method: String) async throws {
        let answer = try await endpoint.modern(method)
        #expect(answer.status == 404)
        #expect(answer.code == -32601)
    }

    @Test func `a capability that is missing is 400 and named`() async throws {
        let answer = try await endpoint.modern("tools/call", #""name":"test_missing_capability""#, name: "test_missing_capability")
        #expect(answer.status == 400)
        #expect(answer.code == -32021)
        #expect(answer.json?["error"]?["data"]?["requiredCapabilities"]?.object != nil)
    }

    @Test func `a notification is accepted without a word, and cancels nothing`() async throws {
        let headers = Endpoint.form + [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "notifications/cancelled")]
        let body = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
        let answer = try await endpoint.send(.post, headers, body)
        #expect(answer.status == 202)
        #expect(answer.isEmpty)
    }

    @Test func `an answer has nothing to answer`() async throws {
        let headers = Endpoint.form + [("MCP-Protocol-Version", "2026-07-28")]
        let answer = try await endpoint.send(.post, headers, #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
        #expect(answer.status == 400)
        #expect(answer.code == -32600)
    }

    @Test func `a session or an event that is named means nothing`() async throws {
        let answer = try await endpoint.modern("tools/list", changing: ["Mcp-Session-Id": "x", "Last-Event-ID": "1-1"])
        #expect(answer.status == 200)
        #expect(endpoint.http.sessions.count == 0)
    }

    @Test func `a state that was changed is 400`() async throws {
        let params = #""name":"test_input_required_result_request_state","requestState":"eyJ9.AAAA""#
        let answer = try await endpoint.modern("tools/call", params, name: "test_input_required_result_request_state")
        #expect(answer.status == 400)
        #expect(answer.code == -32602)
    }

    @Test func `a scope that is missing is 403, with where to get it`() async throws {
        let annotations = Tool.Annotations(readOnly: false, idempotent: false, openWorld: true)
        let scoped = Tool(
            "buy",
            title: "Buy",
            description: "Buys.",
            inputSchema: MCPFixture.nothing,
            annotations: annotations,
            scope: "order"
        ) { _, _ in
            .complete(ToolResult([.text("bought")]))
        }
        let rules = StreamableHTTP.Rules { scopes in [.wwwAuthenticate: "Bearer scope=\"\(scopes.joined(separator: " "))\""] }
        let endpoint = Endpoint(MCPFixture.server(extra: [scoped]), rules: rules)
        let answer = try await endpoint.modern("tools/call", #""name":"buy""#, name: "buy", scopes: ["read"])
        #expect(answer.status == 403)
        #expect(answer.header("WWW-Authenticate") == #"Bearer scope="order""#)
        #expect(try await endpoint.modern("tools/call", #""name":"buy""#, name: "buy", scopes: ["order"]).status == 200)
    }
}
