import Foundation
import JSON
import Storage

/// Answers that are too large to give at once: without secrets, for the agent that asked, for an hour.
package struct Results: Sendable {
    package static let scheme = "result://"
    static let life: Double = 3600
    package static let mostBytes = 8 << 20
    /// Of one agent at a time.
    static let most = 50

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.store, self.now) = (store, now)
    }

    package func keep(_ body: JSONValue, of execution: String, for agent: String) async throws -> String {
        let (at, text) = (now(), body.text())
        try await store.write { connection in
            try connection.execute("DELETE FROM gateway_result WHERE expires <= ?", [.time(at)])
            try connection.execute(
                """
                DELETE FROM gateway_result WHERE id IN
                (SELECT id FROM gateway_result WHERE agent = ? ORDER BY created DESC LIMIT 1000 OFFSET ?)
                """,
                [.text(agent), .integer(Int64(Self.most - 1))]
            )
            try connection.execute(
                "INSERT INTO gateway_result (id, agent, body, created, expires) VALUES (?, ?, ?, ?, ?)",
                [.text(execution), .text(agent), .text(text), .time(at), .time(at + Self.life)]
            )
        }
        return Self.scheme + execution
    }

    package func read(_ resource: String, of agent: String) async throws -> JSONValue? {
        guard resource.hasPrefix(Self.scheme) else { return nil }
        let (id, at) = (String(resource.dropFirst(Self.scheme.count)), now())
        return try await store.read { connection in
            let query = "SELECT body FROM gateway_result WHERE id = ? AND agent = ? AND expires > ?"
            return try connection.rows(query, [.text(id), .text(agent), .time(at)]).first.map {
                try JSONValue(parsing: Array(try $0.text("body").utf8), limits: Self.limits)
            }
        }
    }

    private static let limits = JSONLimits(maximumBytes: mostBytes * 2, maximumDepth: JSONLimits.standard.maximumDepth)
}
