/// The order's certificate and key in a vault secret: linked, written by the service, opened and found whole.
package struct StoreInVault: Delivery {
    package static let name = "StoreInVault"
    package static let version: Int64 = 1

    package let input: DeliveryInput
    package let world: World

    package init(input: DeliveryInput, world: World) {
        self.input = input
        self.world = world
    }
}
