import AzureCore
import FoundationEssentials

/// The order's certificate at new host names: imported where their site finds it, bound, and seen in a handshake.
package struct Bind: OrderWorkflow {
    package static let name = "Bind"
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
