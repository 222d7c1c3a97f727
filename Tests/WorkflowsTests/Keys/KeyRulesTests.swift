import AppServiceCertificates
import CertificateMaterial
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of whose key: what is seen and what was wished for, and the step that follows.
@Suite struct KeyRulesTests {
    let fixture: KeyFixture

    init() throws { fixture = try KeyFixture() }

    @Test func `a sealed key is made before anything is asked of the service`() throws {
        let before = try fixture.seen(fixture.old, isExternal: true)
        guard case .perform(.makeKey(let plan)) = fixture.renew(.sealed, before) else { return #expect(Bool(false)) }
        #expect(plan == KeyPlan(record: "web@run", domain: "contoso.test", bits: 2048))
        guard case .perform(.makeKey(let larger)) = fixture.reissue(.sealed, before) else { return #expect(Bool(false)) }
        #expect(larger.bits == 3072)
    }

    @Test func `the request of the key this run sealed is what is sent, and of no other`() throws {
        var before = try fixture.seen(fixture.old, isExternal: true)
        before.sealedKeys = [fixture.key("earlier", of: fixture.old)]
        #expect(fixture.renew(.sealed, before).step == "make-key")
        before.sealedKeys.append(fixture.key("run", of: fixture.new))
        guard case .perform(.renew(let request, _)) = fixture.renew(.sealed, before) else { return #expect(Bool(false)) }
        #expect(request == RenewRequest(csr: "CSR of run", isPrivateKeyExternal: true))
        guard case .perform(.reissue(let again, _)) = fixture.reissue(.sealed, before) else { return #expect(Bool(false)) }
        #expect(again.csr == "CSR of run" && again.isPrivateKeyExternal == true && again.delayExistingRevokeInHours == 100)
    }

    @Test func `a key that was journalled and is gone from custody is made anew and not asked for`() throws {
        let before = try fixture.seen(fixture.old, isExternal: true)
        #expect(fixture.renew(.sealed, before, fixture.order.run((step: "make-key", secondsAgo: 60))).step == "make-key")
    }

    @Test func `a supplied request is sent as it is`() throws {
        guard
            case .perform(.renew(let request, _)) = fixture.renew(
                .supplied(csr: "THEIRS"),
                try fixture.seen(fixture.old, isExternal: false)
            )
        else { return #expect(Bool(false)) }
        #expect(request == RenewRequest(csr: "THEIRS", isPrivateKeyExternal: true))
    }

    @Test(arguments: [(nil, nil), (false, nil), (true, false)] as [(Bool?, Bool?)])
    func `the service is told that the key is its own again only where it was not`(before: Bool?, told: Bool?) throws {
        guard case .perform(.renew(let request, _)) = fixture.renew(.platform, try fixture.seen(fixture.old, isExternal: before))
        else { return #expect(Bool(false)) }
        #expect(request == RenewRequest(isPrivateKeyExternal: told))
    }

    @Test func `a leaf of a sealed key is stored from here, without a link, and looked for before it is stored again`() throws {
        var seen = try fixture.followed()
        #expect(fixture.renew(.sealed, seen).step == "store-secret")
        seen.secret = StoredSecret(id: "https://vault/secrets/web/1", thumbprint: fixture.old.thumbprint)
        guard case .perform(.storeSecret(let place, let thumbprint)) = fixture.renew(.sealed, seen) else { return #expect(Bool(false)) }
        #expect(place.secret == "web" && thumbprint == fixture.new.thumbprint)
        seen.secret = StoredSecret(id: "https://vault/secrets/web/2", thumbprint: fixture.new.thumbprint)
        #expect(fixture.renew(.sealed, seen).step == "import-certificate web")
    }

    @Test func `what somebody else keeps under the secret's name is not written over`() throws {
        var seen = try fixture.followed()
        seen.secret = StoredSecret(id: "https://vault/secrets/web/1", thumbprint: nil, defect: "its content type is 'text/plain'")
        #expect(fixture.renew(.sealed, seen).problem?.why.contains("text/plain") == true)
    }

    @Test func `earlier keys are removed once the new leaf is served everywhere, and not before`() throws {
        var seen = try fixture.served()
        seen.sealedKeys.append(fixture.key("earlier", of: fixture.old))
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: fixture.old.serialNumber, fault: nil)
        #expect(fixture.renew(.sealed, seen).wait != nil)
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: fixture.new.serialNumber, fault: nil)
        guard case .perform(.removeKeys(let records)) = fixture.renew(.sealed, seen) else { return #expect(Bool(false)) }
        #expect(records == ["web@earlier"])
        seen.sealedKeys.removeLast()
        #expect(fixture.renew(.sealed, seen).result?["key"] == "sealed")
    }

    @Test func `no key is removed while the order does not show its certificate`() throws {
        var seen = try fixture.served()
        seen.sealedKeys.append(fixture.key("earlier", of: fixture.old))
        seen.order = try fixture.order.seen("Issued", (fixture.new.serialNumber, fixture.new.thumbprint)).order
        #expect(KeyRules.afterRollout(seen)?.step == nil)
    }

    @Test func `a key made elsewhere is waited for at its hosts, and nothing is stored or bound`() throws {
        var seen = try fixture.seen(fixture.new, isExternal: true, daysLeft: 198)
        let wait = fixture.renew(.supplied(csr: "THEIRS"), seen).wait
        #expect(wait?.on == .person && wait?.reason.contains("signet show web --chain") == true)
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: fixture.new.serialNumber, fault: nil)
        #expect(fixture.renew(.supplied(csr: "THEIRS"), seen).result?["next"] == .null)
        seen.rollout = Rollout(link: nil)
        #expect(fixture.renew(.supplied(csr: "THEIRS"), seen).result?["next"]?.string?.contains("--chain") == true)
    }

    @Test func `a link that still speaks of the key before is waited for when the key is the service's again`() throws {
        var seen = try fixture.seen(fixture.new, isExternal: false, daysLeft: 198)
        seen.link = try OrderCertificate(json: [
            "name": "web", "location": "global", "properties": ["provisioningState": "ExternalPrivateKey"],
        ])
        #expect(fixture.renew(.platform, seen).wait?.reason.contains("ExternalPrivateKey") == true)
    }

    @Test(arguments: [KeyChoice.platform, .sealed, .supplied(csr: "CSR")]) func `the choice survives its journal`(choice: KeyChoice) throws
    {
        #expect(try KeyChoice(json: choice.json) == choice)
    }

    @Test func `what was journalled before there was a choice is the platform's`() throws {
        #expect(try KeyChoice(json: nil) == .platform)
        #expect(throws: JSONFieldError.self) { try KeyChoice(json: ["kind": "borrowed"]) }
    }
}
