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

/// How fast the world is. A wait looks again soon at first, then less and less often, never more seldom than `slowest`.
package struct Pace: Sendable {
    package let quickest: Duration
    package let slowest: Duration
    /// How old an unanswered write has to be before seeing no effect proves that it had none: until then it may still be on its
    /// way, or the answer may come from a replica that lags.
    package let absenceIsProofAfter: Duration

    package init(quickest: Duration, slowest: Duration, absenceIsProofAfter: Duration = .seconds(60)) {
        self.quickest = quickest
        self.slowest = slowest
        self.absenceIsProofAfter = absenceIsProofAfter
    }

    package static let cloud = Pace(quickest: .seconds(5), slowest: .seconds(60))
    /// The emulator is one process with one state: it lags only where a fault makes it.
    package static let emulator = Pace(quickest: .milliseconds(100), slowest: .seconds(1), absenceIsProofAfter: .seconds(1))

    /// The pause before look number `look` (from 0) of one and the same wait.
    func pause(_ look: Int) -> Duration { pause(look, upTo: slowest) }

    /// The same where nobody watches: people take their time, and thousands who wait for some must not look at the service every
    /// minute. Doubling, the pause is never longer than has been waited already.
    func patientPause(_ look: Int, with party: Party) -> Duration {
        party == .service || party == .otherProcess ? pause(look) : pause(look, upTo: max(slowest, .seconds(3600)))
    }

    private func pause(_ look: Int, upTo most: Duration) -> Duration {
        min(quickest * (1 << min(look, 20)) / 2 + quickest / 2, most)
    }
}
