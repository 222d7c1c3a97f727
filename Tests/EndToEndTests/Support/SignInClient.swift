import Foundation
import HTTPTypes
import JSON
import Testing

/// An OAuth client that registered itself at a running server.
struct SignInClient: Sendable {
    static let redirect = "http://127.0.0.1:51000/back"
    /// The pair of RFC 7636, appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    let served: Served
    let id: String

    struct Tokens: Sendable {
        let access: String
        let refresh: String
        let scope: String
    }

    static func registered(_ name: String, at served: Served) async throws -> SignInClient {
        let answer = try await served.send(
            .post,
            "/oauth/register",
            ["client_name": .string(name), "redirect_uris": [.string(redirect)], "token_endpoint_auth_method": "none"]
        )
        #expect(answer.status == 201, "\(answer)")
        return SignInClient(served: served, id: try #require(try answer.json["client_id"]?.string))
    }

    /// Where it sends a person.
    func address(_ scope: String, _ changes: [String: String] = [:]) -> String {
        let usual = [
            "response_type": "code", "client_id": id, "redirect_uri": Self.redirect, "scope": scope, "state": "s1",
            "code_challenge": Self.challenge, "code_challenge_method": "S256", "resource": served.url + "/mcp",
        ]
        let fields = usual.merging(changes) { $1 }.filter { !$0.value.isEmpty }
        return "/oauth/authorize?" + FormText.of(fields.map { ($0, $1) })
    }

    /// The code that a person who allows everything sends back.
    func code(_ scope: String, from person: Person) async throws -> String {
        let page = try await person.get(address(scope))
        let allowed = scope.split(separator: " ").map { ("scope-\($0)", "yes") } + [("decision", "allow")]
        let answer = try await person.send(page, to: "/oauth/authorize", allowed)
        #expect(answer.parameter("state") == "s1" && answer.parameter("iss") == served.url, "\(answer)")
        return try #require(answer.parameter("code"), "\(answer)")
    }

    /// - Parameter changes: fields that are other than they have to be; an empty one is left out.
    func redeem(_ code: String, _ changes: [String: String] = [:]) async throws -> Served.Answer {
        let usual = [
            "grant_type": "authorization_code", "code": code, "client_id": id, "redirect_uri": Self.redirect,
            "code_verifier": Self.verifier, "resource": served.url + "/mcp",
        ]
        return try await served.post("/oauth/token", form: usual.merging(changes) { $1 }.filter { !$0.value.isEmpty }.map { ($0, $1) })
    }

    func refresh(_ token: String) async throws -> Served.Answer {
        try await served.post("/oauth/token", form: [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", id)])
    }

    func revoke(_ token: String) async throws -> Served.Answer {
        try await served.post("/oauth/revoke", form: [("token", token), ("client_id", id)])
    }

    /// From a person's consent to tokens.
    func signIn(_ scope: String, by person: Person) async throws -> Tokens {
        try await redeem(try await code(scope, from: person)).tokens
    }
}

extension Served.Answer {
    var tokens: SignInClient.Tokens {
        get throws {
            let json = try json
            return SignInClient.Tokens(
                access: try #require(json["access_token"]?.string, "\(self)"),
                refresh: try #require(json["refresh_token"]?.string),
                scope: try #require(json["scope"]?.string)
            )
        }
    }

    /// The word of an OAuth refusal.
    var error: String? { (try? json)?["error"]?.string }
    var challenge: String { headers[.wwwAuthenticate] ?? "" }
}
