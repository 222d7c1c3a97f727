import Synchronization

/// Brings changes to whoever listens, in this process.
package final class Notices: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int: @Sendable (Change) -> Void] = [:]
    }
    private let state = Mutex(State())

    package init() {}

    package var count: Int { state.withLock { $0.listeners.count } }

    package func post(_ change: Change) {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener(change) }
    }

    /// - Returns: what ends it.
    func listen(_ listener: @escaping @Sendable (Change) -> Void) -> @Sendable () -> Void {
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = listener
            return state.next
        }
        return { [weak self] in self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) } }
    }
}
