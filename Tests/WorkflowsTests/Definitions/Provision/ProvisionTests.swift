import AppServiceCertificates
import AzureCore
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table: what is seen and what was journalled, and the step that follows.
@Suite struct ProvisionTests {
    let fixture = ProvisionFixture()

    @Test func `nothing there yet means the purchase`() throws {
        #expect(fixture.step(OrderObservation()) == "place-order")
    }

    @Test func `an order that was journalled and does not show is waited for and then given up, never bought again`() throws {
        let run = fixture.run(.outcome("place-order", secondsAgo: 5))
        #expect(fixture.wait(OrderObservation(), run)?.contains("does not show yet") == true)
        let later = fixture.run(.outcome("place-order", secondsAgo: 40))
        #expect(fixture.problem(OrderObservation(), later)?.what.contains("is gone") == true)
    }

    @Test(arguments: [nil, "NotSubmitted", "Unused"])
    func `an order that is still being placed is waited for`(status: String?) throws {
        #expect(fixture.wait(try fixture.seen(status: status, token: nil)) != nil)
    }

    @Test func `a provisioning state that ended well says nothing about issuance`() throws {
        let seen = try fixture.seen(status: "Pendingissuance", token: nil, provisioningState: "Succeeded")
        #expect(fixture.wait(seen) != nil)
    }

    @Test func `a failed purchase stops with what to do`() throws {
        let seen = try fixture.seen(status: "NotSubmitted", token: nil, provisioningState: "Failed")
        #expect(fixture.problem(seen)?.why.contains("Failed") == true)
    }

