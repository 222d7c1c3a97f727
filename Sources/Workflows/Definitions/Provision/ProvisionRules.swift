import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// What Provision does next, as a pure function of one look, the journal and the time. Nothing here calls anything.
struct ProvisionRules: Sendable {
    let input: ProvisionInput
    /// Some run of this order has bought it already, so that a look that does not find it is no reason to buy.
    var wasPlaced = false

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let order = seen.order else { return placeOrder(seen, run, at: moment) }
        if let problem = disagreement(with: order) { return .stop(problem) }
        switch order.status {
        case .issued?: return rollOut(order, seen, run, at: moment)
        case .pendingIssuance?, .pendingRekey?:
            if order.domainVerificationToken?.isEmpty ?? true { return accepted(order) }
            return ProofRules(domain: input.domain).next(order, seen, run, at: moment)
        case nil, .notSubmitted?, .unused?: return accepted(order)
        default: return .stop(OrderProblem.ended(order, named: input.name, domain: input.domain))
        }
    }

    private func placeOrder(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard !wasPlaced, run.outcome(of: "place-order") == nil else { return vanished(run, at: moment) }
        let keys = KeyRules(key: input.key, order: input.order, domain: input.domain, bits: input.keySize)
        return keys.next(seen, run) { .placeOrder(input.purchase(csr: $0)) }
    }

    /// The purchase was taken; `provisioningState` may end well long before anything is issued, so only its failure counts.
    private func accepted(_ order: CertificateOrder) -> Decision<OrderWrite> {
        if order.provisioningState == .failed || order.provisioningState == .canceled {
            return .stop(OrderProblem.ended(order, named: input.name, domain: input.domain))
        }
        return .wait(Wait("the order is being placed with the certificate authority"))
    }

    private func rollOut(_ order: CertificateOrder, _ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let leaf = seen.leaf else { return .wait(Wait("the order is issued and its certificate is not listed yet")) }
        if let write = ProofRules(domain: input.domain).cleanUp(run) { return .perform(write) }
        return RolloutRules(orderName: input.name).next(leaf, seen, run, at: moment) ?? KeyRules.afterRollout(seen)
            ?? .finish(report(order, seen))
    }

    /// How long a journalled order may read as missing before it counts as gone: answers can come from a replica that lags.
    static let secondsUntilGone = 30.0
}
