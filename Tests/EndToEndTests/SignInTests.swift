import Foundation
import HTTPTypes
import JSON
import Testing

@Suite(.fewAtOnce, .sandbox) struct SignInTests {
    /// A server with a person who may let clients in.
    private static func serving(_ name: String, _ more: [String] = [], _ body: (Served, Person) async throws -> Void) async throws {
        let home = try Sandbox.shared.home
        try await home.person(name)
        let served = try await Served.start(home, more)
        try await body(served, try await Person.signedIn(name, at: served))
        try await served.stop()
    }

    @Test func `a client registers, a person lets it in, and its tokens call, change and go`() async throws {
        try await Self.serving("anna") { served, anna in
            let client = try await SignInClient.registered("Robot", at: served)
            let first = try await client.signIn("read", by: anna)
            let called = try await served.send(.get, "/api/v1/access", token: first.access)
            #expect(try called.status == 200 && called.json["scopes"] == ["read"], "\(called)")
            let listed = try await Sandbox.shared.home.run(["agent", "list"])
            #expect(listed.output.contains("anna.robot"), "\(listed)")

            let second = try await client.refresh(first.refresh).tokens
            #expect(try await served.send(.get, "/api/v1/access", token: second.access).status == 200)
            let reused = try await client.refresh(first.refresh)
            #expect(reused.status == 400 && reused.error == "invalid_grant", "\(reused)")
            let after = try await client.refresh(second.refresh)
            #expect(after.status == 400 && after.error == "invalid_grant", "whoever stole it has nothing left, nor has the client")
            try await eventually("the end of the token that came of it") {
                try await served.send(.get, "/api/v1/access", token: second.access).status == 401
            }

            let third = try await client.signIn("read", by: anna)
            #expect(try await client.revoke(third.refresh).status == 200)
            try await eventually("the end of what was given back") {
                try await served.send(.get, "/api/v1/access", token: third.access).status == 401
            }
        }
    }

    @Test func `a code is refused to whoever cannot prove all that it was asked for with, and to everybody the second time`() async throws {
        try await Self.serving("bert") { served, bert in
            let client = try await SignInClient.registered("Coder", at: served)
            let other = try await SignInClient.registered("Other", at: served)
            let code = try await client.code("read", from: bert)
            for (changes, error) in [
                (["code_verifier": ""], "invalid_request"),
                (["code_verifier": String(repeating: "x", count: 43)], "invalid_grant"),
                (["redirect_uri": "http://127.0.0.1:51000/elsewhere"], "invalid_grant"),
                (["resource": "https://other.example/mcp"], "invalid_target"), (["client_id": other.id], "invalid_grant"),
                (["grant_type": "password"], "unsupported_grant_type"),
            ] {
                let refused = try await client.redeem(code, changes)
                #expect(refused.status == 400 && refused.error == error, "\(changes): \(refused)")
            }
            let tokens = try await client.redeem(code).tokens
            let replayed = try await client.redeem(code)
            #expect(replayed.status == 400 && replayed.error == "invalid_grant", "\(replayed)")
            try await eventually("the end of what came of it") {
                try await served.send(.get, "/api/v1/access", token: tokens.access).status == 401
            }
        }
    }

    @Test func `a request without proof, for elsewhere or back to elsewhere lets nobody in`() async throws {
        try await Self.serving("cleo") { served, cleo in
            let client = try await SignInClient.registered("Asker", at: served)
            for (changes, error) in [
                (["code_challenge": ""], "invalid_request"), (["code_challenge_method": "plain"], "invalid_request"),
                (["resource": "https://other.example/mcp"], "invalid_target"), (["response_type": "token"], "unsupported_response_type"),
            ] {
                let answer = try await cleo.get(client.address("read", changes))
                #expect(answer.status == 303 && answer.parameter("error") == error && answer.parameter("code") == nil, "\(answer)")
            }
            for redirect in ["https://evil.example/back", "http://127.0.0.1:51000/back/", "http://localhost:51000/back"] {
                let answer = try await cleo.get(client.address("read", ["redirect_uri": redirect]))
                #expect(answer.status == 400 && answer.headers[.location] == nil, "\(redirect): \(answer)")
            }
        }
    }

    @Test func `a token is good where it was asked for, and nowhere else`() async throws {
        try await Self.serving("dora") { served, dora in
            let tokens = try await SignInClient.registered("Local", at: served).signIn("read", by: dora)
            let elsewhere = served.called(served.url.replacing("127.0.0.1", with: "localhost"))
            let refused = try await elsewhere.send(.get, "/api/v1/access", token: tokens.access)
            #expect(refused.status == 401 && refused.challenge.hasPrefix("Bearer error=\"invalid_token\""), "\(refused)")
            #expect(refused.challenge.contains("\(elsewhere.url)/.well-known/oauth-protected-resource/mcp"))
            let nothing = try await served.send(.get, "/api/v1/access")
            #expect(nothing.status == 401 && nothing.challenge.hasPrefix("Bearer resource_metadata="), "\(nothing)")
        }
    }

    @Test func `a narrow token is told all that the call needs, and a new consent is enough for it`() async throws {
        try await Self.serving("emil") { served, emil in
            let client = try await SignInClient.registered("Buyer", at: served)
            let narrow = try await client.signIn("read", by: emil)
            let (path, body): (String, JSONValue) = ("/api/v1/plans/pln_none/apply", ["digest": "sha256:1"])
            let refused = try await served.send(.post, path, body, token: narrow.access)
            #expect(refused.status == 403 && refused.challenge.hasPrefix("Bearer error=\"insufficient_scope\""), "\(refused)")
            #expect(refused.challenge.contains("scope=\"read order\""), "\(refused.challenge)")
            let wide = try await client.signIn("read order", by: emil)
            let heard = try await served.send(.post, path, body, token: wide.access)
            #expect(try heard.status == 409 && heard.json["code"] == "plan_stale", "\(heard)")
        }
    }

    @Test func `a token of an issuer nobody named is refused, whoever signed it`() async throws {
        let emulator = try Sandbox.shared.emulator
        let foreign = try await emulator.token(for: "https://management.azure.com")
        let issuer = "\(emulator["authority"])/\(emulator["tenantId"])/v2.0"
        let named = ["--issuer", issuer, "--audience", "https://management.azure.com", "--client-ca", emulator["caFile"]]
        let host = try #require(URLComponents(string: issuer))
        let listed = ["--client-host", "\(host.host ?? ""):\(host.port ?? 0)"]
        try await Self.serving("fred") { served, _ in
            let unknown = try await served.send(.get, "/api/v1/access", token: foreign)
            #expect(unknown.status == 401, "\(unknown)")
        }
        // Signed by the very key that this issuer shows, but its words are of another.
        try await Self.serving("fred", named + listed) { served, _ in
            let refused = try await served.send(.get, "/api/v1/access", token: foreign)
            #expect(refused.status == 401 && refused.challenge.hasPrefix("Bearer error=\"invalid_token\""), "\(refused)")
            let metadata = try await served.send(.get, "/.well-known/oauth-protected-resource/mcp")
            #expect(try metadata.json["authorization_servers"] == [.string(issuer)])
        }
    }
}
