import Synchronization

/// Asked to stop, the daemon begins nothing more and lets what runs come to its next rest.
package final class StopSignal: Sendable {
    private struct State {
        var isAsked = false
        var last = 0
        var listeners: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var isAsked: Bool { state.withLock(\.isAsked) }

    package func ask() {
        let listeners = state.withLock { state in
            defer { (state.isAsked, state.listeners) = (true, [:]) }
            return state.listeners.values
        }
        for listener in listeners { listener() }
    }

    /// Calls `listener` when it is asked, at once if it has been.
    func onAsk(_ listener: @escaping @Sendable () -> Void) -> Int {
        let (number, wasAsked) = state.withLock { state in
            state.last &+= 1
            if !state.isAsked { state.listeners[state.last] = listener }
            return (state.last, state.isAsked)
        }
        if wasAsked { listener() }
        return number
    }

    func forget(_ listener: Int) {
        state.withLock { $0.listeners[listener] = nil }
    }
}
