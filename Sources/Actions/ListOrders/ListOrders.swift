import AppServiceCertificates
import AzureCore
import FoundationEssentials
import Workflows

/// The certificate orders of the subscription, or of one resource group: those asked for, in the order asked for.
package struct ListOrders: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package enum Sorting: String, Sendable, CaseIterable {
        case name
        case expires
        case status
        case domain
    }

    /// What is left out; nothing by default.
    package struct Filter: Sendable {
        package let words: String?
        package let status: String?
        /// Ends within so many days; what has ended already does too.
        package let expiringWithinDays: Double?

        package init(words: String? = nil, status: String? = nil, expiringWithinDays: Double? = nil) {
            self.words = words?.lowercased()
            self.status = status?.lowercased()
            self.expiringWithinDays = expiringWithinDays
        }

        func admits(_ order: OrderSummary, at now: Date) -> Bool {
            let texts = [order.name, order.domain, order.resourceGroup]
            if let words, !texts.contains(where: { $0.lowercased().contains(words) }) { return false }
            if let status, order.status.lowercased() != status { return false }
            guard let days = expiringWithinDays else { return true }
            return order.expires.map { $0.timeIntervalSince(now) <= days * 86_400 } ?? false
        }
    }

    package func callAsFunction(resourceGroup: String? = nil, filter: Filter = Filter(), by sorting: Sorting = .name) async throws
        -> [OrderSummary]
    {
        let now = try await context.world.clock.now()
        let runs = try await context.engine.journal.unfinished(), renewers = try await context.engine.journal.renewers()
        let sightings = try await context.engine.journal.sightings(), histories = try await Inventory(context.engine.journal).histories()
        let orders = resourceGroup.map { context.world.orders.list(resourceGroup: $0) } ?? context.world.orders.list()
        var summaries: [OrderSummary] = []
        for try await order in orders {
            let subject = order.id?.subject ?? ""
            let renewer = renewers[subject] ?? .unknown
            var summary = OrderSummary(
                order,
                run: runs[subject],
                history: histories[subject],
                renewer: renewer,
                rules: context.world.rules,
                now: now
            )
            summary.drift = sightings[subject]?.drift
            if filter.admits(summary, at: now) { summaries.append(summary) }
        }
        return summaries.sorted { Self.precedes($0, $1, by: sorting) }
    }

    private static func precedes(_ left: OrderSummary, _ right: OrderSummary, by sorting: Sorting) -> Bool {
        func byName() -> Bool { (left.name.lowercased(), left.resourceGroup) < (right.name.lowercased(), right.resourceGroup) }
        switch sorting {
        case .name: return byName()
        case .expires:
            let (first, second) = (left.expires ?? .distantFuture, right.expires ?? .distantFuture)
            return first == second ? byName() : first < second
        case .status: return left.status == right.status ? byName() : left.status < right.status
        case .domain: return left.domain == right.domain ? byName() : left.domain < right.domain
        }
    }
}
