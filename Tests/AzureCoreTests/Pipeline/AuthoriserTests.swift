import AzureCore
import FoundationEssentials
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct AuthoriserTests {
    private let vaultChallenge =
        #"Bearer authorization="https://login.windows.net/tenant-9", resource="https://vault.test""#

    private func vaultRequest(_ repeatability: Repeatability = .read) -> AzureRequest {
        request(url: "https://shop.vault.test/secrets/a", repeatability: repeatability)
    }

    @Test func `a vault's challenge gives scope and tenant, and is kept for its host`() async throws {
        let transport = ScriptedTransport(
            .answer(401, headers: ["WWW-Authenticate": vaultChallenge]),
            .answer(200, [:]),
            .answer(200, [:])
        )
        let credential = StaticCredential()
        let pipeline = pipeline(transport, credential: credential)
        _ = try await pipeline.send(vaultRequest())
        _ = try await pipeline.send(vaultRequest())
        let asked = TokenScope("https://vault.test/.default", tenantId: "tenant-9")
        #expect(credential.scopes == [TokenScope("https://service.test/.default"), asked, asked])
        #expect(transport.requests.count == 3)
    }

    @Test func `a challenge naming a foreign resource is not followed`() async {
        let foreign = #"Bearer authorization="https://login.windows.net/t", resource="https://evil.test""#
        let transport = ScriptedTransport(.answer(401, headers: ["WWW-Authenticate": foreign]), .answer(200))
        let credential = StaticCredential()
        let error = await failure { () throws(AzureError) in try await pipeline(transport, credential: credential).send(vaultRequest()) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceMessage?.contains("evil.test") == true)
        #expect(credential.scopes.count == 1)
    }

    @Test func `a cloud of one's own may switch the check of the resource off`() async throws {
        let foreign = #"Bearer authorization="https://login.windows.net/t", resource="https://elsewhere.test""#
        let transport = ScriptedTransport(.answer(401, headers: ["WWW-Authenticate": foreign]), .answer(200, [:]))
        let credential = StaticCredential()
        _ = try await pipeline(transport, credential: credential, verifyChallengeResource: false).send(vaultRequest())
        #expect(credential.scopes.last?.value == "https://elsewhere.test/.default")
    }

    @Test func `claims are asked for once, and not again after a second challenge`() async {
        let claims = Data(#"{"access_token":{}}"#.utf8).base64EncodedString()
        let challenge = #"Bearer realm="", error="insufficient_claims", claims="\#(claims)""#
        let transport = ScriptedTransport(
            .answer(401, headers: ["WWW-Authenticate": challenge]),
            .answer(401, headers: ["WWW-Authenticate": challenge]),
            .answer(200)
        )
        let credential = StaticCredential()
        let error = await failure { () throws(AzureError) in try await pipeline(transport, credential: credential).send(request()) }
        #expect(error?.code == .unauthenticated)
        #expect(transport.requests.count == 2)
        #expect(credential.scopes.map(\.claims) == [nil, #"{"access_token":{}}"#])
    }

    @Test func `a challenge does not send a purchase again, but the next call has what it asked for`() async throws {
        let claims = Data("{}".utf8).base64EncodedString()
        let challenge = #"Bearer error="insufficient_claims", claims="\#(claims)""#
        let transport = ScriptedTransport(.answer(401, headers: ["WWW-Authenticate": challenge]), .answer(200, [:]), .answer(200, [:]))
        let credential = StaticCredential()
        let pipeline = pipeline(transport, credential: credential)
        let error = await failure { () throws(AzureError) in try await pipeline.send(request(.put, repeatability: .once)) }
        #expect(error?.code == .unauthenticated)
        #expect(transport.requests.count == 1)
        _ = try await pipeline.send(request(.put, repeatability: .once))
        _ = try await pipeline.send(request())
        #expect(credential.scopes.map(\.claims) == [nil, "{}", nil])
    }

    private static let expired = ScriptedTransport.Step.answer(
        401,
        ["error": ["code": "ExpiredAuthenticationToken", "message": "The access token expiry is earlier than now."]],
        headers: ["WWW-Authenticate": #"Bearer authorization_uri="https://login.windows.net/t", error="invalid_token""#]
    )

    @Test func `a token the service calls expired is exchanged once for a request, past the cache`() async throws {
        let transport = ScriptedTransport(Self.expired, .answer(200, [:]), Self.expired, Self.expired, .answer(200, [:]))
        let credential = StaticCredential()
        let pipeline = pipeline(transport, credential: TokenCache(credential, clock: TestClock()))
        _ = try await pipeline.send(request())
        #expect(transport.requests.count == 2)
        #expect(credential.scopes.map(\.isFresh) == [false, true])
        let error = await failure { () throws(AzureError) in try await pipeline.send(request()) }
        #expect(error?.serviceCode == "ExpiredAuthenticationToken")
        #expect(error?.nextStep.contains("clock") == true)
        #expect(transport.requests.count == 4, "one exchange, not one after the other")
        _ = try await pipeline.send(request())
        #expect(credential.scopes.map(\.isFresh) == [false, true, true], "what came fresh is kept")
    }

    @Test func `an expired token does not send a purchase again, but the next call has a fresh one`() async throws {
        let transport = ScriptedTransport(Self.expired, .answer(200, [:]), .answer(200, [:]))
        let credential = StaticCredential()
        let pipeline = pipeline(transport, credential: credential)
        let error = await failure { () throws(AzureError) in try await pipeline.send(request(.put, repeatability: .once)) }
        #expect(error?.code == .unauthenticated)
        #expect(transport.requests.count == 1)
        _ = try await pipeline.send(request(.put, repeatability: .once))
        _ = try await pipeline.send(request())
        #expect(credential.scopes.map(\.isFresh) == [false, true, false])
    }

    @Test func `a vault says in its text that the token has expired`() async throws {
        let expired: JSONValue = ["error": ["code": "Unauthorized", "message": "AKV10000: The token has expired."]]
        let challenge = #"Bearer authorization="https://login.windows.net/t", resource="https://service.test""#
        let transport = ScriptedTransport(.answer(401, expired, headers: ["WWW-Authenticate": challenge]), .answer(200, [:]))
        let credential = StaticCredential()
        let scope = TokenScope("https://service.test/.default", tenantId: "t")
        var vault = request()
        vault.scope = scope
        _ = try await pipeline(transport, credential: credential).send(vault)
        #expect(credential.scopes.map(\.isFresh) == [false, true])
    }

    @Test func `a 401 without a challenge is final`() async {
        let transport = ScriptedTransport(.answer(401, ["error": ["code": "AuthenticationFailed", "message": "no"]]), .answer(200))
        let error = await failure { () throws(AzureError) in try await pipeline(transport).send(request()) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceCode == "AuthenticationFailed")
        #expect(transport.requests.count == 1)
    }
}
