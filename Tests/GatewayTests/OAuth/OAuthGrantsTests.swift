import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct OAuthGrantsTests {
    @Test func `a consent becomes an agent with a short token, named after the person and the client`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let tokens = try await rig.redeem(rig.code(client), client)
        let session = try #require(try await rig.session(tokens))
        #expect(session.agent == "anna.claude-code" && session.scopes == [.read, .execute])
        #expect(tokens.seconds == 900 && tokens.scope == "read execute")
        rig.pass(900)
        #expect(try await rig.session(tokens) == nil)
        #expect(try await rig.audit() == ["operator.added", "agent.added", "oauth.consented"])
    }

    @Test func `the person may grant less than was asked for, and never more`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        #expect(try await rig.redeem(rig.code(client, [.read, .order]), client).scope == "read")
        #expect(await refusal { _ = try await rig.code(client, [.order]) } == .accessDenied)
    }

    @Test func `a replayed code ends all that came of it`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let code = try await rig.code(client)
        let tokens = try await rig.redeem(code, client)
        #expect(await refusal { _ = try await rig.redeem(code, client) } == .invalidGrant)
        #expect(try await rig.session(tokens) == nil)
        #expect(await refusal { _ = try await rig.refresh(tokens, client) } == .invalidGrant)
        #expect(try await rig.audit().last == "oauth.ended")
    }

    @Test func `a code is for one client, one address, one proof, one resource and one minute`() async throws {
        let rig = try await OAuthRig()
        let (client, other) = (try await rig.newClient(), try await rig.newClient("Other"))
        let code = try await rig.code(client)
        #expect(await refusal { _ = try await rig.redeem(code, other) } == .invalidGrant)
        #expect(await refusal { _ = try await rig.redeem(code, client, ["redirect_uri": "http://127.0.0.1:3001/cb"]) } == .invalidGrant)
        let wrong = String(repeating: "a", count: 43)
        #expect(await refusal { _ = try await rig.redeem(code, client, ["code_verifier": wrong]) } == .invalidGrant)
        #expect(await refusal { _ = try await rig.redeem(code, client, ["code_verifier": ""]) } == .invalidRequest)
        #expect(await refusal { _ = try await rig.redeem(code, client, ["resource": "https://other.test/mcp"]) } == .invalidTarget)
        #expect(await refusal { _ = try await rig.redeem(code, client, ["grant_type": "password"]) } == .unsupportedGrantType)
        #expect(try await rig.redeem(code, client).scope == "read execute", "none of these used it up")
        let late = try await rig.code(client)
        rig.pass(61)
        #expect(await refusal { _ = try await rig.redeem(late, client) } == .invalidGrant)
    }

    @Test func `a refresh token is good once, and shown twice it ends the family`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let first = try await rig.redeem(rig.code(client), client)
        let second = try await rig.refresh(first, client)
        #expect(second.refresh != first.refresh)
        #expect(try await rig.session(second)?.agent == "anna.claude-code")
        #expect(await refusal { _ = try await rig.refresh(first, client) } == .invalidGrant)
        #expect(try await rig.session(second) == nil)
        #expect(try await rig.session(first) == nil)
        #expect(await refusal { _ = try await rig.refresh(second, client) } == .invalidGrant)
    }

    @Test func `a refresh may narrow the scope and not widen it, and is for its client and resource`() async throws {
        let rig = try await OAuthRig()
        let (client, other) = (try await rig.newClient(), try await rig.newClient("Other"))
        let tokens = try await rig.redeem(rig.code(client), client)
        #expect(await refusal { _ = try await rig.refresh(tokens, client, ["scope": "read order"]) } == .invalidScope)
        #expect(await refusal { _ = try await rig.refresh(tokens, other) } == .invalidGrant)
        #expect(await refusal { _ = try await rig.refresh(tokens, client, ["resource": "https://other.test/mcp"]) } == .invalidTarget)
        let narrow = try await rig.refresh(tokens, client, ["scope": "read"])
        #expect(try await rig.session(narrow)?.scopes == [.read])
        #expect(try await rig.refresh(narrow, client).scope == "read execute", "the consent is as wide as it was")
    }

    @Test func `a token is good for its resource and nowhere else`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let tokens = try await rig.redeem(rig.code(client), client)
        #expect(try await rig.session(tokens) != nil)
        #expect(try await rig.session(tokens, at: "https://other.test/mcp") == nil)
        #expect(try await rig.session(tokens, at: nil) == nil)
    }

    @Test func `who stays away too long, or came too long ago, signs in anew`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let idle = try await rig.redeem(rig.code(client), client)
        rig.pass(OAuthGrants.refreshLife)
        #expect(await refusal { _ = try await rig.refresh(idle, client) } == .invalidGrant)
        var busy = try await rig.redeem(rig.code(client), client)
        for _ in 0..<6 {
            rig.pass(13 * 86_400)
            busy = try await rig.refresh(busy, client)
        }
        rig.pass(12 * 86_400)
        #expect(await refusal { _ = try await rig.refresh(busy, client) } == .invalidGrant)
    }

    @Test func `given back, taken back or without its person, a sign-in is over everywhere at once`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let given = try await rig.redeem(rig.code(client), client)
        try await rig.grants.revoke(OAuthFields(["token": given.refresh, "client_id": "sgc_other"]))
        #expect(try await rig.session(given) != nil, "another client cannot end it")
        try await rig.grants.revoke(OAuthFields(["token": given.refresh, "client_id": client.id]))
        try await rig.grants.revoke(OAuthFields(["token": "unknown", "client_id": client.id]))
        #expect(try await rig.session(given) == nil)

        let taken = try await rig.redeem(rig.code(client), client)
        try await rig.agents.revoke("anna.claude-code", by: .machine)
        #expect(try await rig.session(taken) == nil)
        #expect(await refusal { _ = try await rig.refresh(taken, client) } == .invalidGrant)

        let left = try await rig.redeem(rig.code(client), client)
        #expect(try await rig.session(left)?.agent == "anna.claude-code-2", "a name that was taken back stays so")
        try await rig.operators.remove("anna", by: .machine)
        #expect(try await rig.session(left) == nil)
        #expect(await refusal { _ = try await rig.refresh(left, client) } == .invalidGrant)
    }

    @Test func `of many sign-ins of one client the oldest end`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let oldest = try await rig.redeem(rig.code(client), client)
        for _ in 1..<OAuthGrants.mostFamilies {
            rig.pass(1)
            _ = try await rig.code(client)
        }
        #expect(try await rig.session(oldest) != nil)
        rig.pass(1)
        _ = try await rig.code(client)
        #expect(try await rig.session(oldest) == nil)
    }

    @Test func `the store knows neither code nor token`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient()
        let code = try await rig.code(client)
        let tokens = try await rig.redeem(code, client)
        let rows = try await rig.store.read { connection in
            try ["oauth_code", "oauth_refresh", "gateway_token"].flatMap { table in
                try connection.rows("SELECT hash FROM \(table)").map { try $0.text("hash") }
            }
        }
        #expect(rows.count == 3)
        let lines = try await AuditLog(store: rig.store).entries(after: 0).map(\.text)
        for secret in [code, tokens.access, tokens.refresh] {
            #expect((rows + lines).allSatisfy { !$0.contains(secret) })
        }
    }
}
