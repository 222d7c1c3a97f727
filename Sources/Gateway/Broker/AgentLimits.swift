import FoundationEssentials
import JSON
import Storage
import Synchronization

/// What one agent may use up, so that no one starves another.
package struct AgentLimit: Sendable, Hashable {
    package var callsPerMinute = 600
    package var together = 8
    package var bytesPerHour = 256 << 20
    /// Of what plans cost that were applied, in whatever currency the prices are.
    package var spendPerMonth = 1000.0
    package var pendingApprovals = 10

    package init() {}
}

/// Counts what agents use. Rate, concurrency and bytes are counted by each process; money and approvals in the store.
package final class AgentLimits: Sendable {
    package struct Left: Sendable, Hashable {
        package let calls: Int
        package let together: Int
        package let bytes: Int
    }

    private struct Use {
        /// Calls that are left now; they come back evenly.
        var calls: Double
        var counted: Date
        var together = 0
        var bytes = 0
        var hour: Date
    }

    package let limit: AgentLimit
    private let now: @Sendable () -> Date
    private let uses = Mutex<[String: Use]>([:])

    package init(_ limit: AgentLimit = AgentLimit(), now: @escaping @Sendable () -> Date = { Date() }) {
        (self.limit, self.now) = (limit, now)
    }

    /// Takes a call in, or says why not now. Whoever is let in calls ``leave(_:bytes:)``.
    package func enter(_ agent: String) throws(Refusal) {
        let refused = uses.withLock { uses in
            var use = current(uses[agent])
            let refused = objection(use)
            if refused == nil {
                use.calls -= 1
                use.together += 1
            }
            uses[agent] = use
            return refused
        }
        if let refused { throw refused }
    }

    private func objection(_ use: Use) -> Refusal? {
        if use.calls < 1 {
            let wait = Int((60 * (1 - use.calls) / Double(limit.callsPerMinute)).rounded(.up))
            return refusal(.rateLimited, "more than \(limit.callsPerMinute) calls a minute", wait: max(1, wait))
        }
        if use.together >= limit.together { return refusal(.rateLimited, "\(limit.together) calls at the same time", wait: 1) }
        guard use.bytes >= limit.bytesPerHour else { return nil }
        let wait = Int(max(1, 3600 - now().timeIntervalSince(use.hour)))
        return refusal(.budgetExhausted, "\(limit.bytesPerHour >> 20) MiB of answers in an hour", wait: wait)
    }

    package func leave(_ agent: String, bytes: Int) {
        uses.withLock { uses in
            var use = current(uses[agent])
            use.together = max(0, use.together - 1)
            use.bytes += max(0, bytes)
            uses[agent] = use
        }
    }

    package func left(_ agent: String) -> Left {
        let use = current(uses.withLock { $0[agent] })
        return Left(
            calls: max(0, Int(use.calls)),
            together: max(0, limit.together - use.together),
            bytes: max(0, limit.bytesPerHour - use.bytes)
        )
    }

    /// What an agent has used up as of now.
    private func current(_ use: Use?) -> Use {
        let at = now()
        guard var use else { return Use(calls: Double(limit.callsPerMinute), counted: at, hour: at) }
        let seconds = max(0, at.timeIntervalSince(use.counted))
        use.calls = min(Double(limit.callsPerMinute), use.calls + seconds * Double(limit.callsPerMinute) / 60)
        use.counted = at
        if at.timeIntervalSince(use.hour) >= 3600 { (use.hour, use.bytes) = (at, 0) }
        return use
    }

    private func refusal(_ code: Refusal.Code, _ what: String, wait: Int) -> Refusal {
        Refusal(
            code,
            "This agent has used up its limit: \(what).",
            retryAfterSeconds: wait,
            next: Refusal.Call("describe_access")
        )
    }
}

/// What agents did that rules and limits count, shared by all processes.
package struct Uses: Sendable {
    private let store: Store
    private let now: @Sendable () -> Date

    /// Nothing counts longer.
    private static let memory: Double = 366 * 86_400

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.store, self.now) = (store, now)
    }

    /// How often within some seconds.
    package func count(_ what: String, by agent: String, within seconds: Int) async throws -> Int {
        let since = now() - Double(seconds)
        return try await store.read { connection in
            let query = "SELECT count(*) AS uses FROM gateway_use WHERE agent = ? AND what = ? AND at > ?"
            return Int(clamping: try connection.rows(query, [.text(agent), .text(what), .time(since)]).first?.integer("uses") ?? 0)
        }
    }

    /// What was spent within some seconds.
    package func spent(by agent: String, within seconds: Int) async throws -> Double {
        let since = now() - Double(seconds)
        return try await store.read { connection in
            // PostgreSQL adds whole numbers up to one of any length.
            let sum = "CAST(coalesce(sum(hundredths), 0) AS BIGINT)"
            let query = "SELECT \(sum) AS spent FROM gateway_use WHERE agent = ? AND what = ? AND at > ?"
            let row = try connection.rows(query, [.text(agent), .text(Self.spending), .time(since)]).first
            return Double(try row?.integer("spent") ?? 0) / 100
        }
    }

    package func add(_ what: String, by agent: String, amount: Double = 0) async throws {
        let (at, oldest) = (now(), now() - Self.memory)
        let hundredths = Int64(exactly: (min(max(amount, 0), 1e12) * 100).rounded()) ?? 0
        try await store.write { connection in
            try connection.execute("DELETE FROM gateway_use WHERE at < ?", [.time(oldest)])
            try connection.execute(
                "INSERT INTO gateway_use (agent, what, hundredths, at) VALUES (?, ?, ?, ?)",
                [.text(agent), .text(what), .integer(hundredths), .time(at)]
            )
        }
    }

    /// Counts one more, unless there are so many already; in one step, whoever else counts.
    package func take(_ what: String, by agent: String, most: Int, within seconds: Int) async throws -> Bool {
        let (at, since) = (now(), now() - Double(seconds))
        return try await store.write { connection in
            let query = "SELECT count(*) AS uses FROM gateway_use WHERE agent = ? AND what = ? AND at > ?"
            let uses = try connection.rows(query, [.text(agent), .text(what), .time(since)]).first?.integer("uses") ?? 0
            guard uses < Int64(most) else { return false }
            try connection.execute(
                "INSERT INTO gateway_use (agent, what, hundredths, at) VALUES (?, ?, 0, ?)",
                [.text(agent), .text(what), .time(at)]
            )
            return true
        }
    }

    package static let spending = "spending"
    package static func rule(_ name: String) -> String { "rule \(name)" }
}
