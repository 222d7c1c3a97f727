import Foundation
import HTTPTypes
import JSON
import Testing

@testable import Storage
@testable import signet

/// Each way a call is refused, and the next step that is named: sent back as it came, it works, until something is done or only a
/// person can go on.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct AgentRefusalTests {
    private static let get = "certificate-orders/AppServiceCertificateOrders_Get"
    private static let list = "certificate-orders/AppServiceCertificateOrders_List"
    private static let update = "web-certificates/Certificates_Update"
    private static let email = "certificate-orders/AppServiceCertificateOrders_ResendEmail"

    private func read(_ operation: String, _ inputs: JSONValue = [:]) -> JSONValue { ["operation": .string(operation), "inputs": inputs] }

    /// Sends every next back until the end, and holds the end to be one.
    private func expect(
        _ code: String,
        _ status: Int,
        _ answer: Served.Answer,
        next tool: String?,
        _ agent: AgentDoor,
        endsAt end: Int = 200
    ) async throws {
        let json = try answer.json
        #expect(json["code"]?.string == code && answer.status == status, "\(answer)")
        #expect(json["next"]?["tool"]?.string == tool, "\(answer)")
        #expect(json["next"]?.isNull == false || json["human"]?["do"]?.string?.isEmpty == false, "a dead end: \(answer)")
        guard tool != nil else { return }
        let steps = try await agent.follow(answer)
        let last = try #require(steps.last)
        let isForPeople = try last.json["human"]?["do"] != nil
        #expect(last.status == end || (end != 200 && isForPeople), "\(code) ends at \(last)")
    }

    private func governed(_ more: [String] = [], _ body: (Sandbox, AgentDoor) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "web", daysLeft: 100, termDaysLeft: 200)
            try await sandbox.govern()
            try await sandbox.serving("robot", more) { try await body(sandbox, $0) }
        }
    }

    @Test func `what is wrong with a call itself`() async throws {
        try await governed { sandbox, agent in
            let unknown = try await agent.post("execute/read", read("Certificates_RenewNow"))
            try await expect("unknown_operation", 404, unknown, next: "search_operations", agent)
            let invalid = try await agent.post("execute/read", read(Self.get, ["certificateOrderName": 7]))
            try await expect("invalid_inputs", 400, invalid, next: "load_operations", agent)
            #expect(try invalid.json["field_errors"]?[0]?["pointer"] == "/inputs/certificateOrderName")
            let dotted = try await agent.post("execute/read", read(Self.get, ["certificateOrderName": ".."]))
            try await expect("invalid_inputs", 400, dotted, next: "load_operations", agent)
            let secret = try await agent.post("execute/read", read("BackupSecret", ["vaultName": "demo-vault", "secret-name": "web"]))
            #expect(try secret.json["code"] == "invalid_inputs" && secret.json["next"]?["tool"] == "execute", "\(secret)")
            var stale = try await agent.prepared(Self.update, ["name": "web", "body": ["tags": ["a": "b"]]])["arguments"]?.object ?? [:]
            stale["schema_digest"] = "sha256:of another one"
            try await expect("contract_changed", 409, try await agent.post("execute", .object(stale)), next: "load_operations", agent)
            let nowhere = try await agent.call(["tool": "get_execution", "arguments": ["execution": "exe_nowhere"]])
            try await expect("unknown_execution", 404, nowhere, next: "describe_access", agent)
            let missing = try await agent.post("execute/read", read(Self.get, ["certificateOrderName": "nowhere"]))
            try await expect("not_visible", 404, missing, next: "search_operations", agent)
            #expect(try await sandbox.emulator.requests("PATCH", endingIn: "/web") == 0)
        }
    }

    @Test func `what the rules say`() async throws {
        try await governed { sandbox, agent in
            let delete = try await agent.run("web-certificates/Certificates_Delete", ["name": "web"])
            try await expect("denied_by_rule", 403, delete, next: "request_access", agent)
            #expect(try await sandbox.emulator.requests("DELETE", endingIn: "/web") == 0)
            let plan = try await agent.post("plans/pln_nowhere/apply", ["digest": "sha256:nothing"])
            try await expect("plan_stale", 409, plan, next: "search_operations", agent)
            let narrow = try await sandbox.home.agent("reader", scope: "read")
            let reader = AgentDoor(served: agent.served, token: narrow)
            let refused = try await reader.run(Self.update, ["name": "web", "body": ["tags": ["a": "b"]]])
            try await expect("denied_by_rule", 403, refused, next: nil, reader)
            let ended = AgentDoor(served: agent.served, token: "sgt_none")
            try await expect("session_ended", 401, try await ended.post("search", ["intent": "list"]), next: nil, ended)
        }
    }

    @Test func `a plan that is another one by now is made anew, as next says`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "charged", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.adopt("charged")
            try await sandbox.govern("rules: [{name: all, effect: [read, write, purchase], then: allow}]", operators: [])
            try await sandbox.serving { agent in
                let renew = "certificate-orders/AppServiceCertificateOrders_Renew"
                let planned = try await agent.run(renew, ["certificateOrderName": "charged", "body": ["properties": [:]]])
                let id = try #require(try planned.json["plan"]?.string, "\(planned)")
                let wrong = try await agent.post("plans/\(id)/apply", ["digest": "sha256:of another plan"])
                #expect(try wrong.json["code"] == "plan_stale", "\(wrong)")
                let anew = try await agent.obey(wrong)
                #expect(try anew.json["state"] == "planned", "\(anew)")
                let done = try await agent.obey(anew)
                #expect(done.status == 200 || done.status == 202, "\(done)")
                let late = try await agent.obey(planned)
                #expect(try late.json["code"] != nil && late.json["next"]?.isNull == false, "the world is another one: \(late)")
                #expect(try await sandbox.emulator.bill(of: "charged").charges == 1)
            }
        }
    }

    @Test func `what an agent has used up`() async throws {
        try await governed(["--agent-calls-per-minute", "4"]) { _, agent in
            var refused: Served.Answer?
            for _ in 0..<8 where refused == nil {
                let answer = try await agent.post("execute/read", read(Self.list))
                if answer.status == 429 { refused = answer }
            }
            let limited = try #require(refused)
            #expect(limited.headers[.retryAfter] != nil)
            try await expect("rate_limited", 429, limited, next: "describe_access", agent)
        }
    }

    @Test func `an agent that asks people for too much, and gets too much`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.govern("rules: [{name: reads, effect: read, then: allow}, {name: writes, effect: write, then: approval}]")
            try await sandbox.serving("asker", ["--agent-megabytes-per-hour", "1"]) { agent in
                var answer = try await agent.run(Self.update, ["name": "web-0", "body": ["tags": ["a": "b"]]])
                #expect(try answer.json["code"] == "approval_required", "\(answer)")
                for number in 1...10 {
                    answer = try await agent.run(Self.update, ["name": .string("web-\(number)"), "body": ["tags": ["a": "b"]]])
                }
                #expect(try answer.json["retry_after_s"]?.int == 60, "the eleventh question: \(answer)")
                try await expect("budget_exhausted", 429, answer, next: "describe_access", agent)
                #expect(try await sandbox.emulator.requests("PATCH", endingIn: "/web-0") == 0)
            }
            let many: JSONValue = ["count": 30, "prefix": "many", "daysLeft": ["min": 50, "max": 100], "seed": 1]
            try await sandbox.emulator.control(.post, "scenario", ["fleet": many])
            try await sandbox.serving("eater", ["--agent-megabytes-per-hour", "1"]) { agent in
                var answer = try await agent.post("execute/read", read(Self.list))
                let five: JSONValue = ["operation": .string(Self.list), "inputs": [:], "page": ["max_items": 5]]
                for _ in 0..<100 where answer.status == 200 { answer = try await agent.post("execute/read", five) }
                #expect(answer.headers[.retryAfter] != nil)
                try await expect("budget_exhausted", 429, answer, next: "describe_access", agent)
            }
        }
    }

    @Test func `a question nobody answers in time ends its call, and next asks it anew`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "web", daysLeft: 100, termDaysLeft: 200)
            try await sandbox.govern("rules: [{name: reads, effect: read, then: allow}, {name: writes, effect: write, then: approval}]")
            try await sandbox.serving { agent in
                let held = try await agent.run(Self.update, ["name": "web", "body": ["tags": ["late": "yes"]]])
                try #require(try held.json["code"] == "approval_required", "\(held)")
                let store = try Store.open(path: sandbox.home.database, migrations: Home.migrations)
                try await store.write { try $0.execute("UPDATE gateway_approval SET expires = created + 1") }
                let late = try await agent.obey(held)
                #expect(try late.json["execution"] == held.json["execution"] && late.json["next"]?["tool"] == "execute", "\(late)")
                #expect(try late.json["code"] == "approval_expired" && late.status == 410, "\(late)")
                let anew = try await agent.obey(late)
                #expect(try anew.json["code"] == "approval_required" && anew.json["human"]?["do"] != nil, "\(anew)")
                #expect(try anew.json["execution"] != held.json["execution"])
                #expect(try await sandbox.emulator.requests("PATCH", endingIn: "/certificates/web") == 0)
            }
        }
    }

    @Test func `what the service says: too many calls, no answer, no`() async throws {
        try await governed { sandbox, agent in
            let emulator = sandbox.emulator
            for (code, fault, status) in [
                ("upstream_throttled", ["status": 429, "retryAfterSeconds": 1] as JSONValue, 503),
                ("upstream_unavailable", ["status": 503], 503),
            ] {
                try await emulator.add(fault: fault, on: "GET", "*/certificateOrders/web")
                let answer = try await agent.post("execute/read", read(Self.get, ["certificateOrderName": "web"]))
                try await emulator.control(.delete, "faults")
                try await expect(code, status, answer, next: "execute_read", agent)
            }
            try await emulator.add(fault: ["status": 409], on: "PATCH", "*/certificates/web")
            let rejected = try await agent.run(Self.update, ["name": "web", "body": ["tags": ["a": "b"]]])
            #expect(try rejected.json["code"] == "upstream_rejected" && rejected.json["upstream"]?["http_status"] == 409, "\(rejected)")
            #expect(try rejected.json["human"]?["do"] != nil || rejected.json["next"]?.isNull == false, "\(rejected)")
        }
    }

    @Test func `a write whose answer is lost is not sent again, and the read that settles it is named`() async throws {
        try await governed { sandbox, agent in
            let before = try await sandbox.emulator.requests("PATCH", endingIn: "/certificates/web")
            try await sandbox.emulator.add(fault: ["applyThenDrop": true], on: "PATCH", "*/certificates/web")
            let lost = try await agent.run(Self.update, ["name": "web", "body": ["tags": ["settled": "yes"]]])
            try await sandbox.emulator.control(.delete, "faults")
            #expect(try lost.json["retryable"] == false)
            try await expect("outcome_unknown", 502, lost, next: "execute_read", agent)
            let read = try await agent.obey(lost)
            #expect(try read.json["body"]?["tags"]?["settled"] == "yes", "\(read)")
            #expect(try await sandbox.emulator.requests("PATCH", endingIn: "/certificates/web") == before + 1)
            let execution = try #require(try lost.json["execution"]?.string)
            let later = try await agent.call(["tool": "get_execution", "arguments": ["execution": .string(execution)]])
            #expect(try later.json["code"] == "outcome_unknown", "it stays unknown until it is read: \(later)")
        }
    }

    @Test func `a handle where it cannot stand, and a result that is too large to be given at once`() async throws {
        try await governed { sandbox, agent in
            let value = try await agent.secret("web")
            #expect(value.hasPrefix("sec_"), "\(value)")
            let misplaced = try await agent.post("execute/read", read(Self.get, ["certificateOrderName": .string(value)]))
            try await expect("secret_withheld", 403, misplaced, next: "load_operations", agent)
            let many: JSONValue = ["count": 60, "prefix": "many", "daysLeft": ["min": 50, "max": 100], "seed": 1]
            try await sandbox.emulator.control(.post, "scenario", ["fleet": many])
            let listed = try await agent.post("execute/read", ["operation": .string(Self.list), "inputs": [:], "page": ["all": true]])
            #expect(try listed.json["truncated"]?["resource"]?.string?.hasPrefix("result://") == true, "\(listed.text.prefix(500))")
            let part = try await agent.obey(listed)
            #expect(part.status == 200, "\(part.text.prefix(500))")
        }
    }

    @Test func `a credential the identity service does not take is for a person, and nothing else leaves`() async throws {
        try await Sandbox.with { sandbox in
            let words = ["profile", "add", "wrong", "--ready-file", sandbox.readyFile, "--client-id", sandbox.emulator["clientId"]]
            let added = try await sandbox.home.run(words + ["--credential", "env:WRONG"])
            try #require(added.way == .exit(0), "\(added)")
            try await sandbox.govern()
            var home = sandbox.home
            home.profile = "wrong"
            let token = try await home.agent("robot")
            let served = try await Served.start(home, environment: ["WRONG": "a wrong secret of the client"])
            let agent = AgentDoor(served: served, token: token)
            let failed = try await agent.post("execute/read", read(Self.list))
            try await expect("credential_failed", 424, failed, next: nil, agent)
            #expect(!failed.text.contains("a wrong secret"))
            try await served.stop()
        }
    }
}
