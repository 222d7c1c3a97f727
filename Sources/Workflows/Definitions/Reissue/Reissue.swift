import AzureCore
import FoundationEssentials

/// A new key and leaf for the rest of the term: the domain proven freshly, reissued with the longest overlap, brought everywhere
/// before the old leaf is revoked.
package struct Reissue: OrderWorkflow {
    package static let name = "Reissue"
    package static let version: Int64 = 1

    let input: ReissueInput
    package let world: World
    package var order: ResourceID { input.order }
    let rules: RenewalRules

    package init(input: ReissueInput, world: World, rules: RenewalRules) {
        self.input = input
        self.world = world
        self.rules = rules
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = try await watch.take(domain: input.domain) { input.rollout }
        if seen.isBefore(input.serialBefore), run.outcome(of: "reissue") == nil, let order = seen.order {
            seen.history = try await watch.history()
            await watch.lookAtProof(order, input.domain, into: &seen)
        } else if seen.isPending, !run.hasBegunProof(after: "reissue") {
            seen.history = try await watch.history()
        }
        return seen
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        ReissueRules(input: input, rules: rules).next(seen, run, at: moment)
    }
}
