import AppServiceCertificates
import AzureCore
import Workflows

/// All certificate orders of the subscription, or of one resource group, by name.
package struct ListOrders: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package func callAsFunction(resourceGroup: String? = nil) async throws -> [OrderSummary] {
        let now = try await context.world.clock.now()
        let orders = resourceGroup.map { context.world.orders.list(resourceGroup: $0) } ?? context.world.orders.list()
        var summaries: [OrderSummary] = []
        for try await order in orders { summaries.append(OrderSummary(order, now: now)) }
        return summaries.sorted { ($0.name.lowercased(), $0.resourceGroup) < ($1.name.lowercased(), $1.resourceGroup) }
    }
}
