import AzureCore
import Custody
import Foundation
import Gateway
import JSON
import Storage
import TestSupport
import Testing

@testable import Service

@Suite struct OAuthRoutesTests {
    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let password = "correct horse of anna"
    private let store: Store
    private let operators: Operators

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
        operators = Operators(store: store, rounds: 1 << 4)
        try await operators.put("anna", password: Plaintext(Self.password.utf8), by: .machine)
    }

    private func routes(_ newcomers: OAuthClients.Newcomers = .approved) -> [Route] {
        let pages = OperatorPages(
            operators: operators,
            sessions: OperatorSessions(store: store),
            approvals: Approvals(store: store),
            gate: SignInGate()
        )
        let clients = OAuthClients(store: store, newcomers: newcomers, documents: ScriptedTransport([]).transport)
        return pages.routes + OAuthRoutes(pages: pages, clients: clients, grants: OAuthGrants(store: store), address: nil).routes
    }

    private func register(_ client: RawClient, name: String = "Claude Code") async throws -> String {
        let body: JSONValue = ["client_name": .string(name), "redirect_uris": ["http://127.0.0.1:3000/cb"]]
        let answer = try await client.post("/oauth/register", body.text(), type: "application/json")
        #expect(answer.status == 201, "\(answer)")
        return try #require(try answer.json["client_id"]?.string)
    }

    private func link(_ id: String, _ client: RawClient, _ changes: [String: String] = [:]) -> String {
        let usual = [
            "response_type": "code", "client_id": id, "redirect_uri": "http://127.0.0.1:51000/cb", "scope": "read execute",
            "state": "xyz", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
            "resource": "http://localhost:\(client.port)/mcp",
        ]
        let fields = usual.merging(changes) { $1 }.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
        return FormText.write(fields.map { ($0.key, $0.value) }, behind: OAuthRoutes.authorizePath)
    }

    private func token(_ client: RawClient, _ fields: [(name: String, value: String)]) async throws -> RawAnswer {
        try await client.post("/oauth/token", FormText.write(fields))
    }

    private func signedIn(_ client: RawClient) async throws -> Browser {
        var browser = Browser(client: client)
        _ = try await browser.signIn("anna", Self.password)
        return browser
    }

    private func code(_ id: String, _ client: RawClient) async throws -> String {
        let browser = try await signedIn(client)
        let page = try await browser.get(link(id, client))
        let fields = try page.fields(ofFormTo: OAuthRoutes.authorizePath)
        let answer = try await browser.post(OAuthRoutes.authorizePath, fields + [("scope-read", "yes"), ("decision", "allow")])
        return try #require(answer.parameter("code"), "\(answer)")
    }

    @Test func `what the server says of itself is at every place where clients look`() async throws {
        try await listening(to: routes()) { client in
            for path in ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"] {
                let answer = try await client.get(path)
                #expect(try answer.status == 200 && answer.json["resource"]?.string == "http://localhost:\(client.port)/mcp")
            }
            for path in [
                "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server/mcp", "/.well-known/openid-configuration/mcp",
                "/mcp/.well-known/openid-configuration",
            ] {
                let answer = try await client.get(path)
                #expect(try answer.status == 200 && answer.json["issuer"]?.string == "http://localhost:\(client.port)")
            }
        }
    }

    @Test func `a client registers, a person signs in and consents, and tokens come, change and go`() async throws {
        try await listening(to: routes()) { client in
            let id = try await register(client)
            var browser = Browser(client: client)
            let away = try await browser.get(link(id, client))
            let next = try #require(away.parameter("next"))
            #expect(away.status == 303 && next == link(id, client))
            #expect(try await browser.signIn("anna", Self.password, next: next).header("location") == [next])
            let page = try await browser.get(next)
            for words in ["Claude Code", "anna", "a program on your own machine", "http://127.0.0.1:51000/cb", "scope-execute"] {
                #expect(page.body.contains(words), "\(words) is not shown")
            }
            let fields = try page.fields(ofFormTo: OAuthRoutes.authorizePath)
            let allowed = try await browser.post(OAuthRoutes.authorizePath, fields + [("scope-read", "yes"), ("decision", "allow")])
            #expect(allowed.status == 303 && allowed.header("location").first?.hasPrefix("http://127.0.0.1:51000/cb?code=") == true)
            #expect(allowed.parameter("state") == "xyz" && allowed.parameter("iss") == "http://localhost:\(client.port)")

            let code = try #require(allowed.parameter("code"))
            let given = try await token(
                client,
                [
                    ("grant_type", "authorization_code"), ("code", code), ("client_id", id),
                    ("redirect_uri", "http://127.0.0.1:51000/cb"), ("code_verifier", Self.verifier),
                ]
            )
            #expect(try given.status == 200 && given.header("cache-control") == ["no-store"] && given.json["scope"] == "read", "\(given)")
            let refresh = try #require(try given.json["refresh_token"]?.string)
            let next2 = try await token(client, [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", id)])
            let text = try #require(try next2.json["access_token"]?.string)
            let access = try #require(AgentToken(text))
            let resource = "http://localhost:\(client.port)/mcp"
            #expect(try await Agents(store: store).session(access, at: resource)?.agent == "anna.claude-code")
            let gone = try await client.post(
                "/oauth/revoke",
                FormText.write([("token", access.secret.reveal()), ("client_id", id)])
            )
            #expect(gone.status == 200)
            #expect(try await Agents(store: store).session(access, at: resource) == nil)
        }
    }

    @Test func `a person may say no, and then the client hears it`() async throws {
        try await listening(to: routes()) { client in
            let browser = try await signedIn(client)
            let page = try await browser.get(link(try await register(client), client))
            let fields = try page.fields(ofFormTo: OAuthRoutes.authorizePath)
            let denied = try await browser.post(OAuthRoutes.authorizePath, fields + [("scope-read", "yes"), ("decision", "deny")])
            #expect(denied.parameter("error") == "access_denied" && denied.parameter("state") == "xyz")
            let nothing = try await browser.post(OAuthRoutes.authorizePath, fields + [("decision", "allow")])
            #expect(nothing.parameter("error") == "access_denied")
        }
    }

    @Test func `only the form of the session lets anybody in`() async throws {
        try await listening(to: routes()) { client in
            let browser = try await signedIn(client)
            let page = try await browser.get(link(try await register(client), client))
            let fields = try page.fields(ofFormTo: OAuthRoutes.authorizePath) + [("scope-read", "yes"), ("decision", "allow")]
            let other = fields.map { $0.0 == "token" ? ("token", "x") : $0 }
            #expect(try await browser.post(OAuthRoutes.authorizePath, other).status == 403)
            #expect(try await browser.post(OAuthRoutes.authorizePath, fields, origin: "https://evil.test").status == 403)
            #expect(try await browser.post(OAuthRoutes.authorizePath, fields, origin: "").status == 403)
            #expect(try await Browser(client: client).post(OAuthRoutes.authorizePath, fields).header("location") == ["/sign-in"])
            let elsewhere = fields.map { $0.0 == "redirect_uri" ? ("redirect_uri", "https://evil.test/cb") : $0 }
            let refused = try await browser.post(OAuthRoutes.authorizePath, elsewhere)
            #expect(refused.status == 400 && refused.header("location").isEmpty)
        }
    }

    @Test(arguments: ["redirect_uri", "client_id"])
    func `nobody is sent anywhere by a request of nobody we know`(_ name: String) async throws {
        try await listening(to: routes()) { client in
            let browser = try await signedIn(client)
            let id = try await register(client)
            let answer = try await browser.get(link(id, client, [name: "https://evil.test/cb"]))
            #expect(answer.status == 400 && answer.header("location").isEmpty && !answer.body.contains("evil.test"))
        }
    }

    @Test(arguments: [
        ("code_challenge", "", "invalid_request"), ("code_challenge_method", "plain", "invalid_request"),
        ("resource", "https://other.test/mcp", "invalid_target"), ("scope", "read admin", "invalid_scope"),
    ])
    func `a request without what the specification asks goes back as an error`(_ name: String, _ value: String, _ code: String) async throws
    {
        try await listening(to: routes()) { client in
            let browser = try await signedIn(client)
            let answer = try await browser.get(link(try await register(client), client, [name: value]))
            #expect(answer.status == 303 && answer.parameter("error") == code && answer.parameter("iss") != nil)
        }
    }

    @Test func `a replayed code is refused as the specification says, and ends what came of it`() async throws {
        try await listening(to: routes()) { client in
            let id = try await register(client)
            let fields = [
                ("grant_type", "authorization_code"), ("code", try await code(id, client)), ("client_id", id),
                ("code_verifier", Self.verifier),
            ].map { (name: $0.0, value: $0.1) }
            let first = try await token(client, fields)
            #expect(first.status == 200)
            let second = try await token(client, fields)
            #expect(try second.status == 400 && second.json["error"] == "invalid_grant")
            let refresh = try #require(try first.json["refresh_token"]?.string)
            let third = try await token(client, [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", id)])
            #expect(try third.json["error"] == "invalid_grant")
        }
    }

    @Test func `on a real profile a client waits until an operator has looked at it`() async throws {
        try await listening(to: routes(.wait)) { client in
            let browser = try await signedIn(client)
            let id = try await register(client)
            let waits = try await browser.get(link(id, client))
            #expect(waits.status == 403 && waits.body.contains("signet client approve \(id)") && !waits.body.contains("name=\"decision\""))
            let fields = try await browser.get("/oauth/clients").fields(ofFormTo: "/oauth/clients")
            #expect(try await browser.post("/oauth/clients", [("client", id), ("state", "approved"), ("token", "x")]).status == 403)
            #expect(try await browser.get(link(id, client)).status == 403)
            #expect(try await browser.post("/oauth/clients", fields + [("state", "approved")]).status == 303)
            #expect(try await browser.get(link(id, client)).status == 200)
        }
    }

    @Test func `a token request that is no form is refused`() async throws {
        try await listening(to: routes()) { client in
            for (body, type) in [
                ("{}", "application/json"), ("client_id=a&client_id=b", "application/x-www-form-urlencoded"),
                ("client_id=%FF", "application/x-www-form-urlencoded"), ("", "application/x-www-form-urlencoded"),
            ] {
                let answer = try await client.post("/oauth/token", body, type: type)
                #expect(try answer.status == 400 && answer.json["error"] == "invalid_request")
            }
            let long = String(repeating: "a", count: 20_000)
            #expect(try await client.post("/oauth/token", long).status == 413)
            let registration = try await client.post("/oauth/register", "[]", type: "application/json")
            #expect(try registration.status == 400 && registration.json["error"] == "invalid_client_metadata")
        }
    }

    @Test func `the page keeps to itself, whatever a client calls itself`() async throws {
        try await listening(to: routes()) { client in
            let browser = try await signedIn(client)
            let page = try await browser.get(link(try await register(client, name: "</h1><script src=//evil>"), client))
            let policy = page.header("content-security-policy").first ?? ""
            #expect(policy.contains("form-action 'self' http://127.0.0.1:51000;") && policy.contains("frame-ancestors 'none'"))
            #expect(page.header("x-frame-options") == ["DENY"] && !page.body.contains("<script"))
        }
    }
}
