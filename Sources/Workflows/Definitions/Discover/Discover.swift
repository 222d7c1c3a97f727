import AppServiceCertificates
import AzureCore
import AzureResources
import FoundationEssentials
import JSON

/// All certificate orders the credential may see, written into the inventory: by Resource Graph, which answers for every
/// subscription in pages of a thousand, or, where that is closed, by asking one subscription after the other.
package struct Discover: Workflow {
    package static let name = "Discover"
    package static let version: Int64 = 1

    let world: World
    let inventory: Inventory

    package init(world: World, inventory: Inventory) {
        self.world = world
        self.inventory = inventory
    }

    /// What one look found.
    package struct Found: Sendable, Hashable {
        package enum Way: String, Sendable {
            case graph = "Resource Graph"
            case lists = "one list for each subscription"
        }

        package var way = Way.graph
        package var orders = 0
        package var subscriptions: Set<String> = []
        /// Why something that may be there was not seen.
        package var unseen: [String] = []
    }

    /// It changes nothing in Azure, so there is never one.
    package struct NoWrite: WorkflowStep {
        package let name = ""
        package let intent: JSONValue = [:]
        package let title = ""

        private init() {}
    }

    package func observe(_ run: Run) async throws -> Found {
        let began = inventory.journal.now()
        var found: Found
        do {
            found = try await byGraph(seenAt: began)
        } catch let error as AzureError {
            guard Self.isClosed(error) else { throw error }
            found = try await byLists(seenAt: began)
        }
        if found.unseen.isEmpty { try await inventory.forget(notSeenSince: began) }
        return found
    }

    package func next(_ found: Found, _ run: Run, at moment: Moment) -> Decision<NoWrite> {
        .finish([
            "orders": .number(JSONNumber(found.orders)), "subscriptions": .array(found.subscriptions.sorted().map(JSONValue.string)),
            "by": .string(found.way.rawValue), "unseen": .array(found.unseen.map(JSONValue.string)),
        ])
    }

    package func perform(_ step: NoWrite) async throws -> JSONValue { [:] }

    package func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        .mayRepeat(reason: "it writes nothing")
    }

    /// Whether Resource Graph is refused or not there, as opposed to tired for a moment.
    private static func isClosed(_ error: AzureError) -> Bool {
        switch error.code {
        case .forbidden, .notFound, .invalidRequest, .malformedResponse: true
        default: error.status == 405 || error.status == 501
        }
    }
}

extension Discover {
    private static let query =
        "Resources | where type =~ 'microsoft.certificateregistration/certificateorders' | project id, name, type, location, tags, properties"
    private static let mostOrders = 100_000

    /// Page by page, so that memory does not grow with the number of orders.
    private func byGraph(seenAt: Date) async throws -> Found {
        var found = Found()
        let graph = ResourceGraphClient(pipeline: world.pipeline, cloud: world.cloud)
        for try await rows in graph.query(Self.query).pages {
            try await keep(rows.map { row in try? CertificateOrder(json: row) }, seenAt, &found)
            if found.orders >= Self.mostOrders {
                found.unseen.append("there are more than \(Self.mostOrders) orders")
                break
            }
        }
        return found
    }

    private func byLists(seenAt: Date) async throws -> Found {
        var found = Found(way: .lists)
        for subscription in try await subscriptions() {
            let orders = CertificateOrdersClient(pipeline: world.pipeline, cloud: world.cloud, subscriptionId: subscription)
            do {
                for try await page in orders.list().pages { try await keep(page, seenAt, &found) }
            } catch let error as AzureError {
                guard error.code == .forbidden || error.code == .notFound else { throw error }
                found.unseen.append("subscription \(subscription): \(error.why)")
            }
            if found.orders >= Self.mostOrders {
                found.unseen.append("there are more than \(Self.mostOrders) orders")
                break
            }
        }
        return found
    }

    /// Those the credential can see; where it may not list them, the profile's own.
    private func subscriptions() async throws -> [String] {
        do {
            let seen = try await SubscriptionsClient(pipeline: world.pipeline, cloud: world.cloud).list().all().map(\.subscriptionId)
            return seen.isEmpty ? [world.subscriptionId] : seen
        } catch {
            guard error.code == .forbidden || error.code == .notFound else { throw error }
            return [world.subscriptionId]
        }
    }

    private func keep(_ orders: [CertificateOrder?], _ seenAt: Date, _ found: inout Found) async throws {
        let readable = orders.compactMap(\.self)
        if readable.count < orders.count { found.unseen.append("\(orders.count - readable.count) orders could not be read") }
        try await inventory.keep(readable, seenAt: seenAt)
        found.orders += readable.count
        found.subscriptions.formUnion(readable.compactMap { $0.id?.subscriptionId?.lowercased() })
    }
}
