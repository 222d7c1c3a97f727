import AppServiceCertificates
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of Renew: what is seen and what was journalled, and the step that follows.
@Suite struct RenewTests {
    let fixture = OrderFixture()

    private func decide(_ seen: OrderObservation, _ run: Run? = nil, acceptsCharge: Bool = false) -> Decision<OrderWrite> {
        let input = RenewInput(
            order: fixture.order,
            domain: "contoso.test",
            serialBefore: fixture.before.serial,
            endBefore: fixture.now + 60 * OrderFixture.day,
            acceptsCharge: acceptsCharge,
            rollout: fixture.rollout
        )
        return RenewRules(input: input, rules: RenewalRules()).next(seen, run ?? fixture.run(), at: fixture.moment)
    }

    @Test func `a leaf that can be followed for free is renewed`() throws {
        #expect(decide(try fixture.seen("Issued", fixture.before)).step == "renew")
    }

    @Test func `the next term is bought only with the charge accepted`() throws {
        let seen = try fixture.seen("Issued", fixture.before, daysLeft: 20, age: 345)
        let refused = decide(seen).problem
        #expect(refused?.kind == .refused && refused?.nextStep.contains("--accept-charge") == true)
        #expect(decide(seen, acceptsCharge: true).step == "renew")
    }

    @Test func `a renewal that gains nothing is not asked for`() throws {
        let seen = try fixture.seen("Issued", fixture.before, daysLeft: 60, age: 305)
        #expect(decide(seen).problem?.why.contains("would end when the present one does") == true)
    }

    @Test func `an order the platform renews is left to it`() throws {
        #expect(decide(try fixture.seen("Issued", fixture.before, autoRenew: true)).problem?.why.contains("autoRenew is on") == true)
    }

    @Test func `an accepted renewal is waited for, and after a day of silence told`() throws {
        let seen = try fixture.seen("Issued", fixture.before)
        #expect(decide(seen, fixture.run((step: "renew", secondsAgo: 60))).wait != nil)
        let silent = decide(seen, fixture.run((step: "renew", secondsAgo: 86_401))).problem
        #expect(silent?.owner == .service)
    }

    @Test(arguments: ["Pendingissuance", "PendingRekey"])
    func `an order that is being issued already is proven and never asked again, whoever asked`(status: String) throws {
        var seen = try fixture.seen(status, fixture.before, provenDaysAgo: 199)
        #expect(decide(seen).step == "publish-proof")
        seen.proofIsVisible = true
        #expect(decide(seen).step == "verify-domain")
    }

    @Test func `where the proof still serves nobody is asked for one until a quarter of an hour has passed`() throws {
        let seen = try fixture.seen("Pendingissuance", fixture.before)
        let asked = decide(seen, fixture.run((step: "renew", secondsAgo: 800)))
        #expect(asked.wait?.on == .service && asked.wait?.reason.contains("still serves") == true)
        #expect(decide(seen, fixture.run((step: "renew", secondsAgo: 901))).step == "publish-proof")
        let begun = fixture.run((step: "renew", secondsAgo: 800), (step: "publish-proof", secondsAgo: 700))
        #expect(decide(seen, begun).step == "publish-proof", "one that was begun is gone on with")
    }

    @Test func `in place of an expired order the next one is named, with the same vault and hosts`() throws {
        let problem = decide(try fixture.seen("Expired", fixture.before)).problem
        #expect(problem?.why.contains("an ended one cannot be renewed") == true)
        for word in ["signet order web-2", "--key-vault vault", "--site site", "--hostname contoso.test"] {
            #expect(problem?.nextStep.contains(word) == true, "\(word)")
        }
    }

    @Test(arguments: ["Denied", "Canceled", "Revoked", "Pendingrevocation"])
    func `an order that ended stops the run with a next step`(status: String) throws {
        let problem = decide(try fixture.seen(status, fixture.before)).problem
        #expect(problem?.why.contains(status) == true && problem?.nextStep.isEmpty == false)
    }

    @Test func `an order that is gone stops the run`() {
        #expect(decide(OrderObservation()).problem?.what.contains("is gone") == true)
    }

    @Test func `the new leaf goes to the vault, the web certificate, the binding and the wire, in that order`() throws {
        #expect(decide(try fixture.followed(.issued)).wait?.reason.contains("does not hold the issued certificate") == true)
        #expect(decide(try fixture.followed(.stored)).step == "import-certificate web")
        #expect(decide(try fixture.followed(.imported)).step == "bind contoso.test")
        #expect(decide(try fixture.followed(.bound)).wait?.reason.contains("still serves 0A") == true)
        let result = decide(try fixture.followed(.served), fixture.run((step: "renew", secondsAgo: 60))).result
        #expect(result?["serialNumber"] == "0B" && result?["serialBefore"] == "0A")
        #expect(result?["renewedBySignet"] == true)
    }

    @Test func `a leaf the platform issued meanwhile is rolled out and nothing is renewed`() throws {
        let result = decide(try fixture.followed(.served)).result
        #expect(result?["renewedBySignet"] == false)
    }

    @Test func `a new leaf that ends no later than the one before is told`() throws {
        let seen = try fixture.seen("Issued", fixture.after, daysLeft: 60)
        #expect(decide(seen).problem?.what.contains("ends no later") == true)
    }

    @Test func `the input survives its journal`() throws {
        let input = RenewInput(
            order: fixture.order,
            domain: "contoso.test",
            serialBefore: "0A",
            endBefore: fixture.now,
            acceptsCharge: true,
            rollout: fixture.rollout
        )
        #expect(try RenewInput(json: input.json) == input)
    }
}
