import AzureCore
import JSON

/// A workflow about one order: the writes and how a doubt about them is settled are the same for all.
package protocol OrderWorkflow: Workflow where Observation == OrderObservation, Step == OrderWrite {
    var world: World { get }
    var order: ResourceID { get }
}

extension OrderWorkflow {
    package func perform(_ write: OrderWrite) async throws -> JSONValue {
        try await OrderWrites(world: world, order: order).perform(write)
    }

    package func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        try await OrderWrites(world: world, order: order).settle(intent, at: moment)
    }

    var watch: OrderWatch { OrderWatch(world: world, order: order) }
}
