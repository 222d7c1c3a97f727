import AzureCore
import Crypto
import Foundation
import JSON
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct ForeignIssuerTests {
    private static let issuer = "https://login.example/tenant/v2.0"
    private static let audience = "api://signet"
    private let key = P256.Signing.PrivateKey()
    private let stranger = P256.Signing.PrivateKey()

    private func keySet(_ key: P256.Signing.PrivateKey) -> JSONValue {
        let raw = key.publicKey.rawRepresentation
        return [
            "keys": [
                [
                    "kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "x": .string(Data(raw.prefix(32)).base64URL),
                    "y": .string(Data(raw.suffix(32)).base64URL),
                ],
                ["kty": "oct", "kid": "shared", "k": "c2VjcmV0"],
            ]
        ]
    }

    private static let metadata: JSONValue = ["issuer": .string(issuer), "jwks_uri": "https://login.example/keys"]

    private func token(
        _ changes: [String: JSONValue] = [:],
        header: JSONValue = ["alg": "ES256", "kid": "k1"],
        by signer: P256.Signing.PrivateKey? = nil
    ) throws -> String {
        var claims: JSONObject = [
            "iss": .string(Self.issuer), "aud": .string(Self.audience), "oid": "subject-1", "azp": "app", "scp": "read execute",
            "exp": 1_800_003_600, "nbf": 1_800_000_000,
        ]
        for (name, value) in changes { claims[name] = value }
        let text = Data(header.bytes()).base64URL + "." + Data(JSONValue.object(claims).bytes()).base64URL
        return try text + "." + (signer ?? key).signature(for: Data(text.utf8)).rawRepresentation.base64URL
    }

    private func sessions(_ rig: OAuthRig, _ newcomers: OAuthClients.Newcomers = .approved, answers: Int = 1) throws -> ForeignSessions {
        for _ in 0..<answers {
            rig.documents.add(.answer(200, Self.metadata))
            rig.documents.add(.answer(200, keySet(key)))
        }
        let issuer = try ForeignIssuer(
            issuer: Self.issuer,
            audience: Self.audience,
            transport: rig.documents.transport,
            now: rig.now
        )
        return ForeignSessions(store: rig.store, issuer: issuer, newcomers: newcomers, resource: OAuthRig.site.resource, now: rig.now)
    }

    @Test func `a good token is an agent's, looked up like our own until it ends or is taken back`() async throws {
        let rig = try await OAuthRig()
        let sessions = try sessions(rig)
        let shown = Secret(try token())
        let found = try #require(try await sessions.admit(shown))
        let session = try #require(try await rig.agents.session(found, at: OAuthRig.site.resource))
        #expect(session.agent == "external.subject-1" && session.scopes == [.read, .execute])
        #expect(try await rig.agents.session(found) == nil, "good for this resource alone")
        _ = try await sessions.admit(shown)
        #expect(rig.documents.requests.count == 2, "metadata and keys, once")
        try await rig.agents.revoke("external.subject-1", by: .machine)
        #expect(await refusal { _ = try await sessions.admit(shown) } == .accessDenied)
        rig.pass(3600 + 60)
        #expect(try await sessions.admit(shown) == nil)
    }

    @Test(
        arguments: [
            ["iss": "https://login.example/other/v2.0"], ["aud": "api://other"], ["aud": ["api://other"]], ["aud": []], ["aud": 7],
            ["exp": 1_799_999_000], ["exp": "soon"], ["nbf": 1_800_001_000], ["oid": ""],
        ] as [[String: JSONValue]]
    )
    func `a token of another issuer, audience or time is none`(_ changes: [String: JSONValue]) async throws {
        let rig = try await OAuthRig()
        let sessions = try sessions(rig)
        #expect(try await sessions.admit(Secret(token(changes))) == nil)
        #expect(try await rig.agents.all().isEmpty)
    }

    @Test func `a signature by another key, of a kind anybody can make, or none at all, is none`() async throws {
        let rig = try await OAuthRig()
        let sessions = try sessions(rig)
        let good = try token()
        #expect(try await sessions.admit(Secret(token(by: stranger))) == nil)
        #expect(try await sessions.admit(Secret(token(header: ["alg": "none", "kid": "k1"]))) == nil)
        #expect(try await sessions.admit(Secret(token(header: ["alg": "HS256", "kid": "shared"]))) == nil)
        #expect(try await sessions.admit(Secret(token(header: ["alg": "ES256", "kid": "unknown"]))) == nil)
        #expect(try await sessions.admit(Secret(token(header: ["alg": "RS256", "kid": "k1"]))) == nil)
        for text in ["", "a.b", "a.b.c", "sgt_x", good + ".x", String(good.dropLast(4)), String(repeating: "a", count: 20_000)] {
            #expect(try await sessions.admit(Secret(text)) == nil)
        }
        #expect(rig.documents.requests.count == 2, "made-up key names cannot make us ask again and again")
    }

    @Test func `on a real profile a subject waits for a person, and needs a scope`() async throws {
        let rig = try await OAuthRig()
        let sessions = try sessions(rig, .wait)
        let shown = Secret(try token())
        #expect(await refusal { _ = try await sessions.admit(shown) } == .accessDenied)
        let waiting = try #require(try await rig.clients(.wait).all(.pending).first)
        #expect(waiting.kind == .foreign && waiting.name == "subject-1")
        _ = try await rig.clients(.wait).decide(waiting.id, .approved, by: .person("anna"))
        #expect(try await sessions.admit(shown) != nil)
        #expect(await refusal { _ = try await sessions.admit(Secret(token(["scp": "User.Read"]))) } == .insufficientScope)
        #expect(try await sessions.admit(Secret(token(["scp": "", "roles": ["order"]]))) != nil)
    }

    @Test func `keys are asked for again when a new one is named, and metadata of another issuer is refused`() async throws {
        let rig = try await OAuthRig()
        let sessions = try sessions(rig)
        #expect(try await sessions.admit(Secret(token())) != nil)
        rig.pass(61)
        rig.documents.add(.answer(200, Self.metadata))
        rig.documents.add(.answer(200, keySet(stranger)))
        #expect(try await sessions.admit(Secret(token(header: ["alg": "ES256", "kid": "new"]))) == nil)
        #expect(rig.documents.requests.count == 4)
        rig.pass(3600)
        rig.documents.add(.answer(200, ["issuer": "https://evil.example", "jwks_uri": "https://evil.example/keys"]))
        #expect(await refusal { _ = try await sessions.admit(Secret(token(header: ["alg": "ES256", "kid": "k3"]))) } == .serverError)
    }
}
