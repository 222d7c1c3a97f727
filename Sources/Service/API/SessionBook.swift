import Gateway
import Synchronization

/// Who shows a token, looked up in the store and remembered for half a second: a token that was taken back anywhere is refused
/// everywhere within a second, and many calls in a row cost one look.
package final class SessionBook: Sendable {
    package static let memory: Duration = .milliseconds(500)
    static let most = 4096

    /// A token is good for what it is shown to, so what was found there says nothing of elsewhere.
    private struct Shown: Hashable {
        let token: String
        let resource: String
    }

    private struct Known {
        let session: AgentSession
        let at: ContinuousClock.Instant
    }

    private let known = Mutex<[Shown: Known]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant
    private let look: @Sendable (_ token: String, _ resource: String) async throws -> AgentSession?

    /// - Parameter look: asks the store; nil for a token that is none, is over, was taken back or is for another resource.
    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        look: @escaping @Sendable (_ token: String, _ resource: String) async throws -> AgentSession?
    ) {
        self.now = now
        self.look = look
    }

    /// Only what was found is remembered: a token that is given out now can be used now.
    package func session(_ token: String, at resource: String) async throws -> AgentSession? {
        let shown = Shown(token: token, resource: resource)
        // Taken before the look: what was true then is believed for so long from then on.
        let at = now()
        let remembered = known.withLock { known -> AgentSession? in
            guard let entry = known[shown] else { return nil }
            guard entry.at.duration(to: at) < Self.memory else {
                known[shown] = nil
                return nil
            }
            return entry.session
        }
        if let remembered { return remembered }
        guard let session = try await look(token, resource) else { return nil }
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[shown] = Known(session: session, at: at)
        }
        return session
    }
}
