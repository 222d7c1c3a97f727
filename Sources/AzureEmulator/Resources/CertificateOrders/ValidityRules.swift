import FoundationEssentials
import JSON

/// How long things are good for at a virtual date, under the settings.
extension EmulatorState {
    static let daySeconds = 86_400.0

    /// What the industry allows from a day on: days of a leaf, days of a proof. The two margins are App Service's own.
    private static let calendar: [(since: String, leafDays: Int, proofDays: Int)] = [
        ("2029-03-15T00:00:00Z", 47, 10), ("2027-03-15T00:00:00Z", 100, 100), ("2026-03-15T00:00:00Z", 198, 198),
    ]

    private var rule: (leafDays: Int, proofDays: Int) {
        guard settings.validityRule == .calendar else { return (settings.leafValidityDays, settings.proofReuseDays) }
        let row = Self.calendar.first { RFC3339.date($0.since).map { $0 <= now } ?? false }
        return row.map { ($0.leafDays, $0.proofDays) } ?? (397, 395)
    }

    var leafSeconds: TimeInterval { Double(rule.leafDays) * Self.daySeconds }

    /// Whether what was proven for an order may be used for another leaf.
    func isProofFresh(_ order: Resource) -> Bool {
        guard order.hidden["names"] != nil, let proven = order.date("validatedAt") else { return false }
        return now.timeIntervalSince(proven) <= Double(rule.proofDays) * Self.daySeconds
    }

    /// Days until the paid term ends; the time before a first leaf counts as none.
    func paidDaysLeft(_ order: Resource) -> Double {
        (order.date("termEnd")?.timeIntervalSince(now) ?? 0) / Self.daySeconds
    }

    /// Why an order cannot be renewed now, in the service's words; empty when it can.
    func notRenewableReasons(_ order: Resource) -> [String] {
        var reasons: [String] = []
        if order.status != "Issued" { reasons.append("RegistrationStatusNotSupportedForRenewal") }
        if order.status == "Issued", let end = order.expiration,
            end.timeIntervalSince(now) > Double(settings.renewalWindowDays) * Self.daySeconds
        {
            reasons.append("ExpirationNotInRenewalTimeRange")
        }
        if !settings.subscriptionActive { reasons.append("SubscriptionNotActive") }
        return reasons
    }

    /// A refusal for reasons of the certificate business, in the form the settings choose.
    func businessFailure(_ code: String, _ message: String) -> ServiceFailure {
        switch settings.businessErrorEnvelope {
        case .arm: .provider(settings.businessErrorStatus, code, message)
        case .appService: .appService(settings.businessErrorStatus, code, message)
        }
    }
}
