import Foundation
import JSON
import Testing

@testable import AzureEmulator

/// What a renewal and a reissue do in each situation, while leaves may have 198, 100 and 47 days.
@Suite struct RenewalTableTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        let leafDays: Int
        let proofDays: Int
        var testDescription: String { "\(leafDays) days" }
    }

    static let rules = [Rule(leafDays: 198, proofDays: 198), Rule(leafDays: 100, proofDays: 100), Rule(leafDays: 47, proofDays: 10)]

    private var rig: Rig

    init() throws { rig = try Rig() }

    private mutating func begin(_ rule: Rule, daysLeft: Int, termDaysLeft: Int, _ more: JSONObject = [:]) {
        rig.set(["leafValidityDays": .number(JSONNumber(rule.leafDays)), "proofReuseDays": .number(JSONNumber(rule.proofDays))])
        var order: JSONObject = [
            "name": "shop", "domain": "shop.example", "daysLeft": .number(JSONNumber(daysLeft)),
            "termDaysLeft": .number(JSONNumber(termDaysLeft)), "validatedDaysAgo": 1,
        ]
        for (name, value) in more { order[name] = value }
        _ = rig.control("POST", "/scenario", ["orders": [.object(order)]])
    }

    private mutating func post(_ action: String) -> Rig.Answer {
        let answer = rig.arm("POST", "\(rig.order("shop"))/\(action)", ["properties": [:]])
        rig.wait(seconds: 1)
        return answer
    }

    /// Whole days from now until the leaf ends.
    private mutating func daysLeft() -> Int? {
        let end = rig.arm("GET", rig.order("shop")).properties?["expirationTime"]?.string.flatMap(RFC3339.date)
        return end.map { Int((($0.timeIntervalSince(rig.state.now) + 60) / Rig.day).rounded(.down)) }
    }

    @Test(arguments: rules, [200, 60, 33])
    mutating func `with more than 32 paid days left a renewal is free and reaches to the cap or the term's end`(rule: Rule, paid: Int) {
        begin(rule, daysLeft: 20, termDaysLeft: paid)
        #expect(post("renew").status == 204)
        #expect(rig.status("shop") == "Issued" && daysLeft() == min(rule.leafDays, paid))
        #expect(rig.state.ledger.purchases.isEmpty && rig.state.ledger.charges.isEmpty)
    }

    @Test(arguments: rules, [32, 1])
    mutating func `with at most 32 paid days left a renewal buys the next term, charged once`(rule: Rule, paid: Int) {
        begin(rule, daysLeft: paid, termDaysLeft: paid)
        #expect(post("renew").status == 204)
        #expect(rig.status("shop") == "Issued" && daysLeft() == rule.leafDays)
        let end = rig.state.resources[rig.order("shop")]?.date("termEnd") ?? .distantPast
        #expect(abs(end.timeIntervalSince(rig.state.now) - Double(paid + 365) * Rig.day) < 60)
        #expect(rig.state.ledger.purchases.count == 1 && rig.state.ledger.charges.count == 1)
    }

    @Test(arguments: rules)
    mutating func `reasons against a renewal are its refusal, and an expired order is beyond both`(rule: Rule) {
        begin(rule, daysLeft: min(rule.leafDays, 95), termDaysLeft: 300)
        rig.set(["renewalWindowDays": 20])
        #expect(post("renew").code == "ExpirationNotInRenewalTimeRange")
        rig.set(["subscriptionActive": false, "renewalWindowDays": 90])
        #expect(post("renew").status == 409)
        rig.set(["subscriptionActive": true])
        rig.wait(seconds: 100 * Rig.day)
        #expect(rig.status("shop") == "Expired")
        #expect(post("renew").code == "RegistrationStatusNotSupportedForRenewal")
        #expect(post("reissue").status == 409 && rig.state.ledger.issuances.isEmpty)
    }

    @Test(arguments: rules)
    mutating func `renewing again and again moves nothing where free leaves keep their end`(rule: Rule) {
        begin(rule, daysLeft: 20, termDaysLeft: 200)
        rig.set(["freeIssuanceEnd": "unchanged"])
        for _ in 0..<3 { #expect(post("renew").status == 204 && daysLeft() == 20) }
        #expect(rig.state.ledger.issuances.count == 3 && rig.state.ledger.charges.isEmpty)
    }

    @Test(arguments: rules)
    mutating func `a reissue ends with the leaf before it`(rule: Rule) {
        begin(rule, daysLeft: 25, termDaysLeft: 200)
        #expect(post("reissue").status == 204)
        #expect(rig.status("shop") == "Issued" && daysLeft() == 25)
    }

    @Test(arguments: rules)
    mutating func `a reissue that may reach further reaches to the cap or the term's end`(rule: Rule) {
        begin(rule, daysLeft: 25, termDaysLeft: 60)
        rig.set(["reissueEnd": "capOrTermEnd"])
        _ = post("reissue")
        #expect(daysLeft() == min(rule.leafDays, 60))
    }

    @Test(arguments: rules, ["unchanged", "capOrTermEnd"])
    mutating func `a paid year is honoured by leaves that follow each other by themselves`(rule: Rule, ends: String) {
        begin(rule, daysLeft: rule.leafDays, termDaysLeft: 365, ["autoRenew": true])
        // Ends that stay are those a caller asks for; and that a proof grows old is another test's.
        rig.set(["freeIssuanceEnd": .string(ends), "reissueEnd": .string(ends), "proofReuseDays": 800])
        var shortest = Int.max
        for _ in 0..<332 {
            _ = rig.control("POST", "/clock", ["advanceSeconds": 86_400])
            rig.wait(seconds: 1)
            shortest = min(shortest, daysLeft() ?? 0)
        }
        #expect(rig.status("shop") == "Issued" && shortest >= min(30, rule.leafDays / 5) - 1)
        #expect(rig.state.ledger.issuances.count == [198: 1, 100: 4, 47: 8][rule.leafDays])
        #expect(rig.state.ledger.charges.isEmpty)
        _ = rig.control("POST", "/clock", ["advanceSeconds": 172_800])
        rig.wait(seconds: 1)
        #expect(rig.status("shop") == "Issued" && rig.state.ledger.charges.count == 1)
    }

    @Test(arguments: rules, ["renew", "reissue"])
    mutating func `a proof serves its days, and a stale one has the order wait for a new one`(rule: Rule, action: String) {
        for (age, status) in [(rule.proofDays - 1, "Issued"), (rule.proofDays + 1, action == "renew" ? "Pendingissuance" : "PendingRekey")]
        {
            begin(rule, daysLeft: 20, termDaysLeft: 200, ["validatedDaysAgo": .number(JSONNumber(age))])
            let token = rig.arm("GET", rig.order("shop")).properties?["domainVerificationToken"]
            #expect(post(action).status == 204)
            #expect(rig.status("shop") == status)
            let after = rig.arm("GET", rig.order("shop")).properties?["domainVerificationToken"]
            #expect((token != after) == (status != "Issued"))
        }
    }

    @Test(arguments: [("Pendingissuance", "Pendingissuance"), ("PendingRekey", "PendingRekey")])
    mutating func `how the order looks while the next leaf comes by itself is a setting`(word: String, status: String) {
        begin(Self.rules[0], daysLeft: 29, termDaysLeft: 200, ["autoRenew": true])
        rig.set(["overlappingLeafStatus": .string(word), "issuanceMilliseconds": 86_000_000])
        rig.wait(seconds: 9 * 3600)
        #expect(rig.status("shop") == status)
    }

    @Test(arguments: [("term", 168), ("leaf", 8)])
    mutating func `what the next automatic renewal speaks of is a setting`(word: String, days: Int) {
        rig.set(["nextAutoRenewal": .string(word)])
        begin(Self.rules[0], daysLeft: 38, termDaysLeft: 200, ["autoRenew": true])
        let shown = rig.arm("GET", rig.order("shop")).properties?["nextAutoRenewalTimeStamp"]?.string.flatMap(RFC3339.date)
        #expect(shown.map { Int(($0.timeIntervalSince(rig.state.now) / Rig.day).rounded()) } == days)
    }
}
