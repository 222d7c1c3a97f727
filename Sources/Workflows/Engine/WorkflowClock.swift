import FoundationEssentials

/// The profile's clock. On a real cloud it is the wall clock; on the emulator its virtual one. `now` judges certificates and
/// deadlines; `pause` is how long this process sleeps between two looks, which is real time everywhere.
package struct WorkflowClock: Sendable {
    package let now: @Sendable () async throws -> Date
    package let pause: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () async throws -> Date = { Date() },
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.now = now
        self.pause = pause
    }
}

/// How often a wait looks again: soon at first, then less and less often, never more seldom than `slowest`.
package struct Pace: Sendable {
    package let quickest: Duration
    package let slowest: Duration

    package init(quickest: Duration, slowest: Duration) {
        self.quickest = quickest
        self.slowest = slowest
    }

    package static let cloud = Pace(quickest: .seconds(5), slowest: .seconds(60))
    package static let emulator = Pace(quickest: .milliseconds(100), slowest: .seconds(1))

    /// The pause before look number `look` (from 0) of one and the same wait.
    func pause(_ look: Int) -> Duration {
        min(quickest * (1 << min(look, 20)) / 2 + quickest / 2, slowest)
    }
}
