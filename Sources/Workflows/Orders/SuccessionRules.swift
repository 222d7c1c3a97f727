import AppServiceCertificates
import AzureCore

/// What a renewal and a reissue do alike: wait while the order is being issued, and tell the certificate before from the one that
/// follows it, whoever asked for that.
struct SuccessionRules: Sendable {
    let order: ResourceID
    let domain: String
    let serialBefore: String

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
        case .pendingIssuance?, .pendingRekey?: return ProofRules(domain: domain).next(shown, seen, run, at: moment)
        case nil, .notSubmitted?, .unused?: return .wait(Wait("the order is \(shown.status?.rawValue ?? "without a status")"))
        default: return .stop(OrderProblem.ended(shown, named: order.name, domain: domain))
        }
        guard let leaf = seen.leaf else { return .wait(Wait("the order is issued and its certificate is not listed yet")) }
        return seen.isBefore(serialBefore) ? ask(shown, leaf) : follow(shown, leaf)
    }
}

extension OrderObservation {
    /// Whether the certificate that is to be followed is still the present one, so that it matters how the next is asked for.
    func isBefore(_ serial: String) -> Bool { leaf?.serialNumber.caseInsensitiveEquals(serial) == true }
}
