import Foundation
import HTTPTypes
import JSON
import Testing

/// Somebody changes something behind signet's back: one turn of the daemon finds where, and says what to type. Each first turn sees
/// the order as it should be; what is printed is run, and the next turn finds nothing.
@Suite(.serialized, .fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct DriftTests {
    /// One turn of its own; the drift of an order.
    private func turn(_ sandbox: Sandbox, _ order: String) async throws -> JSONValue? {
        let turn = try await sandbox.home.run(["daemon", "--once", "--drift-every", "0", "--drift-most", "1000", "--discover-every", "1"])
        try #require(turn.way == .exit(0), "\(turn)")
        let decision = try turn.json.array?.first { $0["order"]?.string?.hasSuffix("/\(order)") == true }
        return try #require(decision)["drift"]
    }

    /// An order that signet renews and the demo site serves, looked at once.
    private func watched(_ sandbox: Sandbox, _ name: String) async throws {
        try await sandbox.emulator.stage(name: name, daysLeft: 150, termDaysLeft: 300)
        try await sandbox.adopt(name)
        // Else a turn of the test before may have looked at all orders within the last second.
        let listed = try await sandbox.home.run(["list", "--all-subscriptions", "--output", "json", "--quiet"])
        #expect(listed.way == .exit(0), "\(listed)")
        let drift = try await turn(sandbox, name)
        #expect(drift?.isNull == true, "\(drift.debugDescription)")
    }

    /// What is said of it where people look.
    private func check(_ sandbox: Sandbox, _ name: String, _ hop: String, _ words: String) async throws {
        let drift = try await turn(sandbox, name)
        #expect(drift?["hop"]?.string == hop && drift?["detail"]?.string?.contains(words) == true, "\(drift.debugDescription)")
        let list = try await sandbox.home.run(["list", "--output", "json", "--quiet"])
        let line = try list.json.array?.first { $0["name"]?.string == name }
        #expect(line?["drift"] == drift)
        let status = try await sandbox.home.run(["status", name, "--quiet"])
        #expect(status.output.contains(hop) && status.output.contains(words), "\(status)")
    }

    /// The command the drift names, run as it is printed.
    private func mend(_ sandbox: Sandbox, _ name: String) async throws {
        let list = try await sandbox.home.run(["list", "--output", "json", "--quiet"])
        let fix = try #require(try list.json.array?.first { $0["name"]?.string == name }?["drift"]?["fix"]?.string)
        let mended = try await sandbox.paste(fix)
        #expect(mended.way == .exit(0), "\(fix): \(mended)")
        let drift = try await turn(sandbox, name)
        #expect(drift?.isNull == true, "\(drift.debugDescription)")
    }

    private func bind(_ sandbox: Sandbox, _ host: String, _ properties: JSONObject) async throws {
        let site = sandbox.plan.replacing("serverfarms/demo-plan", with: "sites/demo-site")
        let path = "\(site)/hostNameBindings/\(host)"
        try await sandbox.emulator.resourceManager(.put, path, "2024-11-01", ["properties": .object(properties)])
    }

    @Test func `a binding with a wrong thumbprint is found at the binding`() async throws {
        let sandbox = try Sandbox.shared
        try await watched(sandbox, "wrong")
        // Another order's certificate that names the host too, as a wildcard does.
        try await sandbox.stage([
            "name": "other", "domain": "wrong.test", "vault": "demo-vault", "secret": "other", "site": "demo-site",
            "hostNames": ["other.test"],
        ])
        let other = try await sandbox.thumbprint("other")
        try await bind(sandbox, "wrong.test", ["sslState": "SniEnabled", "thumbprint": .string(other)])
        try await check(sandbox, "wrong", "binding", other)
        try await mend(sandbox, "wrong")
    }

    @Test func `a secret that holds an older version is found at the vault`() async throws {
        let sandbox = try Sandbox.shared
        try await watched(sandbox, "stale")
        let secret = ["vaultName": "demo-vault", "secret-name": "stale"]
        let old = try #require(try await sandbox.call("GetSecret", secret)["value"]?.string)
        let reissued = try await sandbox.home.run(["reissue", "stale"])
        try #require(reissued.way == .exit(0), "\(reissued)")
        let before = try await turn(sandbox, "stale")
        #expect(before?.isNull == true, "\(before.debugDescription)")
        // The look settles what was issued a moment ago.
        try await sandbox.emulator.advance(days: 1)
        try await sandbox.call("SetSecret", secret, ["value": .string(old), "contentType": "application/x-pkcs12"])
        try await check(sandbox, "stale", "vault", "and the order's certificate is \(try await sandbox.thumbprint("stale"))")
    }

    @Test func `a host whose certificate was taken off, or that was taken off its site, is found at the binding`() async throws {
        let sandbox = try Sandbox.shared
        try await watched(sandbox, "unbound")
        try await bind(sandbox, "unbound.test", ["sslState": "Disabled"])
        try await check(sandbox, "unbound", "binding", "no certificate is bound")
        try await mend(sandbox, "unbound")
        let site = sandbox.plan.replacing("serverfarms/demo-plan", with: "sites/demo-site")
        try await sandbox.emulator.resourceManager(.delete, "\(site)/hostNameBindings/unbound.test", "2024-11-01")
        try await check(sandbox, "unbound", "binding", "no site has it any more")
    }

    @Test func `a right in the vault that was taken away is found at the vault`() async throws {
        try await Sandbox.with { sandbox in
            try await watched(sandbox, "barred")
            let closed: JSONValue = ["properties": ["accessPolicies": []]]
            try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], closed)
            try await check(sandbox, "barred", "vault", "it may not use the secrets of demo-vault")
        }
    }

    @Test func `a renewal by somebody else is found at the order, and is signet's once it was synced`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.emulator.stage(name: "foreign", daysLeft: 80, termDaysLeft: 300)
        try await sandbox.adopt("foreign")
        let first = try await turn(sandbox, "foreign")
        #expect(first?.isNull == true, "\(first.debugDescription)")
        let before = try await sandbox.thumbprint("foreign")
        let path = sandbox.emulator.path("foreign")
        try await sandbox.emulator.resourceManager(.post, "\(path)/renew", "2024-11-01", ["properties": [:]])
        try await eventually("a new leaf") { try await sandbox.thumbprint("foreign") != before }
        try await check(sandbox, "foreign", "order", "signet did not ask for it")
        try await sandbox.emulator.advance(days: 1)
        try await mend(sandbox, "foreign")
    }
}
