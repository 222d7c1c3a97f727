import AppServiceCertificates
import FoundationEssentials
import JSON

/// What renewing an order at a moment would do, and when it is due.
package struct RenewalOutlook: Sendable, Hashable {
    package enum Effect: Sendable, Hashable {
        /// A leaf of the term that is paid for already.
        case free(until: Date)
        /// The next term, charged once.
        case purchase(until: Date)
        /// Nothing to gain: the leaf ends with the term, and the next one is not for sale yet.
        case unchanged
        /// The service's own reasons, or the order's state.
        case impossible([String])
        /// The platform renews it; Signet never does.
        case platform
    }

    package let effect: Effect
    package let leafEnd: Date
    package let term: RenewalRules.PaidTerm
    /// When it is to be renewed; nil when it never can be, or the platform does it.
    package let due: Date?
    /// Whether the renewal on that day buys the next term.
    package let isDueCharged: Bool

    package var json: JSONValue {
        let (effect, until): (String, Date?) =
            switch self.effect {
            case .free(let end): ("free", end)
            case .purchase(let end): ("purchase", end)
            case .unchanged: ("unchanged", nil)
            case .impossible: ("impossible", nil)
            case .platform: ("platform", nil)
            }
        return [
            "now": .string(effect), "expected": until.map { .string(RFC3339.text($0)) } ?? nil,
            "due": due.map { .string(RFC3339.text($0)) } ?? nil, "isDueCharged": .bool(isDueCharged),
            "paidTermEnd": .string(RFC3339.text(term.end)), "paidTermSource": .string(term.source),
        ]
    }
}

extension RenewalRules {
    /// Nil while there is no leaf.
    ///
    /// - Parameter created: when the order was placed, from its history; without it the present leaf's end stands for the term's.
    package func outlook(_ order: CertificateOrder, created: Date?, at now: Date) -> RenewalOutlook? {
        guard let leafEnd = order.expirationTime, let day = dueDay(order, created: created) else { return nil }
        let isOurs = order.autoRenew != true && order.status == .issued && leafEnd > now
        return RenewalOutlook(
            effect: effect(order, leafEnd: leafEnd, created: created, at: now),
            leafEnd: leafEnd,
            term: paidTerm(order, created: created) ?? PaidTerm(end: leafEnd, source: "the certificate's end; no history"),
            due: isOurs ? day.day : nil,
            isDueCharged: day.isCharged
        )
    }

    private func effect(_ order: CertificateOrder, leafEnd: Date, created: Date?, at now: Date) -> RenewalOutlook.Effect {
        if leafEnd <= now || order.status == .expired {
            return .impossible(["the certificate has ended, and an ended one cannot be renewed"])
        }
        guard order.status == .issued else { return .impossible(["the order is \(order.status?.rawValue ?? "without a status")"]) }
        if order.autoRenew == true { return .platform }
        switch renewal(of: order, created: created, at: now) {
        case .impossible(let reasons): return .impossible(reasons.map(\.rawValue))
        case .free(let end, true): return .free(until: end)
        case .free(_, false): return .unchanged
        case .charged(let end): return .purchase(until: end)
        }
    }
}
