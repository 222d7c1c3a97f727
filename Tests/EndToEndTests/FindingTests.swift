import Foundation
import HTTPTypes
import JSON
import Testing

/// What users report without any error being answered: signet finds it on the world and says what to do. Where the next step is
/// something signet can run, the tests run it as printed.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct FindingTests {
    private func order(_ name: String) -> [String: String] { ["certificateOrderName": name] }

    @Test func `a token in the wrong place is found where it is, and the right place is given`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "misplaced")
        let first = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
        #expect(first.way == .exit(3), "\(first)")
        let token = try #require(try first.json["record"]?["value"]?.string)
        let missing = try await sandbox.finding(order.name, "domain proof")
        #expect(missing.level == "warning" && missing.detail.contains("no TXT record of \(order.domain)"), "\(missing)")
        try await sandbox.emulator.publish("\(order.domain).\(order.domain)", "TXT", token)
        let misplaced = try await sandbox.finding(order.name, "domain proof")
        #expect(misplaced.level == "failed")
        #expect(misplaced.detail.contains("the token is at \(order.domain).\(order.domain)"), "\(misplaced)")
        #expect(misplaced.fix.contains("\(order.domain)  TXT  \"\(token)\""), "\(misplaced)")
    }

    @Test func `CAA records that forbid the authority keep an order from being bought, and are seen on one that exists`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "forbidden")
        try await sandbox.emulator.publish(order.domain, "CAA", "0 issue \"other.test\"")
        let ending = try await sandbox.home.run(order.arguments.dropLast(2))
        let record = "\(order.domain)  CAA  0 issue \"godaddy.com\""
        try Refusal(code: 1, words: ["do not allow godaddy.com", record]).check(ending)
        try await Refusal.checkNothingWritten(order.name, by: sandbox.home, sandbox.emulator)
        try await sandbox.stage(["name": "forbidden", "domain": "forbidden.test"])
        #expect(try await sandbox.finding("forbidden", "CAA").fix.contains(record))
    }

    @Test func `a renewed certificate that is not served yet is named with what is stale, and the printed sync serves it`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stageServed("stale")
        let before = try await sandbox.thumbprint("stale")
        try await sandbox.call("AppServiceCertificateOrders_Reissue", order("stale"), ["properties": ["delayExistingRevokeInHours": 168]])
        try await eventually("a new leaf") { try await sandbox.thumbprint("stale") != before }
        try await eventually("a stored leaf") { try await sandbox.finding("stale", "secret stale").level == "ok" }
        let stale = try await sandbox.finding("stale", "web certificate stale")
        #expect(stale.level == "failed" && stale.detail.contains(before) && stale.detail.contains("stale.test serves"), "\(stale)")
        let synced = try await sandbox.paste(stale.fix)
        #expect(synced.way == .exit(0), "\(synced)")
        let serial = try await sandbox.call("AppServiceCertificateOrders_Get", order("stale"))["properties"]?["serialNumber"]?.string
        #expect(try await sandbox.emulator.served("stale.test") == serial)
        #expect(try await sandbox.finding("stale", "host stale.test").level == "ok")
    }

    @Test func `a link that hangs after the issuance is reported with the step that makes it anew`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "hanging", "domain": "hanging.test", "daysLeft": 100, "vault": "demo-vault", "secret": "hanging"])
        // What the staging itself has begun is done by then.
        try await sandbox.emulator.control(.post, "clock", ["advanceSeconds": 1])
        try await sandbox.emulator.control(.patch, "orders/hanging", ["links": ["hanging": "Initialized"]])
        let link = try await sandbox.finding("hanging", "Key Vault link hanging")
        #expect(link.level == "failed" && link.detail.contains("still Initialized"), "\(link)")
        #expect(link.fix.contains("--parameter name=hanging && signet order hanging"), "\(link)")
    }

    @Test func `a secret somebody overwrote is named with what App Service would make of it`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stageServed("overwritten")
        try await sandbox.call("SetSecret", ["vaultName": "demo-vault", "secret-name": "overwritten"], ["value": "hello"])
        let secret = try await sandbox.finding("overwritten", "secret overwritten")
        #expect(secret.level == "failed" && secret.detail.contains("not application/x-pkcs12"), "\(secret)")
        #expect(secret.fix.contains("az keyvault secret list-versions --vault-name demo-vault --name overwritten"), "\(secret)")
    }

    @Test func `a name a deleted secret holds is refused before anything is bought, and another secret will do`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "held")
        let secret = ["vaultName": "demo-vault", "secret-name": "held"]
        try await sandbox.call("SetSecret", secret, ["value": "one"])
        try await sandbox.call("DeleteSecret", secret)
        let ending = try await sandbox.home.run(order.arguments.dropLast(2))
        try Refusal(code: 1, words: ["secret held", "az keyvault secret recover --vault-name demo-vault --name held"]).check(ending)
        try await Refusal.checkNothingWritten(order.name, by: sandbox.home, sandbox.emulator)
        let other = try await sandbox.home.run(order.arguments + ["--secret", "held-2"])
        #expect(other.way == .exit(0), "\(other)")
    }

    @Test func `a proof by page that is redirected is seen, and the record asked for instead`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage([
            "name": "old-page", "domain": "paged.test", "vault": "demo-vault", "secret": "paged", "site": "demo-site",
            "hostNames": ["paged.test"],
        ])
        try await sandbox.stage(["name": "paged", "domain": "paged.test", "status": "Pendingissuance"])
        #expect(try await sandbox.finding("paged", "proof by page").level == "ok", "nothing there yet, nothing wrong")
        let site = "/subscriptions/\(sandbox.emulator["subscriptionId"])/resourceGroups/demo-group/providers/Microsoft.Web/sites/demo-site"
        try await sandbox.emulator.resourceManager(.patch, site, "2025-05-01", ["properties": ["httpsOnly": true]])
        let page = try await sandbox.finding("paged", "proof by page")
        #expect(page.level == "warning" && page.detail.contains("redirected to https://paged.test/"), "\(page)")
        #expect(page.fix.contains("paged.test  TXT"), "\(page)")
        try await sandbox.emulator.resourceManager(.patch, site, "2025-05-01", ["properties": ["httpsOnly": false]])
    }

    @Test func `deleting an order that is served or locked is refused with what it would take down`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stageServed("needed")
        let served = try await sandbox.api("AppServiceCertificateOrders_Delete", order("needed"))
        try Refusal(code: 4, words: ["take down needed.test", "demo-site", "--yes"]).check(served)
        try await sandbox.lock(sandbox.order("needed"))
        let locked = try await sandbox.api("AppServiceCertificateOrders_Delete", order("needed"))
        try Refusal(code: 4, words: ["AppServiceCertificateLock", "az lock delete --ids /subscriptions/"]).check(locked)
        #expect(try await sandbox.findings("needed").contains { $0.what == "deletion" && $0.detail.contains("needed.test serves") })
        #expect(try await sandbox.status("needed") == "Issued")
    }

    @Test func `a certificate that is there under another name is bound instead of imported again`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "copied")
        try await sandbox.stage(["name": "copied", "domain": "copied.test", "vault": "demo-vault", "secret": "copied"])
        try await sandbox.call("Certificates_CreateOrUpdate", ["name": "by-hand"], sandbox.importing("copied"))
        let ending = try await sandbox.home.run(order.arguments)
        #expect(ending.way == .exit(0), "\(ending)")
        #expect(try await sandbox.emulator.served(order.domain) == ending.json["serialNumber"]?.string)
        #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificates/copied") == 0)
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(), "an order that exists is not bought again")
    }

    @Test func `an order another tool bought is stored and served without buying anything`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "adopted")
        let purchase: JSONValue = [
            "location": "global",
            "properties": ["distinguishedName": .string("CN=\(order.domain)"), "productType": "StandardDomainValidatedSsl", "csr": ""],
        ]
        try await sandbox.call("AppServiceCertificateOrders_CreateOrUpdate", self.order(order.name), purchase)
        let ending = try await sandbox.home.run(order.arguments)
        #expect(ending.way == .exit(0), "\(ending)")
        #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
        #expect(try await sandbox.emulator.served(order.domain) == ending.json["serialNumber"]?.string)
    }

    @Test func `an expired order, one under suspicion and one the platform renews say so`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "ended", "domain": "ended.test", "status": "Expired"])
        let ended = try await sandbox.finding("ended", "status")
        #expect(ended.level == "failed" && ended.detail.contains("cannot be renewed"), "\(ended)")
        #expect(ended.fix.contains("signet order NEW-NAME --domain 'ended.test' --product standard"), "\(ended)")
        try await sandbox.stage(["name": "suspected", "domain": "suspected.test", "status": "Pendingissuance"])
        try await sandbox.emulator.control(.patch, "orders/suspected", ["action": "FraudDetected"])
        #expect(try await sandbox.finding("suspected", "fraud review").fix.contains("support request"))
        try await sandbox.stage(["name": "automatic", "domain": "automatic.test", "autoRenew": true, "daysLeft": 100, "termDaysLeft": 100])
        let automatic = try await sandbox.finding("automatic", "renewal by the platform")
        #expect(automatic.detail.contains("renews by itself on 20"), "\(automatic)")
    }

    @Test func `what is said of reissuing and renewing comes true`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "predicted", "domain": "predicted.test", "daysLeft": 60, "termDaysLeft": 60])
        func end() async throws -> String {
            let order = try await sandbox.call("AppServiceCertificateOrders_Get", order("predicted"))
            return String(try #require(order["properties"]?["expirationTime"]?.string).prefix(10))
        }
        let before = try await end()
        let reissue = try await sandbox.finding("predicted", "reissuing now")
        #expect(reissue.detail.contains("its end stays \(before)"), "\(reissue)")
        let leaf = try await sandbox.thumbprint("predicted")
        try await sandbox.call("AppServiceCertificateOrders_Reissue", order("predicted"), ["properties": [:]])
        try await eventually("a new leaf") { try await sandbox.thumbprint("predicted") != leaf }
        #expect(try await end() == before)
    }
}
