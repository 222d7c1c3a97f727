import Synchronization

/// Keeps tokens until shortly before their end, per scope and tenant, and asks for each only once at a time however many callers
/// wait for it. A scope with claims, or one that wants a fresh token, goes past the cache and replaces what is in it.
public final class TokenCache: TokenCredential {
    /// A token is renewed this long before its end, or when a fifth of a short life is left.
    static let margin = Duration.seconds(300)
    /// After a failed early refresh the token still held is used this long before the next try.
    static let pause = Duration.seconds(30)
    private static let maximumEntries = 256

    private struct Entry {
        let token: AccessToken
        let receivedAt: Duration
        var refreshAt: Duration
        var endsAt: Duration { receivedAt + token.lifetime }
    }

    private struct State {
        var entries: [TokenScope: Entry] = [:]
        var inFlight: [TokenScope: Task<Result<AccessToken, AzureError>, Never>] = [:]
    }

    private let credential: any TokenCredential
    private let elapsed: @Sendable () -> Duration
    private let state = Mutex(State())

    /// A cache in front of a credential.
    public init(_ credential: any TokenCredential, clock: any Clock<Duration> = ContinuousClock()) {
        self.credential = credential
        elapsed = stopwatch(clock)
    }

    /// The token held, or a fresh one. Throws what the credential throws; while the token held is still good for
    /// half a minute, a failed early refresh is not an error.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        let held = scope.claims == nil && !scope.isFresh ? state.withLock { $0.entries[scope] } : nil
        if let held, elapsed() < held.refreshAt { return held.token }
        do {
            return try await fresh(scope).value.get()
        } catch {
            guard var held, elapsed() + Self.pause < held.endsAt else { throw error }
            held.refreshAt = elapsed() + Self.pause
            state.withLock { [held] state in
                if state.entries[scope]?.receivedAt == held.receivedAt { state.entries[scope] = held }
            }
            return held.token
        }
    }

    /// The request under way, or one that is started. It is a task of its own: a caller that is cancelled does not end it for the others.
    private func fresh(_ scope: TokenScope) -> Task<Result<AccessToken, AzureError>, Never> {
        state.withLock { state in
            if let task = state.inFlight[scope] { return task }
            let task = Task { await ask(scope) }
            state.inFlight[scope] = task
            return task
        }
    }

    private func ask(_ scope: TokenScope) async -> Result<AccessToken, AzureError> {
        let result: Result<AccessToken, AzureError>
        do throws(AzureError) {
            result = .success(try await credential.token(for: scope))
        } catch {
            result = .failure(error)
        }
        state.withLock { state in
            state.inFlight[scope] = nil
            if case .success(let token) = result { keep(token, for: scope, in: &state) }
        }
        return result
    }

    private func keep(_ token: AccessToken, for scope: TokenScope, in state: inout State) {
        if state.entries.count >= Self.maximumEntries { state.entries.removeAll() }
        let now = elapsed()
        let beforeEnd = token.lifetime - min(Self.margin, token.lifetime / 5)
        let refreshAt = now + min(token.refreshAfter ?? beforeEnd, beforeEnd)
        var key = scope
        key.claims = nil
        key.isFresh = false
        state.entries[key] = Entry(token: token, receivedAt: now, refreshAt: refreshAt)
    }
}

/// The time since now on a clock, as a closure: an existential clock cannot compare its instants.
func stopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
}
