import Foundation
import HTTPTypes
import JSON
import Testing

/// Findings about what all orders share: each has an emulator of its own, whose vault, clock or settings it changes.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct WorldFindingTests {
    private func policies(_ app: String, in sandbox: Sandbox, keep: [String]) async throws {
        let vault = try await sandbox.call("Vaults_Get", ["vaultName": "demo-vault"])
        let id = try await objectID(app, sandbox)
        let changed = (vault["properties"]?["accessPolicies"]?.array ?? []).map { policy -> JSONValue in
            guard policy["objectId"]?.string?.lowercased() == id.lowercased(), var object = policy.object else { return policy }
            object["permissions"] = ["secrets": .array(keep.map(JSONValue.string))]
            return .object(object)
        }
        try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], ["properties": ["accessPolicies": .array(changed)]])
    }

    /// As `signet doctor` tells it.
    private func objectID(_ app: String, _ sandbox: Sandbox) async throws -> String {
        let doctor = try await sandbox.home.run(["doctor", "--live", "--output", "json", "--quiet"])
        let line = try #require(doctor.json.array?.first { $0["what"] == .string("principal \(app)") })
        return String(try #require(line["detail"]?.string?.split(separator: " ").last))
    }

    @Test func `a right either service lost keeps an order from being bought, and is seen on one that exists`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stageServed("served")
            let order = TestOrder(name: "refused")
            for (app, keep, grant) in [
                ("Microsoft.Azure.WebSites", [], "get"),
                ("Microsoft.Azure.CertificateRegistration", ["get", "list"], "get list set delete"),
            ] {
                try await policies(app, in: sandbox, keep: keep)
                let command =
                    "az keyvault set-policy --name demo-vault --object-id \(try await objectID(app, sandbox)) --secret-permissions \(grant)"
                let ending = try await sandbox.home.run(order.arguments.dropLast(2))
                try Refusal(code: 1, words: ["rights of \(app)", command]).check(ending)
                let right = try await sandbox.finding("served", "rights of \(app)")
                #expect(right.level == "failed" && right.fix == command, "\(right)")
                try await policies(app, in: sandbox, keep: ["get", "list", "set", "delete"])
            }
            try await Refusal.checkNothingWritten(order.name, by: sandbox.home, sandbox.emulator)
        }
    }

    @Test func `a renewal the vault does not take shows in the link with the grant`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stageServed("unstored")
            try await policies("Microsoft.Azure.CertificateRegistration", in: sandbox, keep: ["get"])
            let before = try await sandbox.thumbprint("unstored")
            try await sandbox.call("AppServiceCertificateOrders_Reissue", ["certificateOrderName": "unstored"], ["properties": [:]])
            try await eventually("a new leaf") { try await sandbox.thumbprint("unstored") != before }
            try await eventually("a failed link") { try await sandbox.finding("unstored", "Key Vault link unstored").level == "failed" }
            let link = try await sandbox.finding("unstored", "Key Vault link unstored")
            #expect(link.detail.contains("OperationNotPermittedOnKeyVault"), "\(link)")
            #expect(link.fix.contains("--secret-permissions get list set delete"), "\(link)")
        }
    }

    @Test func `a vault with roles is granted by roles, and access policies there count for nothing`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], ["properties": ["enableRbacAuthorization": true]])
            let ending = try await sandbox.home.run(TestOrder(name: "roles").arguments.dropLast(2))
            let grant = "az role assignment create --assignee-object-id"
            try Refusal(code: 1, words: [grant, "--role 'Key Vault Secrets Officer'", "vaults/demo-vault"]).check(ending)
        }
    }

    @Test func `a firewall that keeps the services out keeps an order from being bought, and is seen on one that exists`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stageServed("walled")
            let closed: JSONValue = ["properties": ["networkAcls": ["bypass": "None", "defaultAction": "Deny"]]]
            try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], closed)
            let command = "az keyvault update --name demo-vault --bypass AzureServices"
            let ending = try await sandbox.home.run(TestOrder(name: "kept-out").arguments.dropLast(2))
            try Refusal(code: 1, words: ["vault firewall", command]).check(ending)
            let wall = try await sandbox.finding("walled", "vault firewall")
            #expect(wall.level == "failed" && wall.fix == command, "\(wall)")
            let secret = try await sandbox.finding("walled", "secret walled")
            #expect(secret.level == "warning" && secret.fix.contains("network-rule add --name demo-vault"), "\(secret)")
        }
    }

    @Test func `an unproven order counts down to its denial, and says what is left after it`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "late")
            let first = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
            #expect(first.way == .exit(3), "\(first)")
            #expect(try await sandbox.finding("late", "proof deadline").level == "ok")
            try await sandbox.emulator.advance(days: 11)
            let soon = try await sandbox.finding("late", "proof deadline")
            #expect(soon.level == "warning" && soon.detail.contains("days left: the authority denies"), "\(soon)")
            try await sandbox.emulator.advance(days: 40)
            let denied = try await sandbox.finding("late", "status")
            #expect(denied.level == "failed" && denied.detail.contains("Denied"), "\(denied)")
            let again = try await sandbox.home.run(["order", "late"])
            try Refusal(code: 1, words: ["came to an end", "Denied", "CAA", "order again"]).check(again)
            let deleted = try await sandbox.paste(String(try #require(denied.fix.split(separator: "(").last?.split(separator: ")").first)))
            #expect(deleted.way == .exit(0), "\(deleted)")
        }
    }

    @Test func `doctor says of each order what is wrong with it, and fails when something is broken`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stage(["name": "fine", "domain": "fine.test"])
            try await sandbox.stage(["name": "old", "domain": "old.test", "validatedDaysAgo": 210])
            let doctor = try await sandbox.home.run(["doctor", "--live", "--quiet"])
            #expect(doctor.way == .exit(0), "\(doctor)")
            #expect(doctor.output.contains("order fine: ") && doctor.output.contains("checks passed"), "\(doctor)")
            #expect(doctor.output.contains("order old: age of the domain proof: proven on"), "\(doctor)")
            #expect(doctor.output.contains("210 days ago, and a proof serves 198 days"), "\(doctor)")
            #expect(doctor.output.contains("old.test  TXT  \""), "\(doctor)")
            try await sandbox.stage(["name": "gone", "domain": "gone.test", "status": "Expired"])
            let worse = try await sandbox.home.run(["doctor", "--live", "--quiet"])
            #expect(worse.way == .exit(1), "\(worse)")
            #expect(worse.output.contains("failed   order gone: status"), "\(worse)")
        }
    }

    @Test func `a host a proof by page left out stops the order before it is bound, and the printed steps bring it in`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.set(["verificationMilliseconds": 0])
            let order = TestOrder(name: "by-page")
            let hosts = ["--hostname", order.domain, "--hostname", "www.\(order.domain)"]
            let first = try await sandbox.home.run(order.arguments + hosts + ["--proof", "manual", "--no-wait"])
            let token = try #require(try first.json["record"]?["value"]?.string)
            try await sandbox.emulator.control(.put, "pages/\(order.domain)/\(token).html", ["body": .string(token)])
            let page = try await sandbox.finding(order.name, "proof by page")
            #expect(page.detail.contains("holds the token"), "\(page)")
            #expect(try await sandbox.paste(page.fix).way == .exit(0))
            try await eventually("issuance") { try await sandbox.status(order.name) == "Issued" }
            let stopped = try await sandbox.home.run(["order", order.name])
            try Refusal(code: 1, words: ["does not name www.\(order.domain)", "\(order.domain)  TXT  \"\(token)\""]).check(stopped)
            try await sandbox.emulator.publish(order.domain, "TXT", token)
            let steps = try #require(stopped.errors.split(separator: "\n").last { $0.hasPrefix("  next: ") })
            for step in String(steps).components(separatedBy: "then: ").last?.components(separatedBy: ", and some minutes later: ") ?? [] {
                let ending = try await sandbox.paste(step)
                #expect(ending.way == .exit(0), "\(step): \(ending)")
            }
            #expect(try await sandbox.emulator.served("www.\(order.domain)") != nil)
            #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
        }
    }
}
