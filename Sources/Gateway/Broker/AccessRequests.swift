import Foundation
import JSON
import Storage

/// What agents asked the people for: nothing follows from it but that a person sees it.
package struct AccessRequests: Sendable {
    package struct Request: Sendable {
        package let id: String
        package let agent: String
        package let body: JSONValue
        package let created: Date
        package let expires: Date
    }

    static let life: Double = 14 * 86_400
    /// Of one agent.
    static let most = 50

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.store, self.now) = (store, now)
    }

    /// The same question is the same request, whatever words it is asked for with.
    package func ask(_ body: JSONValue, for agent: String) async throws -> Request {
        var content = body.object ?? [:]
        content["reason"] = nil
        let (digest, at, id) = (AuditEntry.hash(of: JSONValue.object(content).text()), now(), Executions.newId("req_"))
        return try await store.write { connection in
            try connection.execute("DELETE FROM gateway_request WHERE expires <= ?", [.time(at)])
            let query = "SELECT * FROM gateway_request WHERE agent = ? AND digest = ?"
            if let known = try connection.rows(query, [.text(agent), .text(digest)]).first { return try Self.request(known) }
            let count = try connection.rows("SELECT count(*) AS many FROM gateway_request WHERE agent = ?", [.text(agent)]).first
            guard try count?.integer("many") ?? 0 < Int64(Self.most) else {
                throw Refusal(.budgetExhausted, "\(Self.most) requests of this agent wait already.", next: Refusal.Call("describe_access"))
            }
            try connection.execute(
                "INSERT INTO gateway_request (id, agent, digest, body, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                [.text(id), .text(agent), .text(digest), .json(body), .time(at), .time(at + Self.life)]
            )
            try connection.audit(AuditDraft("access.asked", by: .agent(agent), on: id, facts: ["digest": .string(digest)]), at: at)
            return Request(id: id, agent: agent, body: body, created: at, expires: at + Self.life)
        }
    }

    /// All that wait, newest first.
    package func all() async throws -> [Request] {
        let at = now()
        return try await store.read { connection in
            try connection.rows("SELECT * FROM gateway_request WHERE expires > ? ORDER BY created DESC LIMIT 500", [.time(at)])
                .map(Self.request)
        }
    }

    private static func request(_ row: SQLRow) throws -> Request {
        Request(
            id: try row.text("id"),
            agent: try row.text("agent"),
            body: try row.json("body"),
            created: try row.time("created"),
            expires: try row.time("expires")
        )
    }
}
