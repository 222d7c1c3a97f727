import AppServiceCertificates
import FoundationEssentials
import JSON
import Testing

@testable import Workflows

@Suite struct RenewalRulesTests {
    let fixture = SightFixture()
    let rules = RenewalRules()

    private func order(daysLeft: Double, _ more: [String: JSONValue?] = [:]) throws -> CertificateOrder {
        try fixture.order("Issued", ["expirationTime": .string(RFC3339.text(fixture.day(daysLeft)))].merging(more) { $1 })
    }

    private func days(_ date: Date) -> Double { (date.timeIntervalSince(fixture.now) / 86_400).rounded() }

    @Test func `the end of the paid term comes from the platform's day, else from the day of the order in whole terms`() throws {
        let platform = try order(daysLeft: 100, ["nextAutoRenewalTimeStamp": .string(RFC3339.text(fixture.day(235)))])
        #expect(rules.paidTerm(platform, created: nil).map { days($0.end) } == 267)
        #expect(rules.paidTerm(platform, created: nil)?.source == "nextAutoRenewalTimeStamp")
        let placed = rules.paidTerm(try order(daysLeft: 100), created: fixture.day(-98))
        #expect(placed.map { days($0.end) } == 267)
        let renewedOnce = rules.paidTerm(try order(daysLeft: 100), created: fixture.day(-400))
        #expect(renewedOnce.map { days($0.end) } == 330)
        #expect(rules.paidTerm(try order(daysLeft: 100), created: nil) == nil, "nothing is claimed without a source")
    }

    @Test func `a day of the platform that lies before the leaf's end is no source`() throws {
        let order = try order(daysLeft: 100, ["nextAutoRenewalTimeStamp": .string(RFC3339.text(fixture.day(10)))])
        #expect(rules.paidTerm(order, created: fixture.day(-98))?.source == "the day it was placed")
    }

    @Test func `renewing is free while more than the charged days are paid for, and moves the end to cap or term`() throws {
        let free = rules.renewal(of: try order(daysLeft: 20), created: fixture.day(-178), at: fixture.now)
        guard case .free(let end, true) = free else { return #expect(Bool(false), "\(free)") }
        #expect(days(end) == 187, "the term's end, before the cap of 198 days")
        let same = rules.renewal(of: try order(daysLeft: 187), created: fixture.day(-178), at: fixture.now)
        guard case .free(_, false) = same else { return #expect(Bool(false), "\(same)") }
    }

    @Test func `renewing in the last days of the term is charged, and how many those are can be set`() throws {
        let order = try order(daysLeft: 40)
        let free = rules.renewal(of: order, created: fixture.day(-325), at: fixture.now)
        guard case .free = free else { return #expect(Bool(false), "\(free)") }
        var older = rules
        older.chargedDays = 60
        let charged = older.renewal(of: order, created: fixture.day(-325), at: fixture.now)
        guard case .charged(let end) = charged else { return #expect(Bool(false), "\(charged)") }
        #expect(days(end) == 198)
    }

    @Test func `the service's reasons decide before any arithmetic`() throws {
        let order = try order(daysLeft: 20, ["appServiceCertificateNotRenewableReasons": ["SubscriptionNotActive"]])
        #expect(rules.renewal(of: order, created: nil, at: fixture.now) == .impossible([.subscriptionNotActive]))
    }

    @Test func `renewing is due by the share of life that is left, whatever the length of a life`() throws {
        func isDue(_ left: Double, of life: Double) throws -> Bool {
            let start: JSONValue = ["notBefore": .string(RFC3339.text(fixture.day(left - life)))]
            return rules.isDue(try order(daysLeft: left, ["signedCertificate": start]), at: fixture.now)
        }
        #expect(try !isDue(70, of: 198) && isDue(60, of: 198))
        #expect(try !isDue(20, of: 47) && isDue(15, of: 47))
    }

    @Test func `a reissue ends where the leaf ends, or at the cap if that is sooner`() throws {
        #expect(days(rules.freeEnd(try order(daysLeft: 60), fixture.now)) == 60)
        #expect(days(rules.freeEnd(try order(daysLeft: 300), fixture.now)) == 198)
    }
}
