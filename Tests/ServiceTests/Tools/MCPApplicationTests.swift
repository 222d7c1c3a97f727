import Actions
import AzureCore
import Catalog
import Custody
import Foundation
import Gateway
import JSON
import Storage
import TestSupport
import Testing

@testable import Service

@Suite(.timeLimit(.minutes(2))) struct MCPApplicationTests {
    private let context: GatewayContext
    private let started: AsyncStream<Void>
    private let stopped: AsyncStream<Void>

    init() async throws {
        let store = try await TestedStore.open(Custody.migrations + CatalogStore.migrations + GatewaySchema.migrations)
        let custody = Custody(store: store, keys: { _ in [.passphrase(KeySource.Passphrase(Plaintext("mcp".utf8)))] })
        let (started, start) = AsyncStream<Void>.makeStream()
        let (stopped, stop) = AsyncStream<Void>.makeStream()
        (self.started, self.stopped) = (started, stopped)
        context = GatewayContext(
            store: store,
            custody: custody,
            held: HeldSecrets(custody),
            isEmulator: true,
            pages: "http://localhost:1",
            web: HTTPTransport { _ in throw CancellationError() },
            // A cloud that never answers, and tells when nobody waits for it any more.
            azure: {
                start.yield()
                defer { stop.yield() }
                for await _ in AsyncStream<Void>.makeStream().stream {}
                throw CancellationError()
            }
        )
        try await context.agents.add("robot", by: .machine)
    }

    private func token(_ scopes: Set<AgentScope> = [.read]) async throws -> String {
        try await context.agents.token(for: "robot", scopes, lasts: .seconds(60), by: .machine).secret.reveal()
    }

    private func serving(_ body: (RawClient) async throws -> Void) async throws {
        let oauth = OAuthRoutes(
            pages: OperatorPages(store: context.store),
            clients: OAuthClients(store: context.store, newcomers: .approved, documents: ScriptedTransport([]).transport),
            grants: OAuthGrants(store: context.store),
            address: nil
        )
        let mcp = MCPApplication(AgentTools(context), door: BearerDoor(agents: context.agents, oauth: oauth))
        try await listening(to: mcp.routes, body)
        await mcp.close()
    }

    private func request(_ method: String, _ params: JSONObject = [:], token: String?) -> String {
        var params = params
        params["_meta"] = [
            "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        let body = JSONValue.object(["jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .object(params)]).text()
        var lines = [
            "POST /mcp HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Accept: application/json, text/event-stream",
            "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: \(method)", "Content-Length: \(body.utf8.count)",
        ]
        if let name = params["name"]?.string { lines.append("Mcp-Name: \(name)") }
        if let token { lines.append("Authorization: Bearer \(token)") }
        return lines.joined(separator: "\n") + "\n\n" + body
    }

    private func send(_ client: RawClient, _ method: String, _ params: JSONObject = [:], token: String?) async throws -> RawAnswer {
        try #require(try await client.send(request(method, params, token: token)).first)
    }

    @Test func `there are fifteen tools, each with schemas, hints and words of its own`() async throws {
        let token = try await token()
        try await serving { client in
            let answer = try await send(client, "tools/list", token: token)
            let tools = try #require(try answer.json["result"]?["tools"]?.array, "\(answer)")
            #expect(tools.count == 15 && tools.count == Set(tools.map { $0["name"]?.string }).count)
            for tool in tools {
                let name = tool["name"]?.string ?? ""
                #expect(tool["title"]?.string != name && tool["description"]?.string?.isEmpty == false, "\(name)")
                #expect(tool["inputSchema"]?["type"] == "object" && tool["outputSchema"]?["type"] == "object", "\(name)")
                #expect(tool["annotations"]?["destructiveHint"] == .bool(["execute", "cert_apply"].contains(name)), "\(name)")
            }
        }
    }

    @Test(arguments: [
        ("search_operations", #"{"intent":"renew a certificate"}"#), ("describe_access", "{}"),
        ("load_operations", #"{"operations":["signet/Signet_Renew"]}"#), ("request_access", #"{"reason":"why","api":"x","effect":"read"}"#),
        ("cert_cancel_plan", #"{"plan":"pln_none"}"#),
    ])
    func `a result is what the schema of its tool says`(tool: String, arguments: String) async throws {
        let token = try await token()
        try await serving { client in
            let params: JSONObject = ["name": .string(tool), "arguments": try JSONValue(parsing: arguments)]
            let answer = try await send(client, "tools/call", params, token: token)
            let result = try #require(try answer.json["result"]?["structuredContent"], "\(answer)")
            #expect(SchemaValidator.complaints(result, try #require(ToolSchemas.ofResult[tool])).isEmpty, "\(result)")
            #expect(try answer.json["result"]?["content"]?[0]?["text"]?.string == result.text())
        }
    }

    @Test func `a refusal is a result that names the next step`() async throws {
        let token = try await token()
        try await serving { client in
            let params: JSONObject = ["name": "load_operations", "arguments": ["operations": ["No_Such"]]]
            let answer = try await send(client, "tools/call", params, token: token)
            #expect(try answer.status == 200 && answer.json["result"]?["isError"] == true, "\(answer)")
            let refusal = try JSONValue(parsing: try answer.json["result"]?["content"]?[0]?["text"]?.string ?? "")
            #expect(refusal["code"] == "unknown_operation" && refusal["next"]?["tool"] == "search_operations")
        }
    }

    @Test func `who shows no token gets a challenge, and whose token allows too little is told what it needs`() async throws {
        let token = try await token()
        try await serving { client in
            for wrong in [nil, "sgt_wrong"] {
                let answer = try await send(client, "tools/list", token: wrong)
                #expect(answer.status == 401 && answer.header("www-authenticate").count == 1, "\(answer)")
            }
            let params: JSONObject = ["name": "cert_apply", "arguments": ["plan": "pln_none", "digest": "sha256:0"]]
            let answer = try await send(client, "tools/call", params, token: token)
            let challenge = answer.header("www-authenticate").first ?? ""
            #expect(answer.status == 403 && challenge.contains("insufficient_scope"), "\(answer)")
            #expect(challenge.contains("scope=\"read order\""))
        }
    }

    @Test(arguments: [
        ("Host: localhost", "Host: evil.example", 421), ("Host: localhost", "Host: localhost\nOrigin: http://localhost.evil.example", 403),
        ("Host: localhost", "Host: localhost\nOrigin: null", 403), ("POST /mcp", "GET /mcp", 405), ("POST /mcp", "DELETE /mcp", 405),
        ("POST /mcp", "PUT /mcp", 405), ("Version: 2026-07-28", "Version: 2025-06-18", 400),
        ("Version: 2026-07-28", "Version: 2031-01-01", 400),
        ("Mcp-Method: tools/list", "Mcp-Method: tools/call", 400), ("Mcp-Method: tools/list\n", "", 400),
        ("Content-Type: application/json", "Content-Type: text/plain", 415), (", text/event-stream", "", 406),
        ("/protocolVersion", "/protocolversion", 400), (#""jsonrpc":"2.0""#, #""jsonrpc":"2.1""#, 400),
    ])
    func `what is out of order is turned away with its status`(part: String, other: String, status: Int) async throws {
        let token = try await token()
        try await serving { client in
            let good = request("tools/list", token: token)
            #expect(try await client.send(good).first?.status == 200)
            let answer = try #require(try await client.send(good.replacing(part, with: other)).first)
            #expect(answer.status == status, "\(answer)")
        }
    }

    @Test func `a list of messages and a body over the limit are no message`() async throws {
        let token = try await token()
        try await serving { client in
            let parts = request("tools/list", token: token).split(separator: "\n\n").map(String.init)
            let (head, body) = (parts[0], "[\(parts[1])]")
            let length = "Content-Length: \(parts[1].utf8.count)"
            let batch = head.replacing(length, with: "Content-Length: \(body.utf8.count)") + "\n\n" + body
            let refused = try #require(try await client.send(batch).first)
            #expect(try refused.status == 400 && refused.json["error"]?["code"]?.int == -32_600, "\(refused)")
            let long = try #require(try await client.send(head.replacing(length, with: "Content-Length: 9000000") + "\n\n").first)
            #expect(long.status == 413 && long.header("connection") == ["close"], "\(long)")
        }
    }

    @Test func `a client that leaves takes its call with it`() async throws {
        let token = try await token()
        try await serving { client in
            let params: JSONObject = ["name": "cert_inventory", "arguments": [:]]
            try await client.leave(after: request("tools/call", params, token: token)) {
                for await _ in started { break }
            }
            for await _ in stopped { break }
        }
    }

    @Test func `the contract of an operation is read by its name, and what is not there is not found`() async throws {
        let token = try await token()
        try await serving { client in
            let found = try await read(client, "spec://signet/Signet_Renew", token)
            #expect(try found.json["result"]?["contents"]?[0]?["text"]?.string?.contains("input_schema") == true, "\(found)")
            for nothing in ["spec://No_Such", "audit://0", "audit://1000000", "audit://x", "cert://other"] {
                let answer = try await read(client, nothing, token)
                #expect(try answer.status == 400 && answer.json["error"]?["code"]?.int == -32_602, "\(answer)")
            }
        }
    }

    @Test func `an agent reads what the audit says of it and of nobody else`() async throws {
        let token = try await token()
        let own = try await context.audit.record(AuditDraft("call.sent", by: .agent("robot"), on: "x"))
        let other = try await context.audit.record(AuditDraft("call.sent", by: .agent("other"), on: "y"))
        try await serving { client in
            let answer = try await read(client, "audit://\(own)", token)
            #expect(try answer.json["result"]?["contents"]?[0]?["text"]?.string?.contains("call.sent") == true, "\(answer)")
            let foreign = try await read(client, "audit://\(other)", token)
            #expect(foreign.status == 400, "\(foreign)")
        }
    }

    private func read(_ client: RawClient, _ uri: String, _ token: String) async throws -> RawAnswer {
        let text = request("resources/read", ["uri": .string(uri)], token: token)
        return try #require(try await client.send(text.replacing("Mcp-Method:", with: "Mcp-Name: \(uri)\nMcp-Method:")).first)
    }
}
