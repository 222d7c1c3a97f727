import AppServiceCertificates
import FoundationEssentials

/// The arithmetic of renewing, as one table whose numbers can be changed: what is free, what is charged, where an end would go.
/// Published texts conflict on several of them, and the end of the paid term is on no answer of the service.
package struct RenewalRules: Sendable, Hashable {
    /// The longest a new leaf lasts.
    package var leafDays = 198
    /// At most this many days before the end of the paid term a renewal buys the next one; before that it is free.
    package var chargedDays = 32
    /// How long before the end the platform renews by itself.
    package var autoRenewDays = 32
    /// How long a proof of the domain may be used again.
    package var proofReuseDays = 198
    /// When the age of a proof is worth a warning, in days before it is used up.
    package var proofWarningDays = 30
    /// After how many days an unproven order is denied: two texts differ.
    package var orderProofDays = 15...45
    /// After how many days an unproven renewal or reissue is denied.
    package var renewalProofDays = 45
    /// When a deadline is worth a warning, in days before it.
    package var deadlineWarningDays = 7
    /// The share of a leaf's life that is left when renewing becomes due.
    package var dueShare = 1.0 / 3

    package init() {}

    /// The end of what was paid for, as far as it can be concluded, and from what.
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
            let end = next + Double(autoRenewDays) * Self.day
            if end >= leaf - Self.day { return PaidTerm(end: end, source: "nextAutoRenewalTimeStamp") }
        }
        guard let created else { return nil }
        let length = Double(max(1, min(order.validityInYears ?? 1, 3))) * 365 * Self.day
        let terms = max(1, ((leaf - Self.day).timeIntervalSince(created) / length).rounded(.up))
        return PaidTerm(end: created + terms * length, source: "the day it was placed")
    }

    package func renewal(of order: CertificateOrder, created: Date?, at now: Date) -> Renewal {
        guard order.notRenewableReasons.isEmpty else { return .impossible(order.notRenewableReasons) }
        guard let leaf = order.expirationTime else { return .impossible([]) }
        let term = paidTerm(order, created: created)?.end ?? leaf
        if term.timeIntervalSince(now) <= Double(chargedDays) * Self.day {
            return .charged(end: min(now + Double(leafDays) * Self.day, term + 365 * Self.day))
        }
        let end = min(now + Double(leafDays) * Self.day, term)
        return .free(end: max(end, leaf), moves: end.timeIntervalSince(leaf) > Self.day)
    }

    /// Where the end of a reissued leaf goes at most: a rekey never extends.
    package func freeEnd(_ order: CertificateOrder, _ now: Date) -> Date {
        min(order.expirationTime ?? .distantFuture, now + Double(leafDays) * Self.day)
    }

    /// Whether less than the due share of the present leaf's life is left.
    package func isDue(_ order: CertificateOrder, at now: Date) -> Bool {
        guard let end = order.expirationTime else { return false }
        let start = order.signedCertificate?.notBefore ?? order.lastCertificateIssuanceTime ?? end - Double(leafDays) * Self.day
        let life = max(end.timeIntervalSince(start), Self.day)
        return end.timeIntervalSince(now) / life < dueShare
    }

    private static let day = 86_400.0
}
