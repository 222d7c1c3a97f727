import Foundation
import HTTPTypes
import JSON
import Testing

/// What the gateway is for: an agent renews certificates without ever holding a secret, and a person agrees to what costs money.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct AgentStoryTests {
    private static let intent = "renew an Azure App Service Certificate"
    private static let renew = "certificate-orders/AppServiceCertificateOrders_Renew"

    private func staged(_ body: (Sandbox) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "free", daysLeft: 40, termDaysLeft: 150)
            try await sandbox.emulator.stage(name: "charged", daysLeft: 20, termDaysLeft: 20)
            for order in ["free", "charged"] { try await sandbox.adopt(order) }
            try await sandbox.govern()
            try await body(sandbox)
        }
    }

    private func inputs(_ order: String) -> JSONValue { ["certificateOrderName": .string(order), "body": ["properties": [:]]] }

    @Test func `over HTTP the free renewal runs, and the charged one waits for a person and is then bought once`() async throws {
        try await staged { sandbox in
            try await sandbox.serving { agent in
                let found = try await agent.post("search", ["intent": .string(Self.intent)])
                #expect(try found.json["results"]?[0]?["operation"]?.string == Self.renew, "\(found)")
                let loaded = try await agent.call(try found.json["next"])
                #expect(try loaded.json["operations"]?[0]?["next"]?["arguments"]?["operation"]?.string == Self.renew, "\(loaded)")
                let before = try await sandbox.end(of: "free")
                let free = try await agent.run(Self.renew, inputs("free"))
                #expect(try free.status == 200 && free.json["state"] == "succeeded", "\(free)")
                try await eventually("a later end") { try await sandbox.end(of: "free") > before }
                #expect(try await sandbox.emulator.bill(of: "free").charges == 0)
                try await charged(sandbox, agent)
            }
        }
    }

    private func charged(_ sandbox: Sandbox, _ agent: AgentDoor) async throws {
        let planned = try await agent.run(Self.renew, inputs("charged"))
        let plan = try planned.json
        #expect(plan["state"] == "planned" && plan["approval"]?["required"] == true, "\(planned)")
        #expect(try await sandbox.emulator.requests("POST", endingIn: "/charged/renew") == 0, "a plan buys nothing")
        let held = try await agent.call(plan["next"])
        #expect(try held.status == 403 && held.json["code"] == "approval_required", "\(held)")
        #expect(try held.json["human"]?["url"]?.string?.hasPrefix(agent.served.url) == true)
        #expect(try await sandbox.emulator.requests("POST", endingIn: "/charged/renew") == 0)
        try await sandbox.decide("approve", try #require(plan["approval"]?["approval"]?.string))
        let done = try await settled(agent, try held.json["next"])
        #expect(try done.json["state"] == "succeeded", "\(done)")
        let expected = try #require(plan["expected_expiry"]?["date"]?.string)
        #expect(try await sandbox.end(of: "charged").prefix(10) == expected.prefix(10))
        let bill = try await sandbox.emulator.bill(of: "charged")
        #expect(bill.purchases == 1 && bill.charges == 1, "\(bill)")
        let again = try await agent.call(plan["next"])
        #expect(try again.status != 200 && again.json["next"] != nil, "a plan is good for once: \(again)")
        #expect(try await sandbox.emulator.bill(of: "charged").charges == 1)
    }

    /// Asks as `next` says while it runs on.
    private func settled(_ agent: AgentDoor, _ next: JSONValue?) async throws -> Served.Answer {
        var answer = try await agent.call(next)
        for _ in 0..<10 where answer.status == 202 { answer = try await agent.call(try answer.json["next"]) }
        return answer
    }

    @Test func `on the command line it is the same, with a token in the environment`() async throws {
        try await staged { sandbox in
            let token = ["SIGNET_AGENT_TOKEN": try await sandbox.home.agent("robot")]
            let found = try await sandbox.home.run(["search", Self.intent, "--output", "json"], token)
            #expect(try found.json["results"]?[0]?["operation"]?.string == Self.renew, "\(found)")
            let body = try sandbox.place.write("{\"properties\":{}}", to: "renew.json")
            func execute(_ order: String) async throws -> Ending {
                let words = ["execute", Self.renew, "--parameter", "certificateOrderName=\(order)", "--body", body]
                return try await sandbox.home.run(words + ["--output", "json"], token)
            }
            let before = try await sandbox.end(of: "free")
            let free = try await execute("free")
            #expect(try free.way == .exit(0) && free.json["state"] == "succeeded", "\(free)")
            try await eventually("a later end") { try await sandbox.end(of: "free") > before }
            let planned = try await execute("charged")
            let plan = try planned.json
            let (id, digest) = (try #require(plan["plan"]?.string, "\(planned)"), try #require(plan["digest"]?.string))
            let apply = ["access", "apply", id, "--digest", digest, "--output", "json"]
            let held = try await sandbox.home.run(apply, token)
            let refusal = try JSONValue(parsing: held.errors)
            #expect(held.way == .exit(4) && refusal["code"] == "approval_required", "\(held)")
            try await sandbox.decide("approve", try #require(plan["approval"]?["approval"]?.string))
            let execution = try #require(refusal["execution"]?.string)
            let done = try await sandbox.home.run(["access", "execution", execution, "--wait", "50", "--output", "json"], token)
            #expect(try done.way == .exit(0) && done.json["state"] == "succeeded", "\(done)")
            #expect(try await sandbox.end(of: "charged").prefix(10) == plan["expected_expiry"]?["date"]?.string?.prefix(10) ?? "")
            #expect(try await sandbox.emulator.bill(of: "charged").charges == 1)
        }
    }

    @Test func `a no of one person is the end of it, and two people are two`() async throws {
        try await Sandbox.with { sandbox in
            let rules = """
                rules:
                  - {name: reads, effect: read, then: allow}
                  - {name: tags, operation: Certificates_Update, then: approval}
                  - {name: two, effect: [write, purchase], then: approval, approvals: 2}
                """
            try await sandbox.emulator.stage(name: "shown", daysLeft: 100, termDaysLeft: 200)
            try await sandbox.govern(rules, operators: ["anna", "ben"])
            try await sandbox.serving { agent in
                func held(_ operation: String, _ inputs: JSONValue) async throws -> (Served.Answer, String) {
                    let answer = try await agent.run(operation, inputs)
                    #expect(try answer.json["code"] == "approval_required", "\(answer)")
                    let url = try #require(try answer.json["human"]?["url"]?.string)
                    return (answer, url.split(separator: "/").last.map(String.init) ?? "")
                }
                let update: JSONValue = ["name": "shown", "body": ["tags": ["by": "an agent"]]]
                let (first, denied) = try await held("web-certificates/Certificates_Update", update)
                try await sandbox.decide("deny", denied)
                let told = try await agent.call(try first.json["next"])
                #expect(try told.json["code"] == "approval_denied" && told.json["human"]?["do"] != nil, "\(told)")
                #expect(try await sandbox.emulator.requests("PATCH", endingIn: "/shown") == 0)
                let email: JSONValue = ["certificateOrderName": "shown"]
                let (second, twice) = try await held("certificate-orders/AppServiceCertificateOrders_ResendEmail", email)
                try await sandbox.decide("approve", twice)
                let still = try await agent.call(try second.json["next"].map { $0.waiting(0) })
                #expect(try still.json["code"] == "approval_required", "\(still)")
                try await sandbox.decide("approve", twice, by: "ben")
                let done = try await agent.call(try second.json["next"])
                #expect(done.status == 200, "\(done)")
            }
        }
    }
}

extension JSONValue {
    /// The same call with another patience.
    fileprivate func waiting(_ seconds: Int) -> JSONValue {
        var (next, arguments) = (object ?? [:], self["arguments"]?.object ?? [:])
        arguments["wait_s"] = .number(JSONNumber(seconds))
        next["arguments"] = .object(arguments)
        return .object(next)
    }
}