    @Test func `a token is published once and then waited for as the domain owner's`() throws {
        let seen = try fixture.seen(status: "Pendingissuance")
        #expect(fixture.step(seen) == "publish-proof")
        let run = fixture.run(.outcome("publish-proof", body: ["value": "token1"]))
        guard case .wait(let wait) = fixture.decide(seen, run) else { return #expect(Bool(false)) }
        #expect(wait.on == .domainOwner)
        #expect(wait.reason.contains("contoso.test  TXT  \"token1\""))
    }

    @Test func `a new token is published although an older one was`() throws {
        let run = fixture.run(.outcome("publish-proof", body: ["value": "older"]))
        #expect(fixture.step(try fixture.seen(status: "Pendingissuance"), run) == "publish-proof")
    }

    @Test func `a visible proof is checked, and asked for again only after a while`() throws {
        var seen = try fixture.seen(status: "Pendingissuance")
        seen.proofIsVisible = true
        #expect(fixture.step(seen) == "verify-domain")
        #expect(fixture.wait(seen, fixture.run(.outcome("verify-domain", secondsAgo: 10)))?.contains("is checking") == true)
        #expect(fixture.step(seen, fixture.run(.outcome("verify-domain", secondsAgo: 130))) == "verify-domain")
    }

    @Test(arguments: ["Denied", "Canceled", "Revoked", "Expired", "Pendingrevocation", "SomethingNew"])
    func `an order that ended stops the run with a next step`(status: String) throws {
        let problem = fixture.problem(try fixture.seen(status: status))
        #expect(problem?.why.contains(status) == true)
        #expect(problem?.nextStep.isEmpty == false)
    }

    @Test func `an order of that name for another domain or product is left alone`() throws {
        let domain = try fixture.seen(status: "Issued", domain: "other.test")
        #expect(fixture.problem(domain)?.kind == .input)
        let product = try fixture.seen(status: "Issued", product: "StandardDomainValidatedWildCardSsl")
        #expect(fixture.problem(product)?.kind == .input)
    }

    @Test func `an issued order is linked, and each state of the link has its meaning`() throws {
        var seen = try fixture.seen(status: "Issued")
        #expect(fixture.step(seen) == "link-vault")
        for waiting in ["Initialized", "WaitingOnCertificateOrder", "Unknown"] {
            seen.link = try fixture.link(waiting)
            #expect(fixture.wait(seen)?.contains(waiting) == true)
        }
        for failed in [
            "CertificateOrderFailed", "OperationNotPermittedOnKeyVault", "AzureServiceUnauthorizedToAccessKeyVault", "KeyVaultDoesNotExist",
            "KeyVaultSecretDoesNotExist", "UnknownError", "ExternalPrivateKey", "InventedTomorrow",
        ] {
            seen.link = try fixture.link(failed)
            #expect(fixture.problem(seen)?.why.contains(failed) == true, "\(failed)")
        }
    }

    @Test func `a link that still waits an hour after the last step stops with the step that is pending, instead of hanging`() throws {
        var seen = try fixture.seen(status: "Issued")
        for word in ["Initialized", "WaitingOnCertificateOrder"] {
            seen.link = try fixture.link(word)
            #expect(fixture.wait(seen, fixture.run(.outcome("link-vault", secondsAgo: 3500)))?.contains(word) == true)
            let problem = fixture.problem(seen, fixture.run(.outcome("link-vault", secondsAgo: 3700)))
            #expect(problem?.why == "Key Vault link: \(word)")
            #expect(problem?.nextStep.contains("signet api AppServiceCertificateOrders_DeleteCertificate") == true)
        }
    }

    @Test func `a host the certificate does not name stops before it is bound, with the way to one that does`() throws {
        var seen = try fixture.imported()
        seen.webCertificates[fixture.webCertificateID] = try WebCertificate(json: [
            "name": "web", "location": "here",
            "properties": ["thumbprint": .string(fixture.thumbprint), "hostNames": ["contoso.test"]],
        ])
        let problem = fixture.problem(seen)
        #expect(problem?.what == "The certificate of web does not name www.contoso.test.")
        #expect(problem?.nextStep.contains("contoso.test  TXT  \"token1\"") == true)
        #expect(problem?.nextStep.contains("signet reissue web") == true)
    }

    @Test func `a link to another vault is not changed behind anybody's back`() throws {
        var seen = try fixture.seen(status: "Issued")
        seen.link = try fixture.link("Succeeded", vault: "elsewhere")
        #expect(fixture.problem(seen)?.nextStep.contains("--key-vault elsewhere") == true)
    }

    @Test func `the stored certificate has to be the issued one before it is imported`() throws {
        var seen = try fixture.stored()
        seen.secret = nil
        #expect(fixture.wait(seen)?.contains("not in") == true)
        seen.secret = StoredSecret(id: "s", thumbprint: "0000")
        #expect(fixture.wait(seen)?.contains("does not hold the issued certificate") == true)
        seen.secret = StoredSecret(id: "s", thumbprint: nil, defect: "its content type is 'text/plain'")
        #expect(fixture.problem(seen)?.why.contains("text/plain") == true)
        seen.secret = StoredSecret(id: "s", thumbprint: fixture.thumbprint.lowercased())
        #expect(fixture.step(seen) == "import-certificate web")
    }

    @Test func `an import that brought an older leaf is repeated after a while`() throws {
        var seen = try fixture.stored()
        seen.webCertificates[fixture.webCertificateID] = try fixture.webCertificate("0000")
        #expect(fixture.wait(seen, fixture.run(.outcome("import-certificate web", secondsAgo: 5))) != nil)
        #expect(fixture.step(seen, fixture.run(.outcome("import-certificate web", secondsAgo: 31))) == "import-certificate web")
    }

    @Test func `host records come before bindings, and every host is bound`() throws {
        var seen = try fixture.imported()
        let record = DNSRecord(.txt, name: "asuid.contoso.test", value: "id", purpose: "proves it")
        seen.missingRecords = [record]
        #expect(fixture.step(seen) == "publish TXT asuid.contoso.test")
        #expect(fixture.wait(seen, fixture.run(.outcome("publish TXT asuid.contoso.test", body: ["value": "id"]))) != nil)
        seen.missingRecords = []
        #expect(fixture.step(seen) == "bind contoso.test")
        seen.bindings["contoso.test"] = HostNameBinding(siteName: "site", sslState: .sniEnabled, thumbprint: fixture.thumbprint)
        seen.bindings["www.contoso.test"] = HostNameBinding(siteName: "site", sslState: .disabled, thumbprint: fixture.thumbprint)
        #expect(fixture.step(seen) == "bind www.contoso.test")
    }

    @Test func `issued is not served: only a trusted handshake with the new serial on every host ends the run`() throws {
        var seen = try fixture.bound()
        #expect(fixture.wait(seen)?.contains("has not been asked") == true)
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: "AB", fault: nil)
        #expect(fixture.wait(seen)?.contains("still serves AB") == true)
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: fixture.serial, fault: "unknown root")
        #expect(fixture.wait(seen)?.contains("unknown root") == true)
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: fixture.serial, fault: nil)
        #expect(fixture.wait(seen)?.contains("www.contoso.test") == true)
        seen.served["www.contoso.test"] = Served(hostName: "www.contoso.test", serialNumber: fixture.serial.lowercased(), fault: nil)
        guard case .finish(let result) = fixture.decide(seen) else { return #expect(Bool(false)) }
        #expect(result["served"]?.array?.count == 2)
        #expect(result["keyVaultSecretId"]?.string == "https://vault/secrets/web/1")
    }

    @Test func `without a site the run ends when the vault holds the certificate`() throws {
        let fixture = ProvisionFixture(hostNames: [])
        guard case .finish(let result) = fixture.decide(try fixture.stored()) else { return #expect(Bool(false)) }
        #expect(result["served"]?.array == [])
    }

    @Test func `the input survives its journal`() throws {
        #expect(try ProvisionInput(json: fixture.input.json) == fixture.input)
    }

    @Test func `what is bought is renewed by Signet and digested without its casing`() {
        let body = fixture.input.purchase().requestBody()
        #expect(body["properties"]?["autoRenew"]?.bool == false)
        #expect(body["properties"]?["distinguishedName"]?.string == "CN=contoso.test")
        #expect(OrderWrite.placeOrder(fixture.input.purchase()).intent["requestDigest"]?.string?.hasPrefix("sha256:") == true)
    }
}

/// One order and everything that may be seen of it.
struct ProvisionFixture {
    let serial = "1A2B3C"
    let thumbprint = "ABCDEF0123456789ABCDEF0123456789ABCDEF01"
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let input: ProvisionInput

