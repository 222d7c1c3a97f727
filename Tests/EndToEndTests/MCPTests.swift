import Foundation
import HTTPTypes
import JSON
import Testing

/// The tools through a client of the protocol alone, by its messages.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct MCPTests {
    @Test func `an operation is found, read, called, and its long answer read in parts`() async throws {
        try await Sandbox.with { sandbox in
            let talk = try ToolTalk(sandbox.home)
            let found = try await talk.call("search_operations", ["intent": "list my certificate orders"])
            let loaded = try await talk.next(found)
            #expect(loaded["operations"]?[0]?["input_schema"] != nil, "\(loaded)")
            for number in 0..<60 { try await sandbox.stage(["name": .string("c\(number)"), "domain": .string("c\(number).test")]) }
            let called = try await talk.call("execute_read", ["operation": "AppServiceCertificateOrders_List", "inputs": [:]])
            #expect(called["state"] == "succeeded")
            let part = try await talk.next(called)
            #expect((part["value"]?.array ?? part["value"]?.object?.map(\.value))?.isEmpty == false, "\(part)")
            #expect(try await talk.end() == 0)
        }
    }

    @Test func `from nothing to served by a plan and its digest, and no secret on the way`() async throws {
        try await Sandbox.with { sandbox in
            let talk = try ToolTalk(sandbox.home)
            let planned = try await talk.call(
                "cert_plan",
                [
                    "action": "order", "certificate": "web", "reason": "a new shop",
                    "parameters": ["domain": "web.test", "key_vault": "demo-vault", "site": "demo-site"],
                ]
            )
            #expect(planned["state"] == "planned" && planned["steps"]?.array?.isEmpty == false, "\(planned)")
            let applied = try await talk.settled(try await talk.next(planned))
            #expect(applied["state"] == "succeeded", "\(applied)")
            let serial = try await sandbox.emulator.served("web.test")
            #expect(applied["body"]?["serialNumber"]?.string == serial)
            let probed = try await talk.call("cert_probe", ["host": "web.test"])
            #expect(probed["served"]?["ok"] == true && probed["served"]?["serialNumber"]?.string == serial, "\(probed)")
            let inventory = try await talk.call("cert_inventory", ["words": "web"])
            #expect(inventory["certificates"]?[0]?["status"] == "Issued", "\(inventory)")
            let read = try await talk.ask("resources/read", ["uri": "cert://inventory"])
            #expect(read["result"]?["contents"]?[0]?["text"]?.string?.contains("web.test") == true, "\(read)")
            let history = try await talk.call("cert_history", ["certificate": "web"])
            #expect(history["events"]?.array?.contains { $0["source"] == "signet" } == true)
            #expect(try await talk.end() == 0)
            for secret in try await sandbox.secrets(of: planned, applied) { #expect(!talk.transcript.contains(secret)) }
        }
    }

    @Test func `a plan that is taken back is not carried out`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stage(["name": "back", "domain": "back.test"])
            let talk = try ToolTalk(sandbox.home)
            let planned = try await talk.call("cert_plan", ["action": "verify-domain", "certificate": "back"])
            #expect(try await talk.call("cert_cancel_plan", ["plan": planned["plan"] ?? ""])["state"] == "cancelled")
            #expect(try await talk.call("cert_cancel_plan", ["plan": planned["plan"] ?? ""])["state"] == "unknown")
            let refused = try await talk.refusal("cert_apply", ["plan": planned["plan"] ?? "", "digest": planned["digest"] ?? ""])
            #expect(refused["code"] == "plan_stale", "\(refused)")
            #expect(try await talk.end() == 0)
        }
    }

    @Test func `what people decide about shows their page where the client has one, and goes on when they have`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stage(["name": "asked", "domain": "asked.test"])
            let token = try await sandbox.home.agent("robot")
            let password = try sandbox.place.write("correct horse of anna\n", to: "anna")
            #expect(try await sandbox.home.run(["operator", "add", "anna", "--password-file", password]).way == .exit(0))
            let rules = "rules: [{name: reads, effect: read, then: allow}, {name: others, operation: '*', then: approval}]"
            let applied = try await sandbox.home.run(["policy", "apply", try sandbox.place.write(rules, to: "policy.yaml")])
            try #require(applied.way == .exit(0), "\(applied)")
            let served = try await Served.start(sandbox.home)
            let planned = try await served.tool("cert_plan", ["action": "verify-domain", "certificate": "asked"], token: token)
            let plan = try #require(planned["structuredContent"]?["next"]?["arguments"]?.object, "\(planned)")
            // A client without pages is told what to ask for later.
            let told = try await served.tool("cert_apply", .object(plan), token: token)
            let refusal = try JSONValue(parsing: told["content"]?[0]?["text"]?.string ?? "")
            #expect(refusal["code"] == "approval_required" && refusal["next"]?["tool"] == "get_execution", "\(told)")
            // One with pages is asked to open the review.
            let asked = try await served.tool("cert_apply", .object(plan), token: token, client: ["elicitation": ["url": [:]]])
            let page = try #require(asked["inputRequests"]?["approval"]?["params"]?["url"]?.string, "\(asked)")
            #expect(page == refusal["human"]?["url"]?.string && page.hasPrefix(served.url), "\(page)")
            let approval = try #require(page.split(separator: "/").last.map(String.init))
            let agreed = try await sandbox.home.run(["approval", "approve", approval, "--operator", "anna", "--password-file", password])
            try #require(agreed.way == .exit(0), "\(agreed)")
            // The answer may reach another server of the same state.
            let beside = try await Served.start(sandbox.home)
            let done = try await beside.tool(
                "cert_apply",
                .object(plan),
                token: token,
                client: ["elicitation": ["url": [:]]],
                more: ["inputResponses": ["approval": ["action": "accept"]], "requestState": asked["requestState"] ?? ""]
            )
            #expect(["succeeded", "running"].contains(done["structuredContent"]?["state"]?.string ?? ""), "\(done)")
            for server in [beside, served] { try await server.stop() }
        }
    }

    @Test func `a real profile is served by the server of its home, to processes of the same user`() async throws {
        try await Workplace.with { place in
            var home = SignetHome(place)
            let identity = "00000000-0000-0000-0000-000000000001"
            let added = try await home.run([
                "profile", "add", "real", "--tenant", identity, "--subscription", identity, "--credential", "managed-identity",
            ])
            try #require(added.way == .exit(0), "\(added)")
            home.profile = "real"
            let alone = try ToolTalk(home)
            await #expect(throws: (any Error).self) { try await alone.call("describe_access") }
            let token = try await home.agent("robot")
            let served = try await Served.start(home)
            let person = try ToolTalk(home)
            #expect(try await person.call("describe_access")["agent"] == "local")
            let robot = try ToolTalk(home, ["SIGNET_AGENT_TOKEN": token])
            #expect(try await robot.call("describe_access")["agent"] == "robot")
            #expect(try await robot.call("describe_access")["place"] == "a real cloud")
            let stranger = try ToolTalk(home, ["SIGNET_AGENT_TOKEN": token + "x"])
            await #expect(throws: (any Error).self) { try await stranger.call("describe_access") }
            #expect(try await person.end() == 0)
            try await served.stop()
            // The server has gone, and its clients with it.
            #expect(try await robot.end() == 0)
        }
    }

    @Test func `nothing but messages is on standard output, and it ends with its input`() async throws {
        try await Workplace.with { place in
            let talk = try ToolTalk(SignetHome(place))
            try talk.send("nonsense\n")
            let error = try await talk.receive()
            #expect(error["error"]?["code"]?.int == -32_700 && (error["id"] ?? .null) == .null, "\(error)")
            let listed = try await talk.ask("tools/list")
            #expect(listed["result"]?["tools"]?.array?.count == 15, "\(listed)")
            // Half a message at the end is no message, and the end is the end.
            try talk.send(#"{"jsonrpc":"2.0","id":9,"#)
            #expect(try await talk.end() == 0)
        }
    }
}

extension Served {
    /// One call over HTTP; the result, whatever it is.
    fileprivate func tool(
        _ name: String,
        _ arguments: JSONValue,
        token: String,
        client: JSONValue = [:],
        more: JSONObject = [:]
    ) async throws -> JSONValue {
        var params = more
        params["name"] = .string(name)
        params["arguments"] = arguments
        params["_meta"] = [
            "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": client,
        ]
        var headers: HTTPFields = [.accept: "application/json, text/event-stream"]
        for (field, value) in [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", name)] {
            headers[try #require(HTTPField.Name(field))] = value
        }
        let body: JSONValue = ["jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": .object(params)]
        let answer = try await send(.post, "/mcp", body, token: token, headers: headers)
        return try #require(try answer.json["result"], "\(answer)")
    }
}

extension Sandbox {
    /// What must not be shown to an agent: the profile's secret and the certificate with its key.
    fileprivate func secrets(of planned: JSONValue, _ applied: JSONValue) async throws -> [String] {
        let id = try #require(applied["body"]?["keyVaultSecretId"]?.string, "\(applied)")
        return [emulator["clientSecret"], String(try await emulator.secret(id).prefix(200)), "PRIVATE KEY"]
    }
}
