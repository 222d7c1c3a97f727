import AzureCore
import FoundationEssentials

/// Every place that uses the order's secret brought to the present leaf now, instead of when the platform gets to it.
package struct Sync: OrderWorkflow {
    package static let name = "Sync"
    package static let version: Int64 = 1

    let input: DeliveryInput
    package let world: World
    package var order: ResourceID { input.order }

    package init(input: DeliveryInput, world: World) {
        self.input = input
        self.world = world
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        try await watch.take(domain: input.domain) { input.rollout }
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        DeliveryRules(input: input).next(seen, run, at: moment)
    }
}
