import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// What a renewal and a reissue do alike: wait while the order is being issued, and tell the certificate before from the one that
/// follows it, whoever asked for that.
struct SuccessionRules: Sendable {
    let order: ResourceID
    let domain: String
    let serialBefore: String
    /// How the next certificate is asked for: `renew` or `reissue`.
    let asking: String
    let rules: RenewalRules

    /// - Parameters:
    ///   - ask: what comes next while the order still shows the certificate before.
    ///   - follow: what comes next once it shows another one.
    func next(
        _ seen: OrderObservation,
        _ run: Run,
        at moment: Moment,
        ask: (CertificateOrder, Leaf) -> Decision<OrderWrite>,
        follow: (CertificateOrder, Leaf) -> Decision<OrderWrite>
    ) -> Decision<OrderWrite> {
        guard let shown = seen.order else { return .stop(OrderProblem.gone(order)) }
        switch shown.status {
        case .issued?: break
        // Ours, the platform's, or somebody's at the portal: what is being issued already is not asked for again.
        case .pendingIssuance?, .pendingRekey?:
            return issuance(seen, run, at: moment).map { .wait($0) } ?? ProofRules(domain: domain).next(shown, seen, run, at: moment)
        case nil, .notSubmitted?, .unused?: return .wait(Wait("the order is \(shown.status?.rawValue ?? "without a status")"))
        default: return .stop(OrderProblem.ended(shown, named: order.name, domain: domain))
        }
        guard let leaf = seen.leaf else { return .wait(Wait("the order is issued and its certificate is not listed yet")) }
        return seen.isBefore(serialBefore) ? ask(shown, leaf) : follow(shown, leaf)
    }

    /// Where the domain's proof still serves, the authority issues within minutes and nobody has to prove anything. A longer silence
    /// means that it does not serve after all: what the service counts is not told.
    private func issuance(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Wait? {
        guard let proven = seen.history?.provenAt, rules.doesProofServe(proven, at: moment.profile), !run.hasBegunProof(after: asking),
            moment.wall.timeIntervalSince(run.outcome(of: asking)?.at ?? run.created) < Self.patienceWithIssuance
        else { return nil }
        return Wait("the certificate authority is issuing it; the proof of \(domain) from \(RFC3339.text(proven).prefix(10)) still serves")
    }

    private static let patienceWithIssuance = 900.0
}

extension Run {
    /// Whether a proof was published or checked since the next certificate was asked for, by whomever.
    func hasBegunProof(after asking: String) -> Bool {
        let start = outcome(of: asking)?.sequence ?? 0
        return entries.contains { $0.sequence > start && $0.kind == .outcome && ["publish-proof", "verify-domain"].contains($0.step) }
    }
}

extension OrderObservation {
    /// Whether the order is being issued again.
    var isPending: Bool { order?.status == .pendingIssuance || order?.status == .pendingRekey }

    /// Whether the certificate that is to be followed is still the present one, so that it matters how the next is asked for.
    func isBefore(_ serial: String) -> Bool { leaf?.serialNumber.caseInsensitiveEquals(serial) == true }
}
