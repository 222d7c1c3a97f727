import AzureCore
import Foundation
import JSON
import Storage

/// A code or a refresh token that somebody showed, with what it stands for.
struct ShownSecret: Sendable {
    let family: String
    let agent: String
    let client: String
    let scopes: Set<AgentScope>
    let audience: String
    /// Of a code.
    let proof: ProofKey?
    let redirect: String?
    let isUsed: Bool
    /// The family is over, or its agent was taken back.
    let isEnded: Bool
    let expires: Date
    let familyExpires: Date

    func isGood(at date: Date) -> Bool { !isUsed && !isEnded && date < expires && date < familyExpires }
}

extension SQLConnection {
    /// - Parameter table: `oauth_code` or `oauth_refresh`.
    func shown(_ table: String, _ hash: String) throws -> ShownSecret? {
        let query = """
            SELECT s.*, f.agent, f.scopes, f.audience, f.expires AS ends, f.revoked, a.client, g.revoked AS taken
            FROM \(table) s JOIN oauth_family f ON f.id = s.family JOIN oauth_agent a ON a.agent = f.agent
            JOIN gateway_agent g ON g.name = f.agent WHERE s.hash = ?
            """
        return try rows(query, [.text(hash)]).first.map { row in
            let isCode = table == "oauth_code"
            return ShownSecret(
                family: try row.text("family"),
                agent: try row.text("agent"),
                client: try row.text("client"),
                scopes: AgentScope.parse(try row.text("scopes")) ?? [],
                audience: try row.text("audience"),
                proof: isCode ? ProofKey(challenge: try row.text("challenge")) : nil,
                redirect: isCode ? try row.text("redirect") : nil,
                isUsed: try row.optionalInteger("used") != nil,
                isEnded: try row.optionalInteger("revoked") != nil || row.optionalInteger("taken") != nil,
                expires: try row.time("expires"),
                familyExpires: try row.time("ends")
            )
        }
    }

    /// An access token and the next refresh token.
    func issue(for shown: ShownSecret, _ scopes: Set<AgentScope>, at date: Date) throws -> TokenAnswer {
        let (access, refresh) = (AgentToken(), "sgr_" + RandomText.make(bytes: 32))
        let end = min(date + OAuthGrants.accessLife, shown.familyExpires)
        try execute("DELETE FROM gateway_token WHERE family = ? AND expires <= ?", [.text(shown.family), .time(date)])
        try execute(
            "INSERT INTO gateway_token (hash, agent, scopes, created, expires, family, audience) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .text(access.hash), .text(shown.agent), .text(AgentScope.text(scopes)), .time(date), .time(end), .text(shown.family),
                .text(shown.audience),
            ]
        )
        try execute(
            "INSERT INTO oauth_refresh (hash, family, expires) VALUES (?, ?, ?)",
            [
                .text(AuditEntry.hash(of: refresh)), .text(shown.family),
                .time(min(date + OAuthGrants.refreshLife, shown.familyExpires)),
            ]
        )
        return TokenAnswer(access: access, refresh: Secret(refresh), scopes: scopes, seconds: Int(end.timeIntervalSince(date)))
    }

    /// The agent that is this client for this person; made when there is none, or the last one was taken back.
    func agent(of client: OAuthClient, and person: String, at date: Date) throws -> String {
        let known = """
            SELECT a.agent FROM oauth_agent a JOIN gateway_agent g ON g.name = a.agent
            WHERE a.client = ? AND a.operator = ? AND g.revoked IS NULL
            """
        if let row = try rows(known, [.text(client.id), .text(person)]).first { return try row.text("agent") }
        let name = try freeName("\(person.prefix(28)).\(Self.slug(client.name).prefix(28))")
        try execute("INSERT INTO gateway_agent (name, created) VALUES (?, ?)", [.text(name), .time(date)])
        try execute(
            "INSERT INTO oauth_agent (agent, client, operator) VALUES (?, ?, ?)",
            [.text(name), .text(client.id), .text(person)]
        )
        try audit(AuditDraft("agent.added", by: .person(person), on: name, facts: ["client": .string(client.id)]), at: date)
        return name
    }

    private func freeName(_ name: String) throws -> String {
        let query = "SELECT name FROM gateway_agent WHERE name >= ? AND name < ?"
        let taken = Set(try rows(query, [.text(name), .text(name + ".")]).map { try $0.text("name") })
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    /// What of a name can stand in an agent's.
    private static func slug(_ name: String) -> String {
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return words.isEmpty ? "client" : words.joined(separator: "-")
    }

    /// Ends the oldest consents beyond so many, and forgets those that ended long ago.
    func makeRoom(for agent: String, most: Int, at date: Date) throws {
        let live = "SELECT id FROM oauth_family WHERE agent = ? AND revoked IS NULL AND expires > ? ORDER BY created DESC, id"
        for row in try rows(live, [.text(agent), .time(date)]).dropFirst(most) {
            try endFamily(try row.text("id"), of: agent, because: "there were newer ones", at: date)
        }
        let old = SQLValue.time(date - OAuthGrants.refreshLife)
        try execute("DELETE FROM oauth_family WHERE agent = ? AND (expires < ? OR revoked < ?)", [.text(agent), old, old])
        try execute("DELETE FROM oauth_refresh WHERE expires < ?", [old])
    }

    func endFamily(_ id: String, of agent: String, because reason: String, at date: Date) throws {
        let ended = try execute("UPDATE oauth_family SET revoked = ? WHERE id = ? AND revoked IS NULL", [.time(date), .text(id)])
        guard ended == 1 else { return }
        try execute("DELETE FROM gateway_token WHERE family = ?", [.text(id)])
        try audit(AuditDraft("oauth.ended", by: .machine, on: agent, facts: ["reason": .string(reason)]), at: date)
    }

    /// All consents of the agents that a query with one argument names.
    func endFamilies(_ agents: String, _ argument: String, at date: Date) throws {
        try execute("DELETE FROM gateway_token WHERE family IS NOT NULL AND agent IN (\(agents))", [.text(argument)])
        try execute("UPDATE oauth_family SET revoked = ? WHERE revoked IS NULL AND agent IN (\(agents))", [.time(date), .text(argument)])
    }
}
