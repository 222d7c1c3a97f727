import AppServiceCertificates
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of Adopt: what the order says of its renewal, who is wanted, and the step that follows.
@Suite struct AdoptTests {
    let fixture = OrderFixture()

    private func decide(_ renewer: Renewer, autoRenew: Bool, _ run: Run? = nil, status: String = "Issued") throws -> Decision<OrderWrite> {
        let seen = try fixture.seen(status, fixture.before, autoRenew: autoRenew)
        let rules = AdoptRules(input: AdoptInput(order: fixture.order, renewer: renewer))
        return rules.next(seen, run ?? fixture.run(), at: fixture.moment)
    }

    @Test(arguments: [(Renewer.signet, true), (.platform, false)])
    func `an order that says otherwise is changed and counts only once it reads so`(renewer: Renewer, autoRenew: Bool) throws {
        guard case .perform(.setAutoRenew(let isOn, _)) = try decide(renewer, autoRenew: autoRenew) else { return #expect(Bool(false)) }
        #expect(isOn == (renewer == .platform))
        #expect(try decide(renewer, autoRenew: autoRenew, fixture.run((step: "set-auto-renew", secondsAgo: 5))).wait != nil)
        #expect(try decide(renewer, autoRenew: autoRenew, fixture.run((step: "set-auto-renew", secondsAgo: 700))).problem?.kind == .service)
        let done = try decide(renewer, autoRenew: !autoRenew, fixture.run((step: "set-auto-renew", secondsAgo: 5)))
        #expect(done.result?["renewer"]?.string == renewer.rawValue)
    }

    @Test func `an order that does not say it counts as renewed by the platform`() throws {
        var seen = OrderObservation()
        seen.order = try CertificateOrder(json: ["name": "web", "location": "global", "properties": ["status": "Issued"]])
        let rules = AdoptRules(input: AdoptInput(order: fixture.order, renewer: .signet))
        #expect(rules.next(seen, fixture.run(), at: fixture.moment).step == "set-auto-renew")
    }

    @Test func `an order that came to an end is nobody's to renew`() throws {
        #expect(try decide(.signet, autoRenew: true, status: "Revoked").problem?.what.contains("came to an end") == true)
    }

    @Test func `nobody is no renewer`() {
        #expect(throws: (any Error).self) { try AdoptInput(json: ["order": .id(fixture.order), "renewer": "unknown"]) }
    }

    @Test(arguments: [Renewer.unknown, .platform])
    func `renew asks for nothing unless the order is signet's`(renewer: Renewer) throws {
        let input = RenewInput(
            order: fixture.order,
            domain: "contoso.test",
            serialBefore: fixture.before.serial,
            endBefore: fixture.now + 60 * OrderFixture.day,
            acceptsCharge: true,
            rollout: fixture.rollout
        )
        let rules = RenewRules(input: input, rules: RenewalRules(), renewer: renewer)
        for (daysLeft, age) in [(60.0, 140.0), (10, 355)] {
            let seen = try fixture.seen("Issued", fixture.before, daysLeft: daysLeft, age: age)
            let problem = rules.next(seen, fixture.run(), at: fixture.moment).problem
            #expect(problem?.kind == .refused && problem?.nextStep.contains("signet adopt web --renewed-by signet") == true)
        }
    }
}
