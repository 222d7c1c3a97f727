import AzureCore
import Synchronization
import TestSupport
import Testing

@Suite struct CredentialChainTests {
    private let scope = TokenScope("https://a.test/.default")

    /// Fails as scripted until it is told not to.
    private final class Switchable: TokenCredential {
        private let state: Mutex<(error: AzureError?, count: Int)>

        init(_ error: AzureError?) { state = Mutex((error, 0)) }

        var count: Int { state.withLock { $0.count } }
        func set(_ error: AzureError?) { state.withLock { $0.error = error } }

        func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
            let error = state.withLock { state in
                state.count += 1
                return state.error
            }
            if let error { throw error }
            return AccessToken(token: Secret("t"), lifetime: .seconds(60))
        }
    }

    private func error(_ why: String, _ code: AzureError.Code = .unauthenticated) -> AzureError {
        AzureError(code: code, operation: "o", target: "t", serviceMessage: why, nextStep: "Do \(why).")
    }

    @Test func `the first that can is used, the ones after it are not asked`() async throws {
        let (first, second, third) = (Switchable(error("a")), Switchable(nil), Switchable(nil))
        let chain = CredentialChain([("one", first), ("two", second), ("three", third)])
        #expect(await chain.current == nil)
        _ = try await chain.token(for: scope)
        #expect(await chain.current == "two")
        #expect([first.count, second.count, third.count] == [1, 1, 0])
    }

    @Test func `the one that worked is the one from then on, even when it fails`() async throws {
        let (first, second) = (Switchable(error("a")), Switchable(nil))
        let chain = CredentialChain([("one", first), ("two", second)])
        _ = try await chain.token(for: scope)
        first.set(nil)
        second.set(error("later", .network))
        let failed = await failure { () throws(AzureError) in try await chain.token(for: scope) }
        #expect(failed?.code == .network)
        #expect(first.count == 1)
    }

    @Test func `when none can, each one's reason and next step are listed`() async {
        let chain = CredentialChain([("one", Switchable(error("a"))), ("two", Switchable(error("b", .timeout)))])
        let failed = await failure { () throws(AzureError) in try await chain.token(for: scope) }
        #expect(failed?.code == .unauthenticated)
        #expect(failed?.serviceMessage == "no credential gave a token. one: a; two: b")
        #expect(failed?.nextStep == "Make one of them work. one: Do a. two: Do b.")
    }

    @Test func `a cancelled one ends the search`() async {
        let second = Switchable(nil)
        let chain = CredentialChain([("one", Switchable(error("a", .cancelled))), ("two", second)])
        let failed = await failure { () throws(AzureError) in try await chain.token(for: scope) }
        #expect(failed?.code == .cancelled)
        #expect(second.count == 0)
    }

    @Test func `an empty chain says so`() async {
        let failed = await failure { () throws(AzureError) in try await CredentialChain([]).token(for: scope) }
        #expect(failed?.serviceMessage == "the chain is empty")
    }
}
