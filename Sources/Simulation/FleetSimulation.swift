import CertificateMaterial
import FoundationEssentials

/// Years of a fleet in minutes: the real daemon, engine, workflows, journal and emulator on a clock that jumps over every sleep.
package struct FleetSimulation: Sendable {
    /// How long leaves and proofs last throughout.
    package let leafDays: Int
    package let proofDays: Int
    package var years = 10.0
    package var orders = 200
    /// An order's daily work grows with those beside it, as in a real subscription; a daemon for each keeps it bounded.
    package var ordersOfSubscription = 20
    /// Of all requests, the share that is refused, cut off or lost after it took effect.
    package var faultShare = 0.01
    /// Without it each order ends with the term that is paid for.
    package var acceptsCharges = true
    package var seed: UInt64 = 1
    /// Subscriptions that are lived through at the same moment.
    package var lanes = 2

    package init(leafDays: Int, proofDays: Int) {
        self.leafDays = leafDays
        self.proofDays = proofDays
    }

    /// Those the industry has agreed on: until 2027-03-15, until 2029-03-15, and from then on.
    package static let rules = [
        FleetSimulation(leafDays: 198, proofDays: 198), FleetSimulation(leafDays: 100, proofDays: 100),
        FleetSimulation(leafDays: 47, proofDays: 10),
    ]

    package static func keys(_ count: Int = 16) throws -> [RSAPrivateKey] { try (0..<count).map { _ in try RSAPrivateKey.generate() } }

    /// - Parameter keys: given to the orders in turn.
    package func run(keys: [RSAPrivateKey]) async throws -> SimulationReport {
        let sizes = stride(from: 0, to: orders, by: max(1, ordersOfSubscription)).map { min(ordersOfSubscription, orders - $0) }
        let began = ContinuousClock.now
        return try await withThrowingTaskGroup(of: SimulationReport.self) { group in
            var waiting = sizes.enumerated().map { ($0.offset, $0.element) }[...]
            for (number, size) in waiting.prefix(max(1, lanes)) { group.addTask { try await live(number, size, keys) } }
            waiting = waiting.dropFirst(max(1, lanes))
            var report = SimulationReport()
            while let part = try await group.next() {
                report.add(part)
                if let (number, size) = waiting.popFirst() { group.addTask { try await live(number, size, keys) } }
            }
            report.seconds = SimulatedTime.seconds(ContinuousClock.now - began)
            return report
        }
    }

    private func live(_ number: Int, _ size: Int, _ keys: [RSAPrivateKey]) async throws -> SimulationReport {
        let fleet = try await SimulatedFleet.start(self, number: number, orders: size, keys: keys)
        do {
            let report = try await fleet.live()
            await fleet.stop()
            return report
        } catch {
            await fleet.stop()
            throw error
        }
    }
}
