import AzureCore
import Custody
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// An authorization server with one person, `anna`, a clock the test moves, and documents it scripts.
struct OAuthRig {
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let redirect = "http://127.0.0.1:3000/cb"
    static let site = OAuthSite(origin: "https://signet.test")

    let store: Store
    let documents = ScriptedTransport([])
    private let seconds = Counter()

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
        try await operators.put("anna", password: Plaintext("correct horse battery".utf8), by: .machine)
    }

    var now: @Sendable () -> Date {
        { [seconds] in Date(timeIntervalSince1970: 1_800_000_000 + seconds.value) }
    }

    var operators: Operators { Operators(store: store, rounds: 1 << 4, now: now) }
    var agents: Agents { Agents(store: store, now: now) }
    var grants: OAuthGrants { OAuthGrants(store: store, now: now) }

    func clients(_ newcomers: OAuthClients.Newcomers = .approved) -> OAuthClients {
        OAuthClients(store: store, newcomers: newcomers, documents: documents.transport, now: now)
    }

    func pass(_ time: TimeInterval) { seconds.add(time) }

    func newClient(_ name: String = "Claude Code", _ newcomers: OAuthClients.Newcomers = .approved) async throws -> OAuthClient {
        try await clients(newcomers).register(
            ["client_name": .string(name), "redirect_uris": [.string(Self.redirect)]],
            from: "192.0.2.1"
        )
    }

    /// What a client asks for, as its link has it.
    static func link(_ client: OAuthClient, _ changes: [String: String] = [:]) -> OAuthFields {
        let usual = [
            "response_type": "code", "client_id": client.id, "redirect_uri": redirect, "scope": "read execute", "state": "s t",
            "code_challenge": challenge, "code_challenge_method": "S256", "resource": site.resource,
        ]
        return OAuthFields(usual.merging(changes) { $1 })
    }

    func code(_ client: OAuthClient, _ scopes: Set<AgentScope> = [.read, .execute]) async throws -> String {
        let request = try AuthorizationRequest(Self.link(client), of: client, at: Self.site)
        return try await grants.consent(request, scopes: scopes, by: "anna").reveal()
    }

    func redeem(_ code: String, _ client: OAuthClient, _ changes: [String: String] = [:]) async throws -> Tokens {
        let usual = [
            "grant_type": "authorization_code", "code": code, "client_id": client.id, "redirect_uri": Self.redirect,
            "code_verifier": Self.verifier, "resource": Self.site.resource,
        ]
        return try Tokens(await grants.token(OAuthFields(usual.merging(changes) { $1 })))
    }

    func refresh(_ tokens: Tokens, _ client: OAuthClient, _ changes: [String: String] = [:]) async throws -> Tokens {
        let usual = ["grant_type": "refresh_token", "refresh_token": tokens.refresh, "client_id": client.id]
        return try Tokens(await grants.token(OAuthFields(usual.merging(changes) { $1 })))
    }

    func session(_ tokens: Tokens, at resource: String? = site.resource) async throws -> AgentSession? {
        try await agents.session(#require(AgentToken(tokens.access)), at: resource)
    }

    func audit() async throws -> [String] {
        try await AuditLog(store: store).entries(after: 0).compactMap { $0.json["action"]?.string }
    }
}

struct Tokens: Sendable {
    let access: String
    let refresh: String
    let scope: String
    let seconds: Int

    init(_ answer: TokenAnswer) throws {
        let json = answer.reveal()
        access = try #require(json["access_token"]?.string)
        refresh = try #require(json["refresh_token"]?.string)
        scope = try #require(json["scope"]?.string)
        seconds = try #require(json["expires_in"]?.int)
    }
}

/// Seconds since the rig was made.
private final class Counter: Sendable {
    private let seconds = Mutex<TimeInterval>(0)
    var value: TimeInterval { seconds.withLock { $0 } }
    func add(_ more: TimeInterval) { seconds.withLock { $0 += more } }
}

/// What the authorization server refuses with.
func refusal(_ body: () async throws -> Void) async -> OAuthError.Code? {
    do {
        try await body()
        return nil
    } catch let error as OAuthError {
        return error.code
    } catch {
        Issue.record(error)
        return nil
    }
}
