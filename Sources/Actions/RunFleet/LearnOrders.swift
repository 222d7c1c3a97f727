import AzureCore
import FoundationEssentials
import Workflows

/// Asks when orders were placed, once for each: the paid term is counted from that day, and lists seldom tell it.
struct LearnOrders: Sendable {
    let context: ActionContext
    /// Each is one read of an order's history, and reads are rationed too.
    static let mostAtOnce = 200

    /// - Returns: How many are left for the next time.
    func callAsFunction() async throws -> Int {
        let inventory = Inventory(context.engine.journal)
        let unknown = try await inventory.items().filter { $0.placed == nil && $0.renewer == .signet && $0.status == "Issued" }
        for item in unknown.prefix(Self.mostAtOnce) {
            let world = context.inSubscription(item.id.subscriptionId ?? context.world.subscriptionId).world
            do {
                guard let placed = try await OrderWatch(world: world, order: item.id).history().created else { continue }
                try await inventory.keep(placed: placed, subject: item.id.subject)
            } catch let error as AzureError where [.notFound, .forbidden].contains(error.code) {
                // Gone since it was seen, or hidden: the next look at everything says so.
                continue
            }
        }
        return max(0, unknown.count - Self.mostAtOnce)
    }
}
