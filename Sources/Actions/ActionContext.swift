import FoundationEssentials
import Workflows

/// What every action works with: the world of the chosen profile, the journal, and whom to tell.
package struct ActionContext: Sendable {
    package let world: World
    package let engine: Engine
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
        ActionContext(
            world: world,
            engine: engine.unattended,
            charges: charges,
            defaultResourceGroup: defaultResourceGroup,
            prices: prices
        )
    }

    /// The same, in another subscription of the tenant.
    func inSubscription(_ id: String) -> ActionContext {
        ActionContext(
            world: world.inSubscription(id),
            engine: engine,
            charges: charges,
            defaultResourceGroup: defaultResourceGroup,
            prices: prices
        )
    }
}
