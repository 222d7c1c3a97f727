import FoundationEssentials
import Synchronization

/// The only time there is in a simulation: it stands still while anything is done, and jumps over every sleep.
final class SimulatedTime: Clock, Sendable {
    struct Instant: InstantProtocol {
        typealias Duration = Swift.Duration

        var sinceStart: Swift.Duration

        func advanced(by duration: Swift.Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.sinceStart - sinceStart }
        static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    let start: Date
    private let passed = Mutex(Swift.Duration.zero)

    init(start: Date) {
        self.start = start
    }

    var now: Instant { Instant(sinceStart: passed.withLock { $0 }) }
    var minimumResolution: Swift.Duration { .milliseconds(1) }
    var date: Date { start + Self.seconds(now.sinceStart) }

    /// Time never goes back.
    func pass(until date: Date) {
        let wanted = Swift.Duration.milliseconds(Int64((date.timeIntervalSince(start) * 1000).rounded(.up)))
        passed.withLock { $0 = max($0, wanted) }
    }

    func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        try Task.checkCancellation()
        passed.withLock { $0 = max($0, deadline.sinceStart) }
    }

    static func seconds(_ duration: Swift.Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
