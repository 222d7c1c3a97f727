import FoundationEssentials

/// From nothing to a served certificate: order, prove the domain, store, import, bind, and see it in a handshake.
///
/// `ProvisionRules` chooses the steps; the extensions of this type say how a look is taken, a step done and a doubt settled.
package struct Provision: Workflow {
    package static let name = "Provision"
    package static let version: Int64 = 1

    let input: ProvisionInput
    let world: World
    let wasPlaced: Bool

    /// - Parameter wasPlaced: whether any run of this order, an earlier one too, has bought it already.
    package init(input: ProvisionInput, world: World, wasPlaced: Bool = false) {
        self.input = input
        self.world = world
        self.wasPlaced = wasPlaced
    }

    package func next(_ seen: ProvisionObservation, _ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        ProvisionRules(input: input, wasPlaced: wasPlaced).next(seen, run, at: moment)
    }
}
