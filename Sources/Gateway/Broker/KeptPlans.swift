import Foundation
import JSON
import Storage

/// Plans that were shown to agents, for as long as they can be applied: by the agent they were made for, and by their digest.
package struct KeptPlans: Sendable {
    package struct Kept: Sendable {
        package let id: String
        package let agent: String
        package let digest: String
        /// The plan as it was shown, whole.
        package let body: JSONValue
        /// What the policy is asked about it, and the call that made it.
        package let origin: JSONValue
        package let expires: Date
    }

    package static let life: Double = 24 * 3600

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.store, self.now) = (store, now)
    }

    /// The same plan is kept once, under its first name.
    package func keep(_ body: JSONValue, digest: String, origin: JSONValue, for agent: String) async throws -> Kept {
        let (at, id) = (now(), Executions.newId("pln_"))
        return try await store.write { connection in
            try connection.execute("DELETE FROM gateway_plan WHERE expires <= ?", [.time(at)])
            let known = try connection.rows("SELECT * FROM gateway_plan WHERE agent = ? AND digest = ?", [.text(agent), .text(digest)])
                .first
            if let known { return try Self.kept(known) }
            try connection.execute(
                "INSERT INTO gateway_plan (id, agent, digest, body, origin, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [.text(id), .text(agent), .text(digest), .json(body), .json(origin), .time(at), .time(at + Self.life)]
            )
            return Kept(id: id, agent: agent, digest: digest, body: body, origin: origin, expires: at + Self.life)
        }
    }

    package func find(_ id: String, of agent: String) async throws -> Kept? {
        let at = now()
        return try await store.read { connection in
            let query = "SELECT * FROM gateway_plan WHERE id = ? AND agent = ? AND expires > ?"
            return try connection.rows(query, [.text(id), .text(agent), .time(at)]).first.map(Self.kept)
        }
    }

    /// Whether there was one to forget.
    package func forget(_ id: String, of agent: String) async throws -> Bool {
        try await store.write { connection in
            try connection.execute("DELETE FROM gateway_plan WHERE id = ? AND agent = ?", [.text(id), .text(agent)]) == 1
        }
    }

    private static func kept(_ row: SQLRow) throws -> Kept {
        Kept(
            id: try row.text("id"),
            agent: try row.text("agent"),
            digest: try row.text("digest"),
            body: try row.json("body"),
            origin: try row.json("origin"),
            expires: try row.time("expires")
        )
    }
}
