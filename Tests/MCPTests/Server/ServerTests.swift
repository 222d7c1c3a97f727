import JSON
import Testing

@testable import MCP
@testable import MCPFixture

@Suite struct ServerTests {
    @Test func `pages follow each other by cursors of that list alone`() async throws {
        var limits = Server.Limits()
        limits.pageSize = 7
        var talk = Talk(MCPFixture.server(limits: limits))
        var (names, cursor, pages) = ([String](), String?.none, 0)
        repeat {
            let result = try await talk.ask("tools/list", cursor.map { "\"cursor\":\"\($0)\"" } ?? "").result
            names += result?["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
            cursor = result?["nextCursor"]?.string
            pages += 1
            if let cursor { #expect(try await talk.ask("prompts/list", "\"cursor\":\"\(cursor)\"").code == -32602) }
        } while cursor != nil && pages < 20
        #expect(Set(names).count == names.count)
        #expect(names.count == (MCPFixture.contentTools + MCPFixture.workingTools + MCPFixture.askingTools).count)
        #expect(pages == (names.count + 6) / 7)
    }

    @Test func `what has no handlers is neither offered nor found`() async throws {
        var talk = Talk(Server(.init(name: "empty", title: "Empty", version: "1", instructions: "")))
        #expect(try await talk.ask("server/discover").result?["capabilities"] == [:])
        for method in [
            "tools/list", "tools/call", "prompts/list", "prompts/get", "resources/list", "resources/read", "completion/complete",
        ] {
            #expect(try await talk.ask(method).code == -32601)
        }
    }

    @Test func `a tool comes with its schemas untouched and all its hints`() async throws {
        var talk = Talk()
        let tools = try await talk.ask("tools/list").result?["tools"]?.array ?? []
        let wide = tools.first { $0["name"] == "json_schema_2020_12_tool" }
        #expect(wide?["inputSchema"]?["$defs"]?["address"]?["$anchor"] == "addressDef")
        #expect(wide?["inputSchema"]?["additionalProperties"] == false)
        #expect(wide?["inputSchema"]?["if"] != nil)
        for tool in tools {
            #expect(tool["inputSchema"]?["type"] == "object")
            #expect(tool["description"]?.string?.isEmpty == false)
            #expect((tool["name"]?.string?.count ?? 99) <= 64)
            for hint in ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] {
                #expect(tool["annotations"]?[hint]?.bool != nil)
            }
        }
    }

    @Test func `a structure comes with its text`() async throws {
        var talk = Talk()
        let result = try await talk.ask("tools/call", #""name":"test_structured""#).result
        #expect(result?["structuredContent"] == ["sum": 5])
        #expect(result?["content"]?[0]?["text"] == #"{"sum":5}"#)
        #expect(result?["isError"] == nil)
    }

    @Test func `every kind of content has its form`() async throws {
        var talk = Talk()
        let mixed = try await talk.ask("tools/call", #""name":"test_multiple_content_types""#).result?["content"]?.array ?? []
        #expect(mixed.map { $0["type"] } == ["text", "image", "resource"])
        #expect(mixed[1]["mimeType"] == "image/png")
        #expect(mixed[2]["resource"]?["uri"] == "test://embedded-resource")
        let sound = try await talk.ask("tools/call", #""name":"test_audio_content""#, id: "2").result?["content"]?[0]
        #expect(sound?["type"] == "audio")
        #expect(sound?["data"]?.string?.hasPrefix("UklGR") == true)
        #expect(try await talk.ask("tools/call", #""name":"test_error_handling""#, id: "3").result?["isError"] == true)
    }

    @Test func `a failure inside a tool says nothing of the inside`() async throws {
        struct Inner: Error {}
        let broken = MCPFixture.tool("broken", "Breaks.") { _, _ in throw Inner() }
        var talk = Talk(MCPFixture.server(extra: [broken]))
        let answer = try await talk.ask("tools/call", #""name":"broken""#)
        #expect(answer.code == -32603)
        #expect(!answer[0].text().contains("Inner"))
    }

    @Test func `resources are read by address, by template too, and binary ones as base64`() async throws {
        var talk = Talk()
        let made = try await talk.ask("resources/read", #""uri":"test://template/123/data""#).result?["contents"]?[0]
        #expect(made?["text"]?.string?.contains(#""id":"123""#) == true)
        let binary = try await talk.ask("resources/read", #""uri":"test://static-binary""#, id: "2").result?["contents"]?[0]
        #expect(binary?["blob"]?.string?.hasPrefix("iVBOR") == true)
        #expect(binary?["text"] == nil)
    }

    @Test(arguments: [
        ("test://template/7/data", "7"), ("test://template//data", nil), ("test://template/7/8/data", nil),
        ("test://template/7/data/x", nil),
        ("test://template/7", nil), ("", nil), ("xtest://template/7/data", nil),
    ])
    func `a template takes one segment for a name`(uri: String, id: String?) {
        #expect(MCPFixture.template.values(of: uri)?["id"] == id)
    }

    @Test func `a name at the end of a template takes what is left`() {
        let template = ResourceTemplate("spec://{operation}", name: "s", title: "s", description: "s", mimeType: "text/plain")
        #expect(template.values(of: "spec://api/Get") == ["operation": "api/Get"])
        #expect(template.values(of: "spec://") == nil)
    }

    @Test func `completions are those that fit, and a hundred at most`() async throws {
        var talk = Talk()
        let params = #""ref":{"type":"ref/prompt","name":"test_prompt_with_arguments"},"argument":{"name":"arg1","value":"par"}"#
        let completion = try await talk.ask("completion/complete", params).result?["completion"]
        #expect(completion == ["values": ["paris", "park", "party"], "total": 3, "hasMore": false])
    }

    @Test func `a scope that is missing is named before the arguments are looked at`() async throws {
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
        let server = MCPFixture.server(extra: [scoped])
        var reader = Talk(server, scopes: ["read"])
        #expect(try await reader.ask("tools/call", #""name":"buy""#).code == 403)
        var buyer = Talk(server, scopes: ["read", "order"])
        #expect(try await buyer.ask("tools/call", #""name":"buy""#).result != nil)
        var local = Talk(server)
        #expect(try await local.ask("tools/call", #""name":"buy""#).result != nil)
    }
}
