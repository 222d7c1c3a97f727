import AppServiceCertificates
import AzureCore
import FoundationEssentials
import Workflows

/// Looks at the way from orders to the wire: those whose look was longest ago, a bounded number of them, and never before anything
/// that somebody waits for. What an order's subscription shares is read once for all of them.
struct LookForDrift: Sendable {
    let context: ActionContext
    let rules: LookRules

    /// What subscriptions share, as it was read last.
    struct Memory: Sendable {
        var around: [String: (OrderLook.Surroundings, at: Date)] = [:]
    }

    /// - Returns: How many orders were looked at.
    func callAsFunction(_ memory: inout Memory) async throws -> Int {
        guard rules.most > 0 else { return 0 }
        let journal = context.engine.journal
        let looks = try await journal.claimLooks(rules, at: try await context.world.clock.now())
        guard !looks.items.isEmpty else { return 0 }
        let end = journal.now() + Self.mostSeconds
        var seen: [String: Sighting] = [:]
        for (subscription, items) in Dictionary(grouping: looks.items, by: { $0.id.subscriptionId ?? "" }).sorted(by: { $0.key < $1.key }) {
            let context = context.inSubscription(subscription).leisurely
            let around = await surroundings(context, &memory)
            try await look(items, looks.before, context, around, until: end, into: &seen)
        }
        try await journal.keep(seen, of: looks)
        return seen.count
    }

    /// After that no further look begins in this turn: what is due must not wait for what is only watched.
    private static let mostSeconds = 60.0
    private static let freshSeconds = 300.0

    private func surroundings(_ context: ActionContext, _ memory: inout Memory) async -> OrderLook.Surroundings {
        let (subscription, now) = (context.world.subscriptionId, self.context.engine.journal.now())
        if let (known, at) = memory.around[subscription], now.timeIntervalSince(at) < min(Self.freshSeconds, rules.every / 2) {
            return known
        }
        let read = await OrderLook(context.world).surroundings()
        memory.around[subscription] = (read, now)
        return read
    }

    private func look(
        _ items: [InventoryItem],
        _ before: [String: Sighting],
        _ context: ActionContext,
        _ around: OrderLook.Surroundings,
        until end: Date,
        into seen: inout [String: Sighting]
    ) async throws {
        try await withThrowingTaskGroup(of: (String, Sighting).self) { group in
            var waiting = items[...]
            func add(_ item: InventoryItem) {
                let subject = item.id.subject, before = before[subject]
                group.addTask { (subject, try await Look(context: context, item: item, around: around, before: before)()) }
            }
            for item in waiting.prefix(max(1, rules.atOnce)) { add(item) }
            waiting = waiting.dropFirst(max(1, rules.atOnce))
            while let (subject, sighting) = try await group.next() {
                seen[subject] = sighting
                if context.engine.journal.now() < end, let item = waiting.popFirst() { add(item) }
            }
        }
    }
}

/// One look at one order.
private struct Look: Sendable {
    let context: ActionContext
    let item: InventoryItem
    let around: OrderLook.Surroundings
    let before: Sighting?

    func callAsFunction() async throws -> Sighting {
        let journal = context.engine.journal
        do {
            return try await look()
        } catch let error as AzureError where error.code != .cancelled {
            // Its turn comes again; the orders after it must not wait for it.
            var sighting = before ?? Sighting()
            sighting.unread = ["order: \(error.problem.why)"]
            sighting.at = journal.now()
            return sighting
        }
    }

    private func look() async throws -> Sighting {
        let journal = context.engine.journal
        let past = OrderPast(before: before, renewer: item.renewer, runs: try await journal.runs(subject: item.id.subject))
        let isSealed = try await !OrderWatch(world: context.world, order: item.id).sealedKeys().isEmpty
        // The list leaves out what tells whose the key is.
        guard let order = isSealed || item.order == nil ? try await whole() : item.order, !Self.isOver(order) else { return nothing }
        let seen = try await sighting(order, past)
        // The list lags, so nothing is called wrong by it alone.
        guard seen.drift != nil, !isSealed else { return seen }
        guard let order = try await whole(), !Self.isOver(order) else { return nothing }
        return try await sighting(order, past)
    }

    private func sighting(_ order: CertificateOrder, _ past: OrderPast) async throws -> Sighting {
        let sight = try await OrderLook(context.world)(
            order,
            wanted: Set(past.asked + (past.before?.hosts.keys.sorted() ?? [])).sorted(),
            asking: past.asked,
            around,
            extent: .delivery(history: wantsHistory(order, past))
        )
        let findings = OrderFindings(sight, rules: context.world.rules)
        return DriftRules(findings, past: past, at: context.engine.journal.now()).sighting
    }

    /// A history is one read of Resource Manager: when something happened to the order, while it waits, and once a day.
    private func wantsHistory(_ order: CertificateOrder, _ past: OrderPast) -> Bool {
        guard order.status == .issued, let before = past.before, let read = before.historyAt, before.serial == order.serialNumber else {
            return true
        }
        return context.engine.journal.now().timeIntervalSince(read) >= Self.historySeconds
    }

    private static let historySeconds = 86_400.0

    private func whole() async throws -> CertificateOrder? {
        try await Inventory(context.engine.journal).look(at: item.id, in: context.world)
    }

    private static func isOver(_ order: CertificateOrder) -> Bool {
        order.status.map { [.denied, .canceled, .expired, .revoked, .pendingRevocation].contains($0) } ?? false
    }

    /// An order nothing can come of any more has nothing that could be out of place.
    private var nothing: Sighting {
        var sighting = Sighting()
        sighting.at = context.engine.journal.now()
        return sighting
    }
}
