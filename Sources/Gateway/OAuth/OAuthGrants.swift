import AzureCore
import Foundation
import JSON
import Storage

/// What a client gets for a code or a refresh token. Only the token endpoint shows it.
package struct TokenAnswer: Sendable {
    let access: AgentToken
    let refresh: Secret<String>
    let scopes: Set<AgentScope>
    let seconds: Int

    /// With the tokens in clear.
    package func reveal() -> JSONValue {
        [
            "access_token": .string(access.secret.reveal()), "token_type": "Bearer", "expires_in": .number(JSONNumber(seconds)),
            "refresh_token": .string(refresh.reveal()), "scope": .string(AgentScope.text(scopes)),
        ]
    }
}

/// The sign-ins of clients: a person's consent becomes a code, the code a family of tokens.
///
/// A family is an agent's access by one consent. Its refresh tokens are good once each; one that is shown twice was stolen from
/// somebody, and so was a code, and the whole family ends. All of it is rows, so that it holds on every instance at once.
package struct OAuthGrants: Sendable {
    package static let codeLife: TimeInterval = 60
    package static let accessLife: TimeInterval = 900
    /// How long a client may stay away, and how long a consent lasts at most.
    package static let refreshLife: TimeInterval = 14 * 86_400
    package static let familyLife: TimeInterval = 90 * 86_400
    static let mostFamilies = 16

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// Lets the client in as an agent of its own, named after the person and it.
    ///
    /// - Parameter scopes: what the person grants of what was asked for.
    /// - Returns: the code for `AuthorizationRequest.address`.
    package func consent(_ request: AuthorizationRequest, scopes: Set<AgentScope>, by person: String) async throws -> Secret<String> {
        let granted = scopes.intersection(request.scopes)
        guard !granted.isEmpty else { throw OAuthError(.accessDenied, "Nothing was granted.") }
        let (code, family, at) = (RandomText.make(bytes: 32), RandomText.make(bytes: 16), now())
        let refusal: OAuthError? = try await store.write { connection in
            guard try connection.client(request.client.id)?.client.state == .approved else {
                return OAuthError(.unauthorizedClient, "The client waits for an operator of this server to approve it.")
            }
            let agent = try connection.agent(of: request.client, and: person, at: at)
            try connection.makeRoom(for: agent, most: Self.mostFamilies - 1, at: at)
            try connection.execute(
                "INSERT INTO oauth_family (id, agent, scopes, audience, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    .text(family), .text(agent), .text(AgentScope.text(granted)), .text(request.resource), .time(at),
                    .time(at + Self.familyLife),
                ]
            )
            try connection.execute(
                "INSERT INTO oauth_code (hash, family, challenge, redirect, expires) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(AuditEntry.hash(of: code)), .text(family), .text(request.proof.challenge), .text(request.redirect.description),
                    .time(at + Self.codeLife),
                ]
            )
            let facts: JSONValue = ["client": .string(request.client.id), "scopes": .string(AgentScope.text(granted))]
            try connection.audit(AuditDraft("oauth.consented", by: .person(person), on: agent, facts: facts), at: at)
            return nil
        }
        if let refusal { throw refusal }
        return Secret(code)
    }

    /// The token endpoint.
    package func token(_ fields: OAuthFields) async throws -> TokenAnswer {
        guard let client = fields["client_id"] else { throw OAuthError(.invalidRequest, "client_id is needed.") }
        switch fields["grant_type"] {
        case "authorization_code": return try await redeem(fields, by: client)
        case "refresh_token": return try await refresh(fields, by: client)
        case nil: throw OAuthError(.invalidRequest, "grant_type is needed.")
        default: throw OAuthError(.unsupportedGrantType, "grant_type has to be authorization_code or refresh_token.")
        }
    }

    private func redeem(_ fields: OAuthFields, by client: String) async throws -> TokenAnswer {
        guard let code = fields["code"], let verifier = fields["code_verifier"] else {
            throw OAuthError(.invalidRequest, "code and code_verifier are needed.")
        }
        let (hash, at) = (AuditEntry.hash(of: code), now())
        return try await issue { connection in
            guard let shown = try connection.shown("oauth_code", hash), shown.client == client else { throw Self.unknown("code") }
            if shown.isUsed {
                try connection.endFamily(shown.family, of: shown.agent, because: "a code was shown twice", at: at)
                return nil
            }
            guard shown.isGood(at: at) else { throw Self.unknown("code") }
            guard fields["redirect_uri"].map({ $0 == shown.redirect }) ?? true else {
                throw OAuthError(.invalidGrant, "redirect_uri is another than the one the code was asked for with.")
            }
            guard shown.proof?.isProven(by: verifier) == true else {
                throw OAuthError(.invalidGrant, "code_verifier does not belong to the code_challenge.")
            }
            try Self.check(fields, shown)
            try connection.execute("UPDATE oauth_code SET used = ? WHERE hash = ?", [.time(at), .text(hash)])
            return try connection.issue(for: shown, shown.scopes, at: at)
        }
    }

    private func refresh(_ fields: OAuthFields, by client: String) async throws -> TokenAnswer {
        guard let token = fields["refresh_token"] else { throw OAuthError(.invalidRequest, "refresh_token is needed.") }
        let (hash, at) = (AuditEntry.hash(of: token), now())
        return try await issue { connection in
            guard let shown = try connection.shown("oauth_refresh", hash), shown.client == client else {
                throw Self.unknown("refresh token")
            }
            if shown.isUsed {
                try connection.endFamily(shown.family, of: shown.agent, because: "a refresh token was shown twice", at: at)
                return nil
            }
            guard shown.isGood(at: at) else { throw Self.unknown("refresh token") }
            try Self.check(fields, shown)
            guard let scopes = fields["scope"].map(AgentScope.parse) ?? shown.scopes, scopes.isSubset(of: shown.scopes), !scopes.isEmpty
            else { throw OAuthError(.invalidScope, "The scope may be narrower than what was granted, not another.") }
            try connection.execute("UPDATE oauth_refresh SET used = ? WHERE hash = ?", [.time(at), .text(hash)])
            return try connection.issue(for: shown, scopes, at: at)
        }
    }

    /// Ends all that hangs on a token, whichever of its family it is (RFC 7009). A token nobody knows is none any more.
    package func revoke(_ fields: OAuthFields) async throws {
        guard let token = fields["token"], let client = fields["client_id"] else {
            throw OAuthError(.invalidRequest, "token and client_id are needed.")
        }
        let (hash, at) = (AuditEntry.hash(of: token), now())
        try await store.write { connection in
            let query = """
                SELECT f.id, f.agent FROM oauth_family f JOIN oauth_agent a ON a.agent = f.agent
                WHERE a.client = ? AND f.revoked IS NULL AND (
                    f.id IN (SELECT family FROM oauth_refresh WHERE hash = ?) OR f.id IN (SELECT family FROM gateway_token WHERE hash = ?)
                )
                """
            for row in try connection.rows(query, [.text(client), .text(hash), .text(hash)]) {
                try connection.endFamily(try row.text("id"), of: try row.text("agent"), because: "the client gave it back", at: at)
            }
        }
    }

    /// `body` returns nil where it has ended a family: that has to be kept, so it is no error to the transaction.
    private func issue(_ body: @escaping @Sendable (SQLConnection) throws -> TokenAnswer?) async throws -> TokenAnswer {
        guard let answer = try await store.write(.serial, body) else {
            throw OAuthError(.invalidGrant, "It was shown before, so all that came of it has ended. Sign in anew.")
        }
        return answer
    }

    private static func unknown(_ what: String) -> OAuthError {
        OAuthError(.invalidGrant, "The \(what) is unknown, too old or of another client. Sign in anew.")
    }

    private static func check(_ fields: OAuthFields, _ shown: ShownSecret) throws(OAuthError) {
        guard fields["resource"].map({ $0 == shown.audience }) ?? true else {
            throw OAuthError(.invalidTarget, "The consent was for \(shown.audience).")
        }
    }
}
