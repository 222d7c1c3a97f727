import AppServiceCertificates
import FoundationEssentials
import JSON
import Testing

@testable import Workflows

@Suite struct TermFindingsTests {
    let fixture = SightFixture()

    private func sight(daysLeft: Double, placedDaysAgo: Double, _ more: [String: JSONValue?] = [:]) throws -> OrderSight {
        let end = fixture.day(daysLeft), start = fixture.day(daysLeft - 198)
        let properties: [String: JSONValue?] = [
            "expirationTime": .string(RFC3339.text(end)), "lastCertificateIssuanceTime": .string(RFC3339.text(start)),
            "signedCertificate": ["thumbprint": .string(SightFixture.leaf), "notBefore": .string(RFC3339.text(start))],
        ]
        var sight = try fixture.sight("Issued", properties.merging(more) { $1 })
        sight.history = [try fixture.action("CertificateOrderCreated", -placedDaysAgo)]
        return sight
    }

    private func text(_ what: String, _ sight: OrderSight) -> String {
        OrderFindings(sight).term.about(what).map { "\($0.level) \($0.detail) \($0.fix)" }.joined(separator: "\n")
    }

    @Test func `a leaf that ends before the paid term is told with the further ones that are free`() throws {
        let short = text("paid term", try sight(daysLeft: 100, placedDaysAgo: 98))
        #expect(short.contains("further certificates until then are free"))
        #expect(short.contains("estimated from the day it was placed"))
        #expect(!text("paid term", try sight(daysLeft: 30, placedDaysAgo: 335)).contains("further"))
    }

    @Test func `a renewal that would not move the end says so instead of being clicked again and again`() throws {
        let text = text("renewing now", try sight(daysLeft: 198, placedDaysAgo: 0))
        #expect(text.contains("would be free and change nothing but the key"))
    }

    @Test func `a renewal that is free and moves the end, and one that buys, are told apart`() throws {
        #expect(text("renewing now", try sight(daysLeft: 120, placedDaysAgo: 78)).contains("is free, and would move the end"))
        let charged = try sight(daysLeft: 20, placedDaysAgo: 345)
        #expect(text("renewing now", charged).contains("it buys the next term"))
        #expect(text("renewing now", charged).contains("signet renew web --resource-group group"), "due, and the way to do it")
    }

    @Test func `what the platform renews is not asked of anybody`() throws {
        let sight = try sight(daysLeft: 20, placedDaysAgo: 345, ["autoRenew": true])
        #expect(OrderFindings(sight).term.about("renewing now").first?.level == .passed)
    }

    @Test func `a reissue keeps the end`() throws {
        let sight = try sight(daysLeft: 60, placedDaysAgo: 138)
        #expect(text("reissuing now", sight).contains("its end stays \(OrderFindings.day(fixture.day(60)))"))
    }

    @Test func `reasons of the service not to renew are passed on in its words`() throws {
        let early = try sight(
            daysLeft: 150,
            placedDaysAgo: 48,
            ["appServiceCertificateNotRenewableReasons": ["ExpirationNotInRenewalTimeRange"]]
        )
        #expect(text("renewing now", early).contains("is refused: ExpirationNotInRenewalTimeRange"))
        let inactive = try sight(daysLeft: 20, placedDaysAgo: 345, ["appServiceCertificateNotRenewableReasons": ["SubscriptionNotActive"]])
        #expect(text("renewing now", inactive).contains("Reactivate the subscription"))
    }

    @Test func `the day the platform renews is shown, and an early one is a warning with how to turn it off`() throws {
        let usual = try sight(
            daysLeft: 50,
            placedDaysAgo: 315,
            ["autoRenew": true, "nextAutoRenewalTimeStamp": .string(RFC3339.text(fixture.day(18)))]
        )
        #expect(text("renewal by the platform", usual).hasPrefix("passed the service renews by itself on"))
        let early = try sight(
            daysLeft: 70,
            placedDaysAgo: 295,
            ["autoRenew": true, "nextAutoRenewalTimeStamp": .string(RFC3339.text(fixture.day(10)))]
        )
        let warning = text("renewal by the platform", early)
        #expect(warning.hasPrefix("warning") && warning.contains("60 days before the certificate ends"))
        #expect(warning.contains("signet adopt web --resource-group group --renewed-by signet"))
    }

    @Test func `an order that is not issued costs nothing, and a wrong name on it can be taken back`() throws {
        let text = text("charge", try fixture.pending())
        #expect(text.contains("contoso.test is not the name you meant") && text.contains("signet retire web --resource-group group"))
        #expect(OrderFindings(try fixture.sight()).term.about("charge").isEmpty)
    }

    @Test(arguments: ["Denied", "Expired", "Canceled", "Revoked"]) func `an order that is over says what to do instead`(status: String)
        throws
    {
        let finding = try #require(OrderFindings(try fixture.sight(status)).status.first)
        #expect(finding.level == .blocking && finding.detail.contains(status))
        #expect(finding.fix.contains(status == "Denied" ? "signet retire web --resource-group group" : "signet order NEW-NAME"))
    }

    @Test func `a suspicion of fraud is told until it is cleared`() throws {
        var sight = try fixture.pending()
        sight.history = [try fixture.action("FraudDetected", -1)]
        #expect(OrderFindings(sight).status.first?.what == "fraud review")
        sight.history?.append(try fixture.action("FraudCleared", -0.5))
        #expect(OrderFindings(sight).status.isEmpty)
    }
}
