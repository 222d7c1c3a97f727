import AppServiceCertificates
import AzureCore
import DNS
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of the domain proof, which Provision, Renew, Reissue and VerifyDomain share.
@Suite struct ProofRulesTests {
    let fixture = OrderFixture()
    private let record = DNSRecord.proof(domain: "contoso.test", token: "token")

    private func decide(_ seen: OrderObservation, _ run: Run? = nil) throws -> Decision<OrderWrite> {
        let order = try #require(seen.order)
        return ProofRules(domain: "contoso.test").next(order, seen, run ?? fixture.run(), at: fixture.moment)
    }

    private func pending(_ proof: Propagation? = nil) throws -> OrderObservation {
        var seen = try fixture.seen("Pendingissuance", fixture.before)
        seen.proof = proof
        seen.proofIsVisible = proof?.isComplete ?? false
        return seen
    }

    private func run(_ entries: (step: String, body: JSONValue, daysAgo: Double)...) -> Run {
        var run = fixture.run()
        for entry in entries {
            run.entries.append(
                JournalEntry(
                    sequence: Int64(run.entries.count + 1),
                    kind: .outcome,
                    step: entry.step,
                    body: entry.body,
                    at: fixture.now - entry.daysAgo * OrderFixture.day
                )
            )
        }
        return run
    }

    private func published(existed: Bool = false, by publisher: String = "emulator") -> JSONValue {
        ["value": "token", "by": .string(publisher), "existed": .bool(existed)]
    }

    private var takenAway: Run {
        run((step: "publish-proof", body: published(), daysAgo: 1), (step: "unpublish-proof", body: ["value": "token"], daysAgo: 1))
    }

    @Test func `CAA records that forbid the authority stop before anything is published, with the record to set`() throws {
        var seen = try pending()
        let walk = CAAWalk(visited: ["contoso.test"], records: [CAARecord(tag: "issue", value: "other.test")])
        seen.authorisation = CAARule.finding(walk, domain: "contoso.test")
        let problem = try #require(try decide(seen).problem)
        #expect(problem.nextStep.contains("contoso.test  CAA  0 issue \"godaddy.com\"") && problem.owner == .domainOwner)
        seen.authorisation = CAARule.finding(CAAWalk(visited: ["contoso.test"], records: []), domain: "contoso.test")
        #expect(try decide(seen).step == "publish-proof")
    }

    @Test func `the check is not asked for while a name server answers without the record`() throws {
        let seen = try pending(Propagation(with: ["ns1.contoso.test"], without: ["ns2.contoso.test"], silent: []))
        let wait = try #require(try decide(seen, run((step: "publish-proof", body: published(), daysAgo: 0))).wait)
        #expect(wait.reason.contains("ns2.contoso.test does not yet") && wait.record == record && wait.on == .domainOwner)
        let all = try pending(Propagation(with: ["ns1.contoso.test", "ns2.contoso.test"], without: [], silent: ["ns3.contoso.test"]))
        #expect(try decide(all, run((step: "publish-proof", body: published(), daysAgo: 0))).step == "verify-domain")
    }

    @Test func `what one publisher was told and does not show is told to the one of now too`() throws {
        var seen = try pending(Propagation(with: [], without: ["ns1.contoso.test"], silent: []))
        let run = run((step: "publish-proof", body: published(by: "hook /h"), daysAgo: 0))
        seen.publisher = "hook /h"
        #expect(try decide(seen, run).wait?.record == record)
        seen.publisher = "emulator"
        #expect(try decide(seen, run).step == "publish-proof")
        seen.publisher = nil
        #expect(try decide(seen, run).wait?.record == record, "a person is shown it all the same")
    }

    @Test func `what somebody answers with already is published as somebody else's`() throws {
        let partly = try pending(Propagation(with: ["ns1.contoso.test"], without: ["ns2.contoso.test"], silent: []))
        guard case .perform(.publishProof(_, existed: true)) = try decide(partly) else { return #expect(Bool(false)) }
        guard case .perform(.publishProof(_, existed: false)) = try decide(try pending()) else { return #expect(Bool(false)) }
    }

    @Test func `a missing proof is waited for without end, with an alarm when the deadline comes near`() throws {
        func wait(_ days: Double) throws -> Wait? {
            let asked: JSONValue = ["at": .string(RFC3339.text(fixture.now - days * OrderFixture.day))]
            return try decide(
                pending(),
                run((step: "renew", body: asked, daysAgo: days), (step: "publish-proof", body: published(by: "person"), daysAgo: days))
            ).wait
        }
        #expect(try wait(20)?.reason.contains("denies") == false)
        let late = try #require(try wait(40))
        #expect(late.reason.contains("unproven for 40 days; the authority denies it on 2027-01-20") && late.on == .domainOwner)
        #expect(try wait(400) != nil)
    }

    @Test func `a new order's two deadlines are both told, from its history where this run did not place it`() throws {
        var seen = try pending()
        seen.order = try CertificateOrder(json: [
            "name": "web", "location": "global", "properties": ["status": "Pendingissuance", "domainVerificationToken": "token"],
        ])
        seen.history = OrderHistory(created: fixture.now - 9 * OrderFixture.day, provenAt: nil)
        let wait = try #require(try decide(seen, run((step: "publish-proof", body: published(), daysAgo: 9))).wait)
        #expect(wait.reason.contains("unproven for 9 days; the authority denies it between 2027-01-21 and 2027-02-20"))
    }

    @Test func `what this run published is taken away once, and nothing that was there before`() {
        let rules = ProofRules(domain: "contoso.test")
        let ours = run((step: "publish-proof", body: published(), daysAgo: 0))
        #expect(rules.cleanUp(ours) == .unpublishProof(record, by: "emulator"))
        #expect(rules.cleanUp(takenAway) == nil)
        #expect(rules.cleanUp(run((step: "publish-proof", body: published(existed: true), daysAgo: 0))) == nil)
        #expect(rules.cleanUp(fixture.run()) == nil)
    }

    @Test func `a proof that was taken away is published again when it is needed again`() throws {
        #expect(try decide(pending(), takenAway).step == "publish-proof")
    }

    @Test func `a person is told that the record may go, others take it away`() {
        #expect(OrderWrite.unpublishProof(record, by: "person").title.contains("yours to remove"))
        #expect(OrderWrite.unpublishProof(record, by: "hook /h").title.contains("take away"))
    }

    @Test func `an issued leaf is cleaned up after before it is brought anywhere`() throws {
        let run = run((step: "publish-proof", body: published(), daysAgo: 0))
        let input = RenewInput(
            order: fixture.order,
            domain: "contoso.test",
            serialBefore: fixture.before.serial,
            endBefore: fixture.now,
            acceptsCharge: false,
            rollout: fixture.rollout
        )
        let decision = RenewRules(input: input, rules: RenewalRules()).next(try fixture.followed(.stored), run, at: fixture.moment)
        #expect(decision.step == "unpublish-proof")
    }
}
