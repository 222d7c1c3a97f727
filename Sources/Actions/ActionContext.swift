import AzureCore
import FoundationEssentials
import Workflows

/// What every action works with: the world of the chosen profile, the journal, and whom to tell.
package struct ActionContext: Sendable {
    package private(set) var world: World
    package private(set) var engine: Engine
    /// Whether orders of this profile cost money.
    package let charges: Bool
    /// Resource group that an emulator profile offers when none is named.
    package let defaultResourceGroup: String?
    package let prices: Prices

    package init(world: World, engine: Engine, charges: Bool, defaultResourceGroup: String? = nil, prices: Prices = Prices()) {
        self.world = world
        self.engine = engine
        self.charges = charges
        self.defaultResourceGroup = defaultResourceGroup
        self.prices = prices
    }

    /// The same, where nobody watches.
    var unattended: ActionContext {
        var context = self
        context.engine = engine.unattended
        return context
    }

    /// The same for work on an order whose certificate ends then: what ends soon goes before what has time.
    func urgent(end: Date?, at now: Date) -> ActionContext {
        var context = self
        let isUrgent = end.map { $0.timeIntervalSince(now) < Self.urgentDays * 86_400 } ?? false
        context.world = world.prioritised(isUrgent ? .urgentRenewal : .background, patience: .seconds(600))
        return context
    }

    private static let urgentDays = 7.0

    /// The same for looks that nobody waits for: all other calls go first, and those that would have to wait long are not made.
    var leisurely: ActionContext {
        var context = self
        context.world = world.prioritised(.background, patience: .seconds(5))
        return context
    }

    /// The same, in another subscription of the tenant.
    func inSubscription(_ id: String) -> ActionContext {
        var context = self
        context.world = world.inSubscription(id)
        return context
    }
}
