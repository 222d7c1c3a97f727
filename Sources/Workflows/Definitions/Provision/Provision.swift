import AzureCore
import FoundationEssentials

/// From nothing to a served certificate: order, prove the domain, store, import, bind, and see it in a handshake.
package struct Provision: OrderWorkflow {
    package static let name = "Provision"
    package static let version: Int64 = 1

    let input: ProvisionInput
    package let world: World
    package var order: ResourceID { input.order }
    let wasPlaced: Bool

    /// - Parameter wasPlaced: whether any run of this order, an earlier one too, has bought it already.
    package init(input: ProvisionInput, world: World, wasPlaced: Bool = false) {
        self.input = input
        self.world = world
        self.wasPlaced = wasPlaced
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        ProvisionRules(input: input, wasPlaced: wasPlaced).next(seen, run, at: moment)
    }
}
