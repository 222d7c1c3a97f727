import AppServiceCertificates
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of Reissue: what is seen and what was journalled, and the step that follows.
@Suite struct ReissueTests {
    let fixture = OrderFixture()

    private var input: ReissueInput {
        ReissueInput(
            order: fixture.order,
            domain: "contoso.test",
            serialBefore: fixture.before.serial,
            keySize: 2048,
            overlapHours: ReissueInput.longestOverlap,
            rollout: fixture.rollout
        )
    }

    private func decide(_ seen: OrderObservation, _ run: Run? = nil) -> Decision<OrderWrite> {
        ReissueRules(input: input, rules: RenewalRules()).next(seen, run ?? fixture.run(), at: fixture.moment)
    }

    @Test func `an issued order with a young proof is reissued with the longest overlap`() throws {
        let decision = decide(try fixture.seen("Issued", fixture.before))
        guard case .perform(.reissue(let request, let before)) = decision else { return #expect(Bool(false), "\(decision)") }
        #expect(request.delayExistingRevokeInHours == 168)
        #expect(before?.serialNumber == "0A")
    }

    @Test func `a proof that is about to be too old is made young first`() throws {
        var seen = try fixture.seen("Issued", fixture.before, provenDaysAgo: 190)
        #expect(decide(seen).step == "publish-proof")
        seen.proofIsVisible = true
        #expect(decide(seen).step == "verify-domain")
        #expect(decide(seen, fixture.run((step: "verify-domain", secondsAgo: 30))).wait != nil)
    }

    @Test func `a proof the service does not take beforehand is left to the pending order`() throws {
        var seen = try fixture.seen("Issued", fixture.before, provenDaysAgo: 190)
        seen.proofIsVisible = true
        #expect(decide(seen, fixture.run((step: "verify-domain", secondsAgo: 601))).step == "reissue")
    }

    @Test func `an accepted reissue is waited for and never asked again`() throws {
        #expect(decide(try fixture.seen("Issued", fixture.before), fixture.run((step: "reissue", secondsAgo: 60))).wait != nil)
        let run = fixture.run((step: "reissue", secondsAgo: 60))
        #expect(decide(try fixture.seen("PendingRekey", fixture.before), run).wait?.reason.contains("still serves") == true)
        #expect(decide(try fixture.seen("PendingRekey", fixture.before, provenDaysAgo: 199), run).step == "publish-proof")
    }

    @Test func `the new leaf is brought everywhere before the run ends`() throws {
        #expect(decide(try fixture.followed(.stored)).step == "import-certificate web")
        #expect(decide(try fixture.followed(.imported)).step == "bind contoso.test")
        #expect(decide(try fixture.followed(.served)).result?["serialNumber"] == "0B")
    }

    @Test func `half of the overlap gone with a host on the old leaf is an alarm for a person`() throws {
        let late = decide(try fixture.followed(.bound)).wait
        #expect(late?.on == .person)
        #expect(late?.reason.contains("half of the 168 hours") == true)
    }

    @Test func `the input survives its journal`() throws {
        #expect(try ReissueInput(json: input.json) == input)
    }
}
