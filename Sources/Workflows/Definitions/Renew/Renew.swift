import AzureCore
import FoundationEssentials

/// The next leaf of an order: renewed, proven where the proof is too old, stored, imported, bound and seen in a handshake. It may
/// buy the next term, and then does so once.
package struct Renew: OrderWorkflow {
    package static let name = "Renew"
    package static let version: Int64 = 1

    let input: RenewInput
    package let world: World
    package var order: ResourceID { input.order }
    let rules: RenewalRules
    let renewer: Renewer

    /// - Parameter renewer: who renews the order, as the journal says; only Signet's own are renewed.
    package init(input: RenewInput, world: World, rules: RenewalRules, renewer: Renewer) {
        self.input = input
        self.world = world
        self.rules = rules
        self.renewer = renewer
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = try await watch.take(domain: input.domain) { input.rollout }
        let isToAsk = seen.isBefore(input.serialBefore) && run.outcome(of: "renew") == nil
        if isToAsk || seen.isPending && !run.hasBegunProof(after: "renew") { seen.history = try await watch.history() }
        return seen
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        RenewRules(input: input, rules: rules, renewer: renewer).next(seen, run, at: moment)
    }
}
