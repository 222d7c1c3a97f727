import AppServiceCertificates
import FoundationEssentials
import JSON

/// The arithmetic of renewing, as one table whose numbers can be changed: what is free, what is charged, where an end would go.
/// Published texts conflict on several of them, and the end of the paid term is on no answer of the service.
package struct RenewalRules: Sendable, Hashable {
    /// The longest a new leaf lasts; nil goes by the calendar of the industry's rules.
    package var leafDays: Int?
    /// At most this many days before the end of the paid term a renewal buys the next one; before that it is free.
    package var chargedDays = 32
    /// Signet buys the next term so many days before the paid one ends.
    package var purchaseDays = 30
    /// The service renews a leaf so many days before its end, and not sooner.
    package var windowDays = 90
    /// How long before the end the platform renews by itself.
    package var autoRenewDays = 32
    /// How long a proof of the domain may be used again; nil goes by the calendar.
    package var proofReuseDays: Int?
    /// When the age of a proof is worth a warning, in days before it is used up.
    package var proofWarningDays = 30
    /// A proof is made young so many days before the authority would ask for another.
    package var proofMarginDays = 14
    /// After how many days an unproven order is denied: two texts differ.
    package var orderProofDays = 15...45
    /// After how many days an unproven renewal or reissue is denied.
    package var renewalProofDays = 45
    /// When a deadline is worth a warning, in days before it.
    package var deadlineWarningDays = 7
    /// The share of a leaf's life that is left when renewing becomes due.
    package var dueShare = 1.0 / 3

    package init() {}

    /// From which day on how long a leaf lasts and a proof serves. Two days less than the industry allows is the service's own margin
    /// so far; whether it keeps one under the later rules is not known.
    static let calendar: [(since: String, leafDays: Int, proofDays: Int)] = [
        ("2029-03-15T00:00:00Z", 47, 10), ("2027-03-15T00:00:00Z", 100, 100), ("2026-03-15T00:00:00Z", 198, 198),
    ]

    private static func row(at now: Date) -> (leafDays: Int, proofDays: Int) {
        let row = calendar.first { RFC3339.date($0.since).map { $0 <= now } ?? false }
        return row.map { ($0.leafDays, $0.proofDays) } ?? (397, 395)
    }

    package func leafDays(at now: Date) -> Int { leafDays ?? Self.row(at: now).leafDays }
    package func proofReuseDays(at now: Date) -> Int { proofReuseDays ?? Self.row(at: now).proofDays }

    /// The end of what was paid for, as far as it can be concluded, and from what. The service does not say it, so this is an
    /// estimate, and is shown as one.
    package struct PaidTerm: Sendable, Hashable {
        package let end: Date
        package let source: String
    }

    package enum Renewal: Sendable, Hashable {
        /// The service would refuse, for these reasons.
        case impossible([NotRenewableReason])
        /// A new leaf of the paid term, and whether its end would be later than the present one's.
        case free(end: Date, moves: Bool)
        /// The next term, charged once.
        case charged(end: Date)
    }

    /// From the day the platform would renew, where the order names one that fits; else from the day it was placed, in terms of
    /// as many years as were bought. No leaf outlasts the term, so the present leaf's end says how many terms there were.
    package func paidTerm(_ order: CertificateOrder, created: Date?) -> PaidTerm? {
        guard let leaf = order.expirationTime else { return nil }
        if let next = order.nextAutoRenewalTime {
            let end = next + days(autoRenewDays)
            if end >= leaf - days(1) { return PaidTerm(end: end, source: "nextAutoRenewalTimeStamp") }
        }
        guard let created else { return nil }
        let length = days(max(1, min(order.validityInYears ?? 1, 3)) * 365)
        let terms = max(1, ((leaf - days(1)).timeIntervalSince(created) / length).rounded(.up))
        return PaidTerm(end: created + terms * length, source: "the day it was placed")
    }

    package func renewal(of order: CertificateOrder, created: Date?, at now: Date) -> Renewal {
        guard order.notRenewableReasons.isEmpty else { return .impossible(order.notRenewableReasons) }
        guard let leaf = order.expirationTime else { return .impossible([]) }
        let term = paidTerm(order, created: created)?.end ?? leaf
        if term.timeIntervalSince(now) <= days(chargedDays) {
            return .charged(end: min(now + days(leafDays(at: now)), term + days(365)))
        }
        let end = min(now + days(leafDays(at: now)), term)
        return .free(end: max(end, leaf), moves: end.timeIntervalSince(leaf) > days(1))
    }

    /// Where the end of a reissued leaf goes at most: a rekey never extends.
    package func freeEnd(_ order: CertificateOrder, _ now: Date) -> Date {
        min(order.expirationTime ?? .distantFuture, now + days(leafDays(at: now)))
    }

    /// Whether less than the due share of the present leaf's life is left.
    package func isDue(_ order: CertificateOrder, at now: Date) -> Bool {
        guard let end = order.expirationTime else { return false }
        return now > end - life(order, end) * dueShare
    }

    /// When renewing is to happen, and whether on that day it buys the next term. A leaf that ends before its term is followed by
    /// a free one; the one that ends with it by a purchase.
    package func dueDay(_ order: CertificateOrder, created: Date?) -> (day: Date, isCharged: Bool)? {
        guard let leaf = order.expirationTime else { return nil }
        let term = paidTerm(order, created: created)?.end ?? leaf
        let purchase = min(term - days(purchaseDays), leaf - days(1))
        guard term.timeIntervalSince(leaf) >= days(1) else { return (purchase, true) }
        let due = max(leaf - life(order, leaf) * dueShare, leaf - days(windowDays))
        return term.timeIntervalSince(due) <= days(chargedDays) ? (purchase, true) : (due, false)
    }

    /// Whether a proof of that age would not serve a renewal or reissue any more, or not for long.
    package func isProofOld(_ proven: Date, at now: Date) -> Bool {
        let reuse = proofReuseDays(at: now)
        return now.timeIntervalSince(proven) > days(reuse - min(proofMarginDays, reuse / 2))
    }

    /// From when on the proof is to be made young, so that what is due on a day need not wait for one; nil while it serves until then.
    package func proofDay(_ proven: Date, before due: Date) -> Date? {
        guard isProofOld(proven, at: due) else { return nil }
        let reuse = proofReuseDays(at: due)
        return due - days(min(proofMarginDays, reuse / 2))
    }

    /// Whether the authority still takes a proof of that age.
    package func doesProofServe(_ proven: Date, at now: Date) -> Bool {
        now.timeIntervalSince(proven) <= days(proofReuseDays(at: now))
    }

    private func life(_ order: CertificateOrder, _ end: Date) -> Double {
        let start = order.signedCertificate?.notBefore ?? order.lastCertificateIssuanceTime ?? end - days(leafDays ?? 198)
        return max(end.timeIntervalSince(start), days(1))
    }

    private func days(_ count: Int) -> Double { Double(count) * 86_400 }
}
