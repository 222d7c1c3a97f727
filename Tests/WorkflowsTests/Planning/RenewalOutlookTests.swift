import AppServiceCertificates
import Foundation
import JSON
import Testing

@testable import Workflows

/// The renewal table of the rules: what renewing does on a day, and when it is due.
@Suite struct RenewalOutlookTests {
    static let day = 86_400.0
    let first = Date(timeIntervalSince1970: 1_800_000_000)

    private func order(
        issuedOnDay issued: Double,
        lasting days: Double,
        status: String = "Issued",
        autoRenew: Bool = false,
        reasons: [String] = []
    ) throws -> CertificateOrder {
        try CertificateOrder(json: [
            "name": "web", "location": "global",
            "properties": [
                "status": .string(status), "autoRenew": .bool(autoRenew), "serialNumber": "01",
                "expirationTime": .string(RFC3339.text(first + (issued + days) * Self.day)),
                "signedCertificate": [
                    "thumbprint": "AA", "notBefore": .string(RFC3339.text(first + issued * Self.day)),
                    "notAfter": .string(RFC3339.text(first + (issued + days) * Self.day)),
                ],
                "appServiceCertificateNotRenewableReasons": .array(reasons.map(JSONValue.string)),
            ],
        ])
    }

    private func days(_ date: Date?) -> Double? { date.map { ($0.timeIntervalSince(first) / Self.day).rounded() } }

    @Test(
        arguments: [
            // leaf days, today, end of the new leaf: the cap, or the paid year's end where that comes first
            (198, 140.0, 338.0), (198, 180, 365), (100, 70, 170), (100, 280, 365), (47, 32, 79), (47, 325, 365),
        ]
    )
    func `with more than 32 paid days left a renewal is free and ends at the cap or with the term`(cap: Int, today: Double, end: Double)
        throws
    {
        var rules = RenewalRules()
        rules.leafDays = cap
        let issued = today - Double(cap) * 0.7
        let outlook = try #require(
            rules.outlook(try order(issuedOnDay: issued, lasting: Double(cap)), created: first, at: first + today * Self.day)
        )
        #expect(outlook.effect == .free(until: first + end * Self.day))
    }

    @Test(arguments: [198, 100, 47])
    func `with 32 paid days left or fewer a renewal buys the next term`(cap: Int) throws {
        var rules = RenewalRules()
        rules.leafDays = cap
        let leaf = try order(issuedOnDay: 365 - Double(cap), lasting: Double(cap))
        let charged = try #require(rules.outlook(leaf, created: first, at: first + 333 * Self.day))
        #expect(charged.effect == .purchase(until: first + (333 + Double(cap)) * Self.day))
        let before = try #require(rules.outlook(leaf, created: first, at: first + 332 * Self.day))
        #expect(before.effect == .unchanged)
    }

    @Test func `a renewal that would not move the end is none`() throws {
        let leaf = try order(issuedOnDay: 167, lasting: 198)
        let outlook = try #require(RenewalRules().outlook(leaf, created: first, at: first + 200 * Self.day))
        #expect(outlook.effect == .unchanged)
        #expect(days(outlook.due) == 335 && outlook.isDueCharged)
    }

    @Test(arguments: [(198, 132.0), (100, 67), (47, 31)])
    func `a free leaf is due when a third of the present one's life is left`(cap: Int, due: Double) throws {
        var rules = RenewalRules()
        rules.leafDays = cap
        let outlook = try #require(rules.outlook(try order(issuedOnDay: 0, lasting: Double(cap)), created: first, at: first + Self.day))
        #expect(days(outlook.due) == due && !outlook.isDueCharged)
    }

    @Test func `nothing is due before the service lets anybody renew`() throws {
        var rules = RenewalRules()
        rules.leafDays = 397
        rules.windowDays = 60
        let outlook = try #require(rules.outlook(try order(issuedOnDay: 0, lasting: 300), created: first, at: first))
        #expect(days(outlook.due) == 240)
    }

    @Test func `the paid term is whole years from the day of the order, and never ends before the leaf`() throws {
        let second = try order(issuedOnDay: 335, lasting: 198)
        let outlook = try #require(RenewalRules().outlook(second, created: first, at: first + 340 * Self.day))
        #expect(days(outlook.term.end) == 730)
        #expect(outlook.term.source.contains("placed"))
        let alone = try #require(RenewalRules().outlook(second, created: nil, at: first + 340 * Self.day))
        #expect(days(alone.term.end) == 533)
        #expect(alone.term.source.contains("no history"))
    }

    @Test func `an order the platform renews is never due with us`() throws {
        let outlook = try #require(
            RenewalRules().outlook(try order(issuedOnDay: 0, lasting: 198, autoRenew: true), created: first, at: first)
        )
        #expect(outlook.effect == .platform)
        #expect(outlook.due == nil)
    }

    @Test(arguments: ["Pendingissuance", "PendingRekey", "Denied", "Revoked", "Expired", "SomethingNew"])
    func `an order that is not issued cannot be renewed`(status: String) throws {
        let outlook = try #require(
            RenewalRules().outlook(try order(issuedOnDay: 0, lasting: 198, status: status), created: first, at: first + Self.day)
        )
        guard case .impossible(let reasons) = outlook.effect else { return #expect(Bool(false)) }
        #expect(!reasons.isEmpty && outlook.due == nil)
    }

    @Test func `the service's own reasons are shown as it says them`() throws {
        let leaf = try order(issuedOnDay: 0, lasting: 198, reasons: ["ExpirationNotInRenewalTimeRange"])
        let outlook = try #require(RenewalRules().outlook(leaf, created: first, at: first + Self.day))
        #expect(outlook.effect == .impossible(["ExpirationNotInRenewalTimeRange"]))
    }

    @Test func `a certificate that has ended cannot be renewed`() throws {
        let outlook = try #require(
            RenewalRules().outlook(try order(issuedOnDay: 0, lasting: 198), created: first, at: first + 198 * Self.day)
        )
        guard case .impossible = outlook.effect else { return #expect(Bool(false)) }
    }
}
