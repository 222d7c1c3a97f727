import AzureCore
import FoundationEssentials
import Workflows

/// Reads when orders were placed and their domains proven, once for each issuance: the paid term is counted from that day, a proof
/// is made young in time, and lists tell neither.
struct LearnOrders: Sendable {
    let context: ActionContext
    /// Each is one read of an order's history, and reads are rationed too.
    static let mostAtOnce = 200

    /// - Returns: How many are left for the next time.
    func callAsFunction() async throws -> Int {
        let inventory = Inventory(context.engine.journal)
        let unknown = try await inventory.items().filter {
            !$0.isLearnt && ($0.renewer != .unknown || $0.autoRenew == true) && $0.status == "Issued"
        }
        for item in unknown.prefix(Self.mostAtOnce) {
            let world = context.inSubscription(item.id.subscriptionId ?? context.world.subscriptionId).world
            do {
                try await inventory.learn(item.id, in: world)
            } catch let error as AzureError where [.notFound, .forbidden].contains(error.code) {
                // Gone since it was seen, or hidden: the next look at everything says so.
                continue
            }
        }
        return max(0, unknown.count - Self.mostAtOnce)
    }
}
