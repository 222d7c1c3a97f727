import Foundation
import HTTPTypes
import JSON
import Testing

/// Secrets that are known, everything an agent can do to be shown one, and then the search for them in all that came back or was kept.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct AgentCanaryTests {
    private static let vaultValue = "canary-vault-value-77d1f0/25c39+x"

    /// What an agent was told, what the server printed and measured, the audit, and the state.
    private struct Traces {
        var answers: [String] = []
        var files: [URL] = []
    }

    private func life(_ sandbox: Sandbox, redaction: String?) async throws -> (Traces, Canaries) {
        var (traces, canaries) = (Traces(), Canaries())
        canaries.add("vault value", text: Self.vaultValue)
        canaries.add("client secret", text: sandbox.emulator["clientSecret"])
        let order = TestOrder(name: "canary")
        let placed = try await sandbox.home.run(order.arguments)
        try #require(placed.way == .exit(0), "\(placed)")
        try canaries.add("order", pfx: try await sandbox.emulator.secret(try placed.json["keyVaultSecretId"]?.string ?? ""))
        let token = try await sandbox.home.agent("robot")
        let environment = redaction.map { ["SIGNET_REDACTION": $0] } ?? [:]
        let served = try await Served.start(sandbox.home, environment: environment)
        let agent = AgentDoor(served: served, token: token)
        func note(_ answer: Served.Answer) { traces.answers.append("\(answer.status) \(answer.headers) \(answer.text)") }
        try await quotedCredentials(sandbox, agent, note)

        let value: JSONValue = ["value": .string(Self.vaultValue), "contentType": "text/plain"]
        note(try await agent.run("SetSecret", ["vaultName": "demo-vault", "secret-name": "told", "body": value]))
        traces.answers.append(try await agent.secret("told"))
        traces.answers.append(try await agent.secret("canary"))
        note(try await agent.run("BackupSecret", ["vaultName": "demo-vault", "secret-name": "canary"]))
        note(try await agent.run("signet/Signet_CreateKeyAndRequest", ["body": ["domain": "keyed.test"]]))
        try await echoes(sandbox, agent, note)
        note(try await served.send(.get, "/metrics"))
        note(try await served.send(.get, "/api/v1/access", token: token))
        try await served.stop()
        traces.files = try await kept(sandbox, served)
        return (traces, canaries)
    }

    private static let read: JSONValue = ["operation": "AppServiceCertificateOrders_Get", "inputs": ["certificateOrderName": "canary"]]
    private static let spellings: [JSONValue] = ["plain", "base64", "url", "hex"]

    /// An identity service that quotes what it was shown. As long as it gives no token, each call asks it again.
    private func quotedCredentials(_ sandbox: Sandbox, _ agent: AgentDoor, _ note: (Served.Answer) -> Void) async throws {
        for spelling in Self.spellings {
            try await sandbox.emulator.add(fault: ["echo": 401, "as": spelling], on: "POST", "*/oauth2/v2.0/token")
            let failed = try await agent.post("execute/read", Self.read)
            #expect(failed.text.contains("credential_failed"), "\(failed)")
            note(failed)
            note(try await agent.post("plans", ["action": "renew", "certificate": "canary"]))
            try await sandbox.emulator.control(.delete, "faults")
        }
    }

    /// An upstream that quotes what it was sent: the token, the body.
    private func echoes(_ sandbox: Sandbox, _ agent: AgentDoor, _ note: (Served.Answer) -> Void) async throws {
        let ways: [JSONValue] = Self.spellings.map { ["echo": 400, "as": $0] } + [403, 409, 500].map { ["echo": $0] }
        for echo in ways {
            try await sandbox.emulator.add(fault: echo, on: "GET", "*/certificateOrders/canary")
            try await sandbox.emulator.add(fault: echo, on: "PUT", "*/secrets/*")
            note(try await agent.post("execute/read", Self.read))
            note(try await agent.post("plans", ["action": "renew", "certificate": "canary"]))
            let handle = try await agent.secret("told")
            let value: JSONValue = ["value": .string(handle), "contentType": "text/plain"]
            note(try await agent.run("SetSecret", ["vaultName": "demo-vault", "secret-name": "again", "body": value]))
            try await sandbox.emulator.control(.delete, "faults")
        }
    }

    private func kept(_ sandbox: Sandbox, _ served: Served) async throws -> [URL] {
        let export = sandbox.place.path("audit.jsonl")
        #expect(try await sandbox.home.run(["audit", "export", export]).way == .exit(0))
        let home = FileManager.default.enumerator(at: URL(fileURLWithPath: sandbox.home.path), includingPropertiesForKeys: nil)
        let printed = try FileManager.default.contentsOfDirectory(at: sandbox.place.folder, includingPropertiesForKeys: nil)
            .filter { ["out", "err", "jsonl"].contains($0.pathExtension) }
        return printed + (home?.compactMap { $0 as? URL } ?? [])
    }

    private func found(_ sandbox: Sandbox, _ traces: Traces, _ canaries: Canaries) throws -> Set<String> {
        let answers = URL(fileURLWithPath: try sandbox.place.write(traces.answers.joined(separator: "\n"), to: "answers"))
        return Set(canaries.found(in: traces.files + [answers]).map { $0.split(separator: " in ").first.map(String.init) ?? $0 })
    }

    @Test func `no secret comes back to an agent, nor into a log, a metric, the audit or the state`() async throws {
        try await Sandbox.with { sandbox in
            let (traces, canaries) = try await life(sandbox, redaction: nil)
            #expect(traces.answers.contains { $0.contains("sec_") } && traces.files.count > 5)
            let leaked = try found(sandbox, traces, canaries)
            #expect(leaked == [], "\(leaked)")
            let all = traces.answers.joined(separator: "\n")
            for telling in ["PRIVATE KEY-----", "CERTIFICATE REQUEST-----", "Bearer eyJ"] { #expect(!all.contains(telling), "\(telling)") }
            #expect(!all.contains("eyJ0eXAi") && !all.contains("eyJhbGci"), "a token was quoted")
        }
    }

    @Test func `with the filter off the same search finds them`() async throws {
        try await Sandbox.with { sandbox in
            let (traces, canaries) = try await life(sandbox, redaction: "off")
            let found = try found(sandbox, traces, canaries)
            #expect(found.isSuperset(of: ["vault value", "order, PFX"]), "\(found)")
            let all = traces.answers.joined(separator: "\n")
            #expect(all.contains("CERTIFICATE REQUEST-----") || all.contains("PRIVATE KEY-----") || all.contains("Bearer eyJ"))
        }
    }
}
