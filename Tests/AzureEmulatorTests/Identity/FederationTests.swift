import CertificateMaterial
import CryptoExtras
import Foundation
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct FederationTests {
    private static let issuer = "https://token.actions.example/"
    private static let subject = "repo:contoso/web:ref:refs/heads/main"

    private var rig: Rig
    private var id: String { rig.state.tenant.client.appID }

    init() throws {
        rig = try Rig()
        let answer = try register(["name": "main", "keys": Self.keys(TestKeys.shared())])
        try #require(answer.status == 201, "\(answer.json)")
    }

    private mutating func register(_ changes: JSONObject) throws -> Rig.Answer {
        var body: JSONObject = ["issuer": .string(Self.issuer), "subject": .string(Self.subject)]
        for (name, value) in changes { body[name] = value }
        return rig.control("POST", "/clients/\(id)/federatedCredentials", .object(body))
    }

    private static func keys(_ key: RSAPrivateKey, id: String = "k1") throws -> JSONValue {
        let numbers = try _RSA.Signing.PrivateKey(pemRepresentation: key.pem).publicKey.getKeyPrimitives()
        let shown: JSONValue = [
            "kty": "RSA", "kid": .string(id), "n": .string(base64URL(numbers.modulus)), "e": .string(base64URL(numbers.publicExponent)),
        ]
        return ["keys": [shown]]
    }

    private mutating func send(_ change: (inout TestAssertion) throws -> Void) throws -> Int {
        var assertion = TestAssertion(
            header: ["typ": "JWT", "alg": "RS256", "kid": "k1"],
            claims: ["iss": .string(Self.issuer), "sub": .string(Self.subject), "aud": .string(FederatedCredential.standardAudience)],
            key: try TestKeys.shared()
        )
        for (name, value) in rig.times() { assertion.claims[name] = value }
        try change(&assertion)
        let answer = rig.tokenAnswer(assertion: try assertion.text())
        #expect(answer.status == (rig.refusal(answer) == 0 ? 200 : 401) || rig.refusal(answer) == 50_027)
        return rig.refusal(answer)
    }

    @Test mutating func `a registered subject of a registered issuer gets a token`() throws {
        #expect(try send { _ in } == 0)
        #expect(try send { $0.claims["aud"] = ["other", .string(FederatedCredential.standardAudience)] } == 0)
        #expect(try send { $0.header["kid"] = nil } == 0)
    }

    @Test mutating func `what does not match is refused by its number, letter by letter`() throws {
        #expect(try send { $0.claims["iss"] = "https://token.actions.example" } == 700_211)
        #expect(try send { $0.claims["sub"] = "repo:Contoso/web:ref:refs/heads/main" } == 700_213)
        #expect(try send { $0.claims["aud"] = "api://other" } == 700_212)
        #expect(try send { $0.header["kid"] = "k2" } == 7_000_272)
        #expect(try send { $0.key = try TestKeys.other() } == 700_027)
        #expect(try send { $0.claims["exp"] = 1_799_999_000 } == 700_024)
        #expect(try send { $0.claims["exp"] = nil } == 50_027)
        let guest = rig.control("POST", "/clients", [:]).json["clientId"]?.string ?? ""
        var assertion = TestAssertion(claims: ["iss": "a", "sub": "b"], key: try TestKeys.shared())
        for (name, value) in rig.times() { assertion.claims[name] = value }
        #expect(rig.refusal(rig.tokenAnswer(assertion: try assertion.text(), ["client_id": guest])) == 70_021)
    }

    @Test mutating func `an issuer's keys are given once and may be replaced`() throws {
        #expect(try register(["name": "second", "subject": "repo:contoso/api"]).status == 201)
        #expect(try send { $0.claims["sub"] = "repo:contoso/api" } == 0)
        #expect(try register(["name": "third", "issuer": "https://unknown.example"]).status == 400)
        #expect(try register(["name": "fourth", "subject": "x", "keys": Self.keys(TestKeys.other(), id: "k2")]).status == 201)
        #expect(try send { _ in } == 7_000_272)
        #expect(
            try send {
                $0.header["kid"] = "k2"
                $0.key = try TestKeys.other()
            } == 0
        )
    }

    @Test mutating func `a twin, a second audience and keys that are none are refused`() throws {
        #expect(try register(["name": "main", "subject": "other"]).status == 409)
        #expect(try register(["name": "twin"]).status == 409)
        #expect(try register(["name": "two", "subject": "two", "audiences": ["a", "b"]]).status == 400)
        #expect(try register(["name": "none", "subject": "none", "keys": ["keys": []]]).status == 400)
        let short: JSONValue = ["keys": [["kty": "RSA", "kid": "s", "n": "AQAB", "e": "AQAB"]]]
        #expect(try register(["name": "short", "subject": "short", "keys": short]).status == 400)
        #expect(try register(["subject": "nameless"]).status == 400)
    }

    @Test mutating func `a credential taken away lets nobody in`() throws {
        #expect(rig.control("DELETE", "/clients/\(id)/federatedCredentials/main").status == 204)
        #expect(try send { _ in } == 70_021)
    }
}
