import FoundationEssentials
import JSON
import Workflows

/// Looks for all certificate orders the credential may see, in whatever subscription, and keeps them in the inventory. It renews
/// and changes none of them.
package struct DiscoverOrders: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package struct Outcome: Sendable {
        /// How it went: the number of orders, the subscriptions they are in, and what could not be seen.
        package let report: JSONValue
        package let items: [InventoryItem]
        /// What the daemon saw last of them, by subject.
        package let sightings: [String: Sighting]

        package var json: JSONValue {
            let orders = items.map { item -> JSONValue in
                var object = item.json.object ?? [:]
                object["drift"] = sightings[item.id.subject]?.drift?.json ?? .null
                return .object(object)
            }
            return ["report": report, "orders": .array(orders)]
        }
    }

    package func callAsFunction(patience: Patience = Patience()) async throws -> Outcome {
        switch try await drive(patience: patience) {
        case .finished(_, let report):
            return Outcome(
                report: report,
                items: try await inventory.items(),
                sightings: try await context.engine.journal.sightings()
            )
        case .stopped(_, let problem): throw problem
        case .waiting(_, let wait):
            throw Problem(.service, "The orders could not be looked for.", why: wait.reason, nextStep: "Run it again.", owner: wait.on)
        }
    }

    /// When the last look ended; nil before the first one.
    func lastLook() async throws -> Date? {
        try await context.engine.journal.lastEnd(of: Discover.name, subject: subject)
    }

    func drive(patience: Patience) async throws -> Engine.Ending {
        try await context.engine.drive(
            { _ in Discover(world: context.world, inventory: inventory) },
            subject: subject,
            input: ["tenant": .string(context.world.tenantId)],
            patience: patience,
            merge: { $0 }
        )
    }

    private var subject: String { "tenant/\(context.world.tenantId.lowercased())" }
    private var inventory: Inventory { Inventory(context.engine.journal) }
}
