import Synchronization

/// A clock that stands still until a test moves it, or that jumps ahead by every sleep asked of it. It remembers the sleeps.
///
/// ```swift
/// let clock = TestClock(jumps: true)
/// … code that sleeps 0.8 s, then 1.6 s …
/// #expect(clock.sleeps == [.milliseconds(800), .milliseconds(1600)])
/// ```
package final class TestClock: Clock, Sendable {
    package typealias Duration = Swift.Duration

    package struct Instant: InstantProtocol {
        package typealias Duration = Swift.Duration

        var sinceStart: Swift.Duration

        package func advanced(by duration: Swift.Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        package func duration(to other: Instant) -> Swift.Duration { other.sinceStart - sinceStart }
        package static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private struct State {
        var now = Instant(sinceStart: .zero)
        var sleeps: [Swift.Duration] = []
        var sleepers: [Int: (deadline: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var nextSleeper = 0
    }

    private let jumps: Bool
    private let state = Mutex(State())

    /// A clock that stands still, or one that jumps ahead by every sleep.
    package init(jumps: Bool = false) {
        self.jumps = jumps
    }

    package var now: Instant { state.withLock { $0.now } }
    package var minimumResolution: Swift.Duration { .nanoseconds(1) }

    /// Every sleep asked for so far, in order.
    package var sleeps: [Swift.Duration] { state.withLock { $0.sleeps } }

    /// Moves the clock and wakes the sleepers whose time has come.
    package func advance(by duration: Swift.Duration) {
        let woken = state.withLock { state in
            state.now = state.now.advanced(by: duration)
            let due = state.sleepers.filter { $0.value.deadline <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    package func sleep(until deadline: Instant, tolerance: Swift.Duration? = nil) async throws {
        try Task.checkCancellation()
        let id = state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            state.nextSleeper += 1
            return state.nextSleeper
        }
        if jumps { return advance(by: max(.zero, now.duration(to: deadline))) }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.now < deadline, !Task.isCancelled else { return true }
                    state.sleepers[id] = (deadline, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
            try Task.checkCancellation()
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(throwing: CancellationError())
        }
    }
}