    private static let group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/group/providers"

    private static func id(_ rest: String) -> ResourceID {
        ResourceID("\(group)/\(rest)") ?? .subscription("unreadable")
    }

    private func id(_ rest: String) -> ResourceID { Self.id(rest) }

    init(hostNames: [String] = ["contoso.test", "www.contoso.test"]) {
        let id = Self.id
        input = ProvisionInput(
            order: id("Microsoft.CertificateRegistration/certificateOrders/web"),
            domain: "contoso.test",
            product: .standard,
            keySize: 2048,
            vault: id("Microsoft.KeyVault/vaults/vault"),
            secretName: "web",
            site: hostNames.isEmpty ? nil : id("Microsoft.Web/sites/site"),
            hostNames: hostNames
        )
    }

    var webCertificateID: ResourceID { id("Microsoft.Web/certificates/web") }

    private var rollout: Rollout {
        let link = input.vault.map { VaultPlace(link: "web", vault: $0, secret: "web") }
        guard let site = input.site else { return Rollout(link: link) }
        let place = ImportPlace(certificate: webCertificateID, plan: id("Microsoft.Web/serverfarms/plan"), location: "here")
        return Rollout(link: link, imports: [place], hosts: input.hostNames.map { HostPlace(site: site, hostName: $0) })
    }

    func seen(
        status: String?,
        token: String? = "token1",
        provisioningState: String = "InProgress",
        domain: String = "contoso.test",
        product: String = "StandardDomainValidatedSsl"
    ) throws -> OrderObservation {
        var properties: JSONObject = [
            "distinguishedName": .string("CN=\(domain)"), "productType": .string(product), "provisioningState": .string(provisioningState),
            "serialNumber": .string(serial), "signedCertificate": ["thumbprint": .string(thumbprint)],
        ]
        properties["status"] = status.map(JSONValue.string)
        properties["domainVerificationToken"] = token.map(JSONValue.string)
        var seen = OrderObservation()
        seen.rollout = rollout
        seen.order = try CertificateOrder(json: ["name": "web", "location": "global", "properties": .object(properties)])
        return seen
    }

    func link(_ state: String, vault: String = "vault") throws -> OrderCertificate {
        try OrderCertificate(json: [
            "name": "web", "location": "global",
            "properties": [
                "keyVaultId": .string("\(Self.group)/microsoft.keyvault/vaults/\(vault)"), "keyVaultSecretName": "WEB",
                "provisioningState": .string(state),
            ],
        ])
    }

    func webCertificate(_ thumbprint: String) throws -> WebCertificate {
        try WebCertificate(json: ["name": "web", "location": "here", "properties": ["thumbprint": .string(thumbprint)]])
    }

    func stored() throws -> OrderObservation {
        var seen = try seen(status: "Issued")
        seen.link = try link("Succeeded")
        seen.secret = StoredSecret(id: "https://vault/secrets/web/1", thumbprint: thumbprint)
        return seen
    }

    func imported() throws -> OrderObservation {
        var seen = try stored()
        seen.webCertificates[webCertificateID] = try webCertificate(thumbprint.lowercased())
        return seen
    }

    func bound() throws -> OrderObservation {
        var seen = try imported()
        for host in input.hostNames {
            seen.bindings[host] = HostNameBinding(siteName: "site", sslState: .sniEnabled, thumbprint: thumbprint)
        }
        return seen
    }

    struct Line {
        let kind: JournalEntry.Kind
        let step: String
        let body: JSONValue
        let secondsAgo: Double

        static func outcome(_ step: String, body: JSONValue = [:], secondsAgo: Double = 1) -> Line {
            Line(kind: .outcome, step: step, body: body, secondsAgo: secondsAgo)
        }
    }

    func run(_ lines: Line...) -> Run {
        var entries = [JournalEntry(sequence: 1, kind: .started, step: "", body: input.json, at: now - 1000)]
        for (index, line) in lines.enumerated() {
            let sequence = Int64(index + 2)
            entries.append(JournalEntry(sequence: sequence, kind: line.kind, step: line.step, body: line.body, at: now - line.secondsAgo))
        }
        return Run(
            id: "run",
            workflow: Provision.name,
            version: 1,
            subject: input.subject,
            input: input.json,
            state: .active,
            entries: entries,
            created: now - 1000,
            updated: now
        )
    }

    func decide(_ seen: OrderObservation, _ run: Run? = nil) -> Decision<OrderWrite> {
        ProvisionRules(input: input).next(seen, run ?? self.run(), at: Moment(profile: now, wall: now))
    }

    func step(_ seen: OrderObservation, _ run: Run? = nil) -> String? {
        if case .perform(let step) = decide(seen, run) { step.name } else { nil }
    }

    func wait(_ seen: OrderObservation, _ run: Run? = nil) -> String? {
        if case .wait(let wait) = decide(seen, run) { wait.reason } else { nil }
    }

    func problem(_ seen: OrderObservation, _ run: Run? = nil) -> Problem? {
        if case .stop(let problem) = decide(seen, run) { problem } else { nil }
    }
}
