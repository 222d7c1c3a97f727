/// The order's certificate at new host names: imported where their site finds it, bound, and seen in a handshake.
package struct Bind: Delivery {
    package static let name = "Bind"
    package static let version: Int64 = 1

    package let input: DeliveryInput
    package let world: World

    package init(input: DeliveryInput, world: World) {
        self.input = input
        self.world = world
    }
}
