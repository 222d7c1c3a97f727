import Synchronization

/// The streams of 2026-07-28 that are being written, so that a stop can end them in order.
final class OpenStreams: Sendable {
    private let drivers = Mutex<[ObjectIdentifier: Driver]>([:])

    var count: Int { drivers.withLock { $0.count } }

    func add(_ driver: Driver) { drivers.withLock { $0[ObjectIdentifier(driver)] = driver } }

    func remove(_ driver: Driver) { drivers.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(driver)) } }

    func close() async {
        for driver in drivers.withLock({ Array($0.values) }) { await driver.close() }
    }
}
