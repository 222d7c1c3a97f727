import AzureCore
import Synchronization
import TestSupport
import Testing

@Suite struct TokenCacheTests {
    private let scope = TokenScope("https://a.test/.default")
    private let clock = TestClock()

    /// Gives numbered tokens, or fails, and can be held up.
    private final class Counting: TokenCredential {
        private let state = Mutex((count: 0, fails: false, isOpen: true))
        let lifetime: Duration
        let refreshAfter: Duration?

        init(lifetime: Duration = .seconds(3600), refreshAfter: Duration? = nil) {
            self.lifetime = lifetime
            self.refreshAfter = refreshAfter
        }

        var count: Int { state.withLock { $0.count } }
        func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }
        func open(_ isOpen: Bool) { state.withLock { $0.isOpen = isOpen } }

        func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
            let (count, fails) = state.withLock { state in
                state.count += 1
                return (state.count, state.fails)
            }
            while !state.withLock({ $0.isOpen }) { await Task.yield() }
            if fails { throw AzureError(code: .network, operation: "Identity.token", target: "t", nextStep: "n") }
            return AccessToken(token: Secret("\(count)"), lifetime: lifetime, refreshAfter: refreshAfter)
        }
    }

    private func text(_ cache: TokenCache, _ scope: TokenScope? = nil) async throws -> String {
        try await cache.token(for: scope ?? self.scope).token.reveal()
    }

    @Test func `a token is kept until five minutes before its end`() async throws {
        let cache = TokenCache(Counting(), clock: clock)
        #expect(try await text(cache) == "1")
        clock.advance(by: .seconds(3299))
        #expect(try await text(cache) == "1")
        clock.advance(by: .seconds(1))
        #expect(try await text(cache) == "2")
    }

    @Test func `a short-lived token is kept for four fifths of its life`() async throws {
        let cache = TokenCache(Counting(lifetime: .seconds(100)), clock: clock)
        _ = try await text(cache)
        clock.advance(by: .seconds(79))
        #expect(try await text(cache) == "1")
        clock.advance(by: .seconds(1))
        #expect(try await text(cache) == "2")
    }

    @Test func `the time the service would like it refreshed is kept`() async throws {
        let cache = TokenCache(Counting(refreshAfter: .seconds(1800)), clock: clock)
        _ = try await text(cache)
        clock.advance(by: .seconds(1800))
        #expect(try await text(cache) == "2")
    }

    @Test func `a failed early refresh leaves the token in use and is tried again half a minute later`() async throws {
        let credential = Counting()
        let cache = TokenCache(credential, clock: clock)
        _ = try await text(cache)
        clock.advance(by: .seconds(3400))
        credential.fail(true)
        #expect(try await text(cache) == "1")
        #expect(try await text(cache) == "1")
        #expect(credential.count == 2)
        clock.advance(by: .seconds(30))
        credential.fail(false)
        #expect(try await text(cache) == "3")
    }

    @Test func `without a usable token the failure is thrown`() async throws {
        let credential = Counting()
        let cache = TokenCache(credential, clock: clock)
        _ = try await text(cache)
        clock.advance(by: .seconds(3600))
        credential.fail(true)
        await #expect(throws: AzureError.self) { try await cache.token(for: scope) }
    }

    @Test func `many callers make one request`() async throws {
        let credential = Counting()
        credential.open(false)
        let cache = TokenCache(credential, clock: clock)
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { try await cache.token(for: scope).token.reveal() } }
            while credential.count == 0 { await Task.yield() }
            credential.open(true)
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(texts == ["1"])
        #expect(credential.count == 1)
    }

    @Test func `scopes and tenants are kept apart`() async throws {
        let cache = TokenCache(Counting(), clock: clock)
        #expect(try await text(cache) == "1")
        #expect(try await text(cache, TokenScope(scope.value, tenantId: "t")) == "2")
        #expect(try await text(cache, TokenScope("https://b.test/.default")) == "3")
        #expect(try await text(cache) == "1")
    }

    @Test func `claims go past the cache and replace what is in it`() async throws {
        let cache = TokenCache(Counting(), clock: clock)
        _ = try await text(cache)
        #expect(try await text(cache, TokenScope(scope.value, claims: "{}")) == "2")
        #expect(try await text(cache) == "2")
    }
}
