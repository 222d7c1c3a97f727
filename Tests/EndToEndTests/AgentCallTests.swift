import Foundation
import HTTPTypes
import JSON
import Testing

/// What holds for every call of an agent: bad input leaves nothing, a write leaves once, what runs on is found again.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct AgentCallTests {
    private static let update = "web-certificates/Certificates_Update"

    private func governed(_ body: (Sandbox, AgentDoor) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "web", daysLeft: 100, termDaysLeft: 200)
            try await sandbox.govern()
            try await sandbox.serving { try await body(sandbox, $0) }
        }
    }

    /// How many calls reached the service; a token may be fetched for one that is then kept in.
    private func requests(_ sandbox: Sandbox) async throws -> Int {
        let all = try await sandbox.emulator.control(.get, "requests")["requests"]?.array ?? []
        return all.count { $0["path"]?.string?.hasSuffix("/oauth2/v2.0/token") != true }
    }

    @Test func `bad input is refused clearly, and nothing is sent`() async throws {
        try await governed { sandbox, agent in
            let good = try await agent.prepared(Self.update, ["name": "web", "body": ["tags": ["a": "b"]]])["arguments"] ?? [:]
            func changed(_ name: String, _ value: JSONValue) -> JSONValue {
                var object = good.object ?? [:]
                object[name] = value
                return .object(object)
            }
            func named(_ name: String) -> JSONValue { changed("inputs", ["name": .string(name), "body": ["tags": ["a": "b"]]]) }
            // So that a token is there and whatever is sent from now on is the call itself.
            _ = try await agent.run("web-certificates/Certificates_Get", ["name": "web"])
            let before = try await requests(sandbox)
            let bodies: [(JSONValue, Int)] = [
                (named("a%2fb"), 400), (named("a/b"), 400), (named(".."), 400), (named("%2e%2e"), 400), (named("a\\b"), 400),
                (named("web\u{0}"), 400), (changed("operation", "No_Such"), 404), (changed("schema_digest", "sha256:0"), 409),
                (changed("inputs", ["name": "web", "body": ["tags": ["a": "b"]], "url": "https://evil.test"]), 400),
                (changed("headers", ["Authorization": "Bearer x"]), 400), (changed("wait_s", 1000), 400),
                (changed("inputs", ["name": "web", "body": ["tags": ["a": .string(String(repeating: "x", count: 70_000))]]]), 400),
            ]
            for (body, status) in bodies {
                let answer = try await agent.post("execute", body)
                #expect(answer.status == status, "\(answer) of \(body.text().prefix(300))")
                #expect(try answer.json["next"]?.isNull == false || answer.json["human"]?["do"] != nil, "\(answer)")
            }
            let twice = good.text().replacing("\"inputs\":", with: "\"inputs\":{\"name\":\"other\"},\"inputs\":")
            let raw = try await agent.served.send(.post, "/api/v1/execute", text: twice, token: agent.token)
            #expect(raw.status == 400, "\(raw)")
            let huge = "{\"reason\":\"\(String(repeating: "x", count: 2 << 20))\"}"
            #expect(try await agent.served.send(.post, "/api/v1/execute", text: huge, token: agent.token).status == 413)
            #expect(try await requests(sandbox) == before, "something was sent")
        }
    }

    @Test func `the same call under one key is made once, and its key is no other call's`() async throws {
        try await governed { sandbox, agent in
            let before = try await sandbox.emulator.requests("PATCH", endingIn: "/certificates/web")
            var call = try await agent.prepared(Self.update, ["name": "web", "body": ["tags": ["a": "b"]]])["arguments"]?.object ?? [:]
            call["idempotency_key"] = "the first"
            let (first, second) = (try await agent.post("execute", .object(call)), try await agent.post("execute", .object(call)))
            #expect(first.status == 200, "\(first)")
            #expect(try first.json["execution"] == second.json["execution"], "\(second)")
            call["inputs"] = ["name": "web", "body": ["tags": ["a": "c"]]]
            let other = try await agent.post("execute", .object(call))
            #expect(other.status == 400 && other.text.contains("idempotency"), "\(other)")
            #expect(try await agent.call(try other.json["next"]).status == 200)
            #expect(try await sandbox.emulator.requests("PATCH", endingIn: "/certificates/web") == before + 1)
        }
    }

    @Test func `what runs on is found again by another server after the first was killed`() async throws {
        try await Sandbox.with(pace: .usual) { sandbox in
            let token = try await sandbox.home.agent("robot")
            let first = try await Served.start(sandbox.home)
            let agent = AgentDoor(served: first, token: token)
            let order: JSONValue = ["name": "long", "domain": "long.test", "vault": "demo-vault", "app": "demo-site"]
            let planned = try await agent.run("signet/Signet_Order", ["body": order])
            let plan = try planned.json
            #expect(plan["state"] == "planned", "\(planned)")
            let apply: JSONValue = ["digest": plan["digest"] ?? nil, "wait_s": 0]
            let begun = try await agent.post("plans/\(plan["plan"]?.string ?? "")/apply", apply)
            #expect(try begun.status == 202 && begun.json["state"] == "running", "\(begun)")
            try await first.crash()
            let second = AgentDoor(served: try await Served.start(sandbox.home), token: token)
            var answer = try await second.call(try begun.json["next"])
            for _ in 0..<10 where answer.status == 202 { answer = try await second.call(try answer.json["next"]) }
            #expect(try answer.json["state"] == "succeeded", "\(answer)")
            #expect(try await sandbox.emulator.bill(of: "long").purchases == 1)
            try await second.served.stop()
        }
    }

    @Test func `who is revoked here is refused by the server beside it, and what waits is not sent`() async throws {
        try await governed { sandbox, agent in
            let beside = AgentDoor(served: try await Served.start(sandbox.home), token: agent.token)
            for door in [agent, beside] {
                #expect(try await door.post("search", ["intent": "list my certificate orders"]).status == 200)
            }
            #expect(try await sandbox.home.run(["agent", "revoke", "robot"]).way == .exit(0))
            // A call that comes in before its session is looked up again is held up at the gate all the same.
            let before = try await requests(sandbox)
            for door in [agent, beside] {
                let call: JSONValue = ["operation": "web-certificates/Certificates_Get", "inputs": ["name": "web"]]
                let answer = try await door.post("execute/read", call)
                #expect(answer.status == 401, "\(answer)")
            }
            #expect(try await requests(sandbox) == before)
            try await beside.served.stop()
        }
    }
}
