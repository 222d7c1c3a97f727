import AppServiceCertificates
import AzureCore
import DNS
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of VerifyDomain: a proof for an order that waits for it, or a younger one for an order that has its certificate.
@Suite struct VerifyDomainTests {
    let fixture = OrderFixture()

    private func decide(_ seen: OrderObservation, _ run: Run? = nil, provenDaysAgo: Double? = 190, proofs: Int? = nil)
        -> Decision<OrderWrite>
    {
        let before = provenDaysAgo.map { fixture.now - $0 * OrderFixture.day }
        let input = VerifyDomainInput(order: fixture.order, domain: "contoso.test", provenBefore: before, proofsBefore: proofs)
        return VerifyDomainRules(input: input).next(seen, run ?? fixture.run(), at: fixture.moment)
    }

    @Test func `an issued order with an old proof is published for and checked`() throws {
        var seen = try fixture.seen("Issued", fixture.before, provenDaysAgo: 190)
        #expect(decide(seen).step == "publish-proof")
        seen.proofIsVisible = true
        #expect(decide(seen).step == "verify-domain")
        #expect(decide(seen, fixture.run((step: "verify-domain", secondsAgo: 60))).wait != nil)
    }

    @Test func `a younger proof ends the run, and a service that takes none ends it with what comes of that`() throws {
        let young = try fixture.seen("Issued", fixture.before, provenDaysAgo: 0)
        #expect(decide(young, fixture.run((step: "verify-domain", secondsAgo: 60))).result?["status"] == "Issued")
        let old = try fixture.seen("Issued", fixture.before, provenDaysAgo: 190)
        let problem = decide(old, fixture.run((step: "verify-domain", secondsAgo: 3700), (step: "verify-domain", secondsAgo: 60))).problem
        #expect(problem?.nextStep.contains("the next renewal proves the domain") == true)
    }

    @Test func `a second proof within the second of the first is one more, and a fraction of it makes no younger one`() throws {
        let asked = fixture.run((step: "verify-domain", secondsAgo: 1))
        var seen = try fixture.seen("Issued", fixture.before, provenDaysAgo: 0)
        seen.proofIsVisible = true
        seen.history = OrderHistory(created: nil, provenAt: fixture.now, proofs: 2)
        #expect(decide(seen, asked, provenDaysAgo: 0, proofs: 1).result != nil)
        #expect(decide(seen, asked, provenDaysAgo: 0, proofs: 2).wait != nil)
        seen.history = OrderHistory(created: nil, provenAt: fixture.now + 0.4, proofs: 2)
        #expect(decide(seen, asked, provenDaysAgo: 0, proofs: 2).wait != nil)
        #expect(decide(seen, asked, provenDaysAgo: 0).wait != nil)
    }

    @Test func `what a run was begun with is read again, also by one that did not count proofs yet`() throws {
        let input = VerifyDomainInput(order: fixture.order, domain: "contoso.test", provenBefore: fixture.now, proofsBefore: 3)
        #expect(try VerifyDomainInput(json: input.json) == input)
        var members = try #require(input.json.object)
        members["proofsBefore"] = nil
        let older = try VerifyDomainInput(json: .object(members))
        #expect(older.proofsBefore == nil && older.provenBefore == fixture.now)
    }

    @Test func `an order that was pending is done once it is issued`() throws {
        let seen = try fixture.seen("Issued", fixture.after, provenDaysAgo: 190)
        #expect(decide(seen, fixture.run((step: "verify-domain", secondsAgo: 60)), provenDaysAgo: nil).result != nil)
    }

    @Test func `the record is taken away before the run ends`() throws {
        var run = fixture.run((step: "verify-domain", secondsAgo: 60))
        let body: JSONValue = ["value": "token", "by": "emulator", "existed": false]
        run.entries.append(JournalEntry(sequence: 9, kind: .outcome, step: "publish-proof", body: body, at: fixture.now))
        #expect(decide(try fixture.seen("Issued", fixture.before, provenDaysAgo: 0), run).step == "unpublish-proof")
    }
}
