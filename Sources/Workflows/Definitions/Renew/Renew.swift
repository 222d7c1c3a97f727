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

    package init(input: RenewInput, world: World, rules: RenewalRules) {
        self.input = input
        self.world = world
        self.rules = rules
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = try await watch.take(domain: input.domain) { input.rollout }
        let isBefore = seen.leaf?.serialNumber.caseInsensitiveEquals(input.serialBefore) == true
        if isBefore, run.outcome(of: "renew") == nil { seen.history = try await watch.history() }
        return seen
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        RenewRules(input: input, rules: rules).next(seen, run, at: moment)
    }
}
