import Synchronization

/// Whether a daemon's turns come to their end, for those who ask from outside.
package final class FleetPulse: Sendable {
    private struct State {
        var hasBeaten = false
        var failures = 0
    }

    private let state = Mutex(State())

    func beat(failed: Bool) {
        state.withLock { state in
            state.hasBeaten = true
            state.failures = failed ? state.failures &+ 1 : 0
        }
    }

    /// What is wrong, in words for anybody; nil when nothing is.
    package var trouble: String? {
        state.withLock { state in
            guard state.hasBeaten else { return "no turn is over yet" }
            guard state.failures > 0 else { return nil }
            return state.failures == 1 ? "the last turn failed" : "the last \(state.failures) turns failed"
        }
    }
}
