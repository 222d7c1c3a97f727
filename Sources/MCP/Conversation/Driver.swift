import JSON
import Synchronization

/// Carries out what a conversation decides: runs handlers, and hands what is to be sent to an outlet in the order it was decided.
final class Driver: Sendable {
    enum Outgoing: Sendable {
        case message(JSONValue, about: RequestID?)
        case reply(Reply)
        /// It was cancelled, and nothing more will come of it.
        case silence(RequestID)
        /// An older client is to come back for the rest.
        case hangUp(RequestID)
    }

    private struct State {
        var conversation: Conversation
        var tasks: [RequestID: Task<Void, Never>] = [:]
        var stopListening: (@Sendable () -> Void)?
        var isOver = false
    }

    private let state: Mutex<State>
    private let notices: Notices
    private let outlet: @Sendable (Outgoing) -> Void

    /// - Parameter outlet: called in order and under a lock: it takes the message and returns at once.
    init(_ conversation: Conversation, outlet: @escaping @Sendable (Outgoing) -> Void) {
        notices = conversation.server.notices
        state = Mutex(State(conversation: conversation))
        self.outlet = outlet
    }

    var running: Int { state.withLock { $0.tasks.count } }
    /// The revision an older client agreed to.
    var version: ProtocolVersion? {
        state.withLock { if case .legacy(let version, _) = $0.conversation.era { version } else { nil } }
    }

    func receive(_ message: Message) { decide { $0.receive(message) } }

    /// Hears of changes for as long as the conversation goes on.
    func listen() {
        let stop = notices.listen { [weak self] change in self?.decide { $0.changed(change) } }
        state.withLock { $0.stopListening = stop }
    }

    /// Ends the conversation: stops what runs, and waits until it has stopped.
    func close() async {
        let (stop, tasks) = state.withLock { state in
            state.isOver = true
            for effect in state.conversation.close() { emit(effect) }
            return (state.stopListening, state.tasks)
        }
        stop?()
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
    }

    /// The same where nobody is left to be told, and nobody waits.
    func abandon() {
        let (stop, tasks) = state.withLock { state in
            state.isOver = true
            _ = state.conversation.close()
            return (state.stopListening, state.tasks)
        }
        stop?()
        for task in tasks.values { task.cancel() }
    }

    /// Waits for what runs now.
    func drain() async {
        for task in state.withLock({ Array($0.tasks.values) }) { await task.value }
    }

    private func decide(_ decision: (inout Conversation) -> [Conversation.Effect]) {
        state.withLock { state in
            for effect in decision(&state.conversation) {
                emit(effect)
                switch effect {
                // The task cannot end before it is noted here: its end needs the same lock.
                case .start(let exchange) where !state.isOver: state.tasks[exchange.id] = task(exchange)
                case .cancel(let id): state.tasks.removeValue(forKey: id)?.cancel()
                case .start, .send, .reply: break
                }
            }
        }
    }

    private func emit(_ effect: Conversation.Effect) {
        switch effect {
        case .send(let message, let id): outlet(.message(message, about: id))
        case .reply(let reply): outlet(.reply(reply))
        case .cancel(let id): outlet(.silence(id))
        case .start: break
        }
    }

    private func task(_ exchange: Exchange) -> Task<Void, Never> {
        let id = exchange.id
        let reporter = Call.Reporter(
            progress: { [weak self] progress in self?.decide { $0.report(progress, of: id) } },
            changed: { [notices] in notices.post($0) },
            hangUp: { [weak self] in self?.outlet(.hangUp(id)) }
        )
        return Task {
            let outcome = await exchange.run(reporter)
            // Asked again at once, the request has a new task in the place of this one.
            state.withLock { _ = $0.tasks.removeValue(forKey: id) }
            decide { $0.finish(id, outcome) }
        }
    }
}
