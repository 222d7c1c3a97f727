/// Every place that uses the order's secret brought to the present leaf now, instead of when the platform gets to it.
package struct Sync: Delivery {
    package static let name = "Sync"
    package static let version: Int64 = 1

    package let input: DeliveryInput
    package let world: World

    package init(input: DeliveryInput, world: World) {
        self.input = input
        self.world = world
    }
}
