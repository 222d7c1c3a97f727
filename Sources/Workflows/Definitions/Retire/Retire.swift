import AppServiceCertificates
import AzureCore
import FoundationEssentials

/// The end of an order, and the only workflow that revokes: what uses its certificate is looked for first, taken away where that
/// was asked for, then the order is deleted, and when it is gone the keys sealed for it are removed. Its name can be ordered again.
package struct Retire: OrderWorkflow {
    package static let name = "Retire"
    package static let version: Int64 = 1
    package static let endsItsSubject = true

    let input: RetireInput
    package let world: World
    package var order: ResourceID { input.order }

    package init(input: RetireInput, world: World) {
        self.input = input
        self.world = world
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = OrderObservation()
        let writes = OrderWrites(world: world, order: order)
        seen.order = try await writes.current()
        seen.sealedKeys = try await writes.keys.all()
        guard let order = seen.order else { return seen }
        let look = OrderLook(world)
        seen.sight = try await look(order, asking: hostNames(of: order), await look.surroundings())
        return seen
    }

    /// The certificate may be served from where no binding is seen: by a gateway, or by a machine with an exported copy.
    private func hostNames(of order: CertificateOrder) -> [String] {
        guard order.status == .issued else { return [] }
        let names = (order.leaf?.names ?? [order.commonName]) + input.hostNames
        return Set(names.map { $0.lowercased() }.filter { !$0.isEmpty && !$0.hasPrefix("*.") }).sorted()
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        RetireRules(input: input).next(seen.sight, keys: seen.sealedKeys, run, at: moment)
    }
}
