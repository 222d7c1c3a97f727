import AzureCore
import Foundation
import JSON
import Storage

/// The agents that show tokens of another issuer.
///
/// Each subject of that issuer is a client of its own, which waits for a person's word as any other does; its agent is listed and taken
/// back as any other is. A token that was found good is remembered by its hash until it ends, so it is looked up like our own.
package struct ForeignSessions: Sendable {
    let store: Store
    let issuer: ForeignIssuer
    let newcomers: OAuthClients.Newcomers
    /// What the sessions are good for.
    let resource: String
    let now: @Sendable () -> Date

    package init(
        store: Store,
        issuer: ForeignIssuer,
        newcomers: OAuthClients.Newcomers,
        resource: String,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        (self.store, self.issuer, self.newcomers, self.resource, self.now) = (store, issuer, newcomers, resource, now)
    }

    /// Remembers a good token of the issuer as one of an agent; the hash under which it is found.
    ///
    /// Nil for a token that is not good. Throws what the person has to do where it is good and its subject may not come in.
    package func admit(_ token: Secret<String>) async throws -> AgentToken? {
        let known = AgentToken(foreign: token)
        if try await Agents(store: store, now: now).session(known, at: resource) != nil { return known }
        guard let claims = try await issuer.claims(token.reveal()) else { return nil }
        guard !claims.scopes.isEmpty else {
            throw OAuthError(.insufficientScope, "The token has none of the scopes or roles read, execute and order.")
        }
        let (id, at, resource, newcomers) = ("\(issuer.issuer) \(claims.subject)", now(), resource, newcomers)
        let refusal: OAuthError? = try await store.write { connection in
            if try connection.client(id) == nil { try connection.insert(Self.client(id, newcomers, at), from: issuer.issuer, fetched: at) }
            guard let client = try connection.client(id)?.client, client.state == .approved else {
                return OAuthError(.accessDenied, "An operator of this server has to approve this subject: signet client list")
            }
            guard let agent = try connection.foreignAgent(of: client, at: at) else {
                return OAuthError(.accessDenied, "An operator of this server has taken this agent back.")
            }
            try connection.execute("DELETE FROM gateway_token WHERE agent = ? AND expires <= ?", [.text(agent), .time(at)])
            try connection.execute(
                """
                INSERT INTO gateway_token (hash, agent, scopes, created, expires, audience) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (hash) DO NOTHING
                """,
                [
                    .text(known.hash), .text(agent), .text(AgentScope.text(claims.scopes)), .time(at), .time(claims.expires),
                    .text(resource),
                ]
            )
            return nil
        }
        if let refusal { throw refusal }
        return known
    }

    private static func client(_ id: String, _ newcomers: OAuthClients.Newcomers, _ date: Date) -> OAuthClient {
        OAuthClient(
            id: id,
            kind: .foreign,
            name: id.split(separator: " ").last.map(String.init) ?? id,
            redirects: [],
            state: newcomers == .approved ? .approved : .pending,
            created: date
        )
    }
}

extension SQLConnection {
    /// Nil when it was taken back: another sign-in elsewhere does not make it another agent.
    fileprivate func foreignAgent(of client: OAuthClient, at date: Date) throws -> String? {
        let query = "SELECT a.agent, g.revoked FROM oauth_agent a JOIN gateway_agent g ON g.name = a.agent WHERE a.client = ?"
        guard let row = try rows(query, [.text(client.id)]).first else { return try agent(of: client, and: "external", at: date) }
        return try row.optionalInteger("revoked") == nil ? row.text("agent") : nil
    }
}
