import Foundation
import JSON
import Storage
import Synchronization

/// The agents that may use the gateway, and the tokens they show.
///
/// A token is looked up in the store again and again, so that a revoked one is refused within a second wherever it is shown.
package struct Agents: Sendable {
    package struct Agent: Sendable, Hashable {
        package let name: String
        package let created: Date
        package let revoked: Date?
        /// Tokens that can still be used.
        package let tokens: Int
        /// The client that is this agent and the person who let it in, where one signed in.
        package let client: String?
        package let person: String?
    }

    package static let longestLife: Duration = .seconds(90 * 86_400)

    let store: Store
    let now: @Sendable () -> Date
    private let live = LiveTokens()

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    package func add(_ name: String, by actor: AuditActor) async throws {
        try GatewayError.check(name: name, of: "an agent")
        let at = now()
        try await store.write { connection in
            let count = try connection.execute(
                "INSERT INTO gateway_agent (name, created) VALUES (?, ?) ON CONFLICT DO NOTHING",
                [.text(name), .time(at)]
            )
            // A name that was revoked stays so: the audit speaks of one agent by it.
            guard count == 1 else {
                throw GatewayError(
                    .exists,
                    "There is, or was, an agent '\(name)'.",
                    nextStep: "Choose another name, or see them: signet agent list"
                )
            }
            try connection.audit(AuditDraft("agent.added", by: actor, on: name), at: at)
        }
    }

    /// A new token, which nobody can see again.
    package func token(for name: String, _ scopes: Set<AgentScope>, lasts life: Duration, by actor: AuditActor) async throws -> AgentToken {
        guard !scopes.isEmpty else {
            throw GatewayError(.invalid, "A token needs a scope.", nextStep: "Name some of read, execute and order.")
        }
        guard life > .zero, life <= Self.longestLife else {
            throw GatewayError(
                .invalid,
                "A token cannot last that long, or no time at all.",
                nextStep: "Let it last at most \(Self.longestLife.components.seconds / 86_400) days."
            )
        }
        let token = AgentToken()
        let (hash, at) = (token.hash, now())
        let expires = at + Double(life.components.seconds)
        let words = scopes.sorted().map(\.rawValue)
        try await store.write { connection in
            guard try connection.agent(name)?.revoked == nil, try connection.agent(name) != nil else { throw Self.missing(name) }
            try connection.execute("DELETE FROM gateway_token WHERE agent = ? AND expires <= ?", [.text(name), .time(at)])
            try connection.execute(
                "INSERT INTO gateway_token (hash, agent, scopes, created, expires) VALUES (?, ?, ?, ?, ?)",
                [.text(hash), .text(name), .text(words.joined(separator: " ")), .time(at), .time(expires)]
            )
            let facts: JSONValue = ["scopes": .array(words.map(JSONValue.string)), "expires": .string(RFC3339.text(expires))]
            try connection.audit(AuditDraft("agent.token", by: actor, on: name, facts: facts), at: at)
        }
        return token
    }

    /// Who shows this token; nil when it is unknown, too old, taken back or for another resource, which are not told apart.
    ///
    /// - Parameter resource: what it is shown to, where that is a resource people sign in to; a token of such a sign-in is good there alone.
    package func session(_ token: AgentToken, at resource: String? = nil) async throws -> AgentSession? {
        let (hash, at) = (token.hash, now())
        return try await store.look { connection in
            let query = """
                SELECT t.agent, t.scopes, t.expires FROM gateway_token t JOIN gateway_agent a ON a.name = t.agent
                WHERE t.hash = ? AND t.expires > ? AND a.revoked IS NULL AND coalesce(t.audience, ?) = ?
                """
            let audience = SQLValue.text(resource ?? "")
            return try connection.rows(query, [.text(hash), .time(at), audience, audience]).first.map { row in
                AgentSession(
                    agent: try row.text("agent"),
                    scopes: Set(try row.text("scopes").split(separator: " ").compactMap { AgentScope(rawValue: String($0)) }),
                    expires: try row.time("expires"),
                    token: hash
                )
            }
        }
    }

    /// Whether a session that was opened before still holds; asked again right before anything leaves.
    ///
    /// - Parameter memory: what was seen so short a while ago is believed.
    package func isLive(_ session: AgentSession, believed memory: Duration = .zero) async throws -> Bool {
        guard let hash = session.token else { return true }
        let (at, began) = (now(), ContinuousClock.now)
        if at < session.expires, live.wasSeen(hash, since: began - memory) { return true }
        let isLive = try await store.look { connection in
            let query = """
                SELECT 1 AS one FROM gateway_token t JOIN gateway_agent a ON a.name = t.agent
                WHERE t.hash = ? AND t.expires > ? AND a.revoked IS NULL
                """
            return try !connection.rows(query, [.text(hash), .time(at)]).isEmpty
        }
        if isLive { live.see(hash, at: began) }
        return isLive
    }

    /// Takes an agent and all its tokens back; its name stays in the audit and is not given again.
    package func revoke(_ name: String, by actor: AuditActor) async throws {
        let at = now()
        defer { live.forget() }
        try await store.write { connection in
            guard let agent = try connection.agent(name) else { throw Self.missing(name) }
            guard agent.revoked == nil else { return }
            try connection.execute("UPDATE gateway_agent SET revoked = ? WHERE name = ?", [.time(at), .text(name)])
            try connection.execute("DELETE FROM gateway_token WHERE agent = ?", [.text(name)])
            try connection.audit(AuditDraft("agent.revoked", by: actor, on: name), at: at)
        }
    }

    package func all() async throws -> [Agent] {
        let at = now()
        return try await store.read { connection in
            let query = """
                SELECT a.name, a.created, a.revoked, (SELECT count(*) FROM gateway_token t WHERE t.agent = a.name AND t.expires > ?) AS tokens,
                c.name AS client, o.operator AS person FROM gateway_agent a LEFT JOIN oauth_agent o ON o.agent = a.name
                LEFT JOIN oauth_client c ON c.id = o.client ORDER BY a.name
                """
            return try connection.rows(query, [.time(at)]).map { row in
                Agent(
                    name: try row.text("name"),
                    created: try row.time("created"),
                    revoked: try row.optionalInteger("revoked").map { Date(timeIntervalSince1970: Double($0) / 1000) },
                    tokens: Int(clamping: try row.integer("tokens")),
                    client: try row.optionalText("client"),
                    person: try row.optionalText("person")
                )
            }
        }
    }

    private static func missing(_ name: String) -> GatewayError {
        GatewayError(.missing, "There is no agent '\(name)', or it is revoked.", nextStep: "See them: signet agent list")
    }
}

/// When tokens were last seen to hold.
private final class LiveTokens: Sendable {
    private static let most = 4096
    private let seen = Mutex<[String: ContinuousClock.Instant]>([:])

    func wasSeen(_ token: String, since: ContinuousClock.Instant) -> Bool { seen.withLock { $0[token].map { $0 > since } ?? false } }

    func see(_ token: String, at: ContinuousClock.Instant) {
        seen.withLock { seen in
            if seen.count >= Self.most { seen = [:] }
            seen[token] = at
        }
    }

    func forget() { seen.withLock { $0 = [:] } }
}

extension SQLConnection {
    fileprivate func agent(_ name: String) throws -> (name: String, revoked: Int64?)? {
        try rows("SELECT name, revoked FROM gateway_agent WHERE name = ?", [.text(name)]).first.map {
            (try $0.text("name"), try $0.optionalInteger("revoked"))
        }
    }
}
