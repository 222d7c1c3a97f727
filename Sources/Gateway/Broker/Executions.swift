import Foundation
import JSON
import Storage

/// The calls of agents that a later question may be about: writes, what runs on, and what waits for a person.
///
/// A row is there before a write leaves. One that says it is being sent, and whose time is over, was sent by a process that is gone:
/// nobody knows what became of it, and it is never sent again.
package struct Executions: Sendable {
    package enum State: String, Sendable {
        case held
        case sending
        case running
        case succeeded
        case failed
        case unknown
    }

    package struct Execution: Sendable {
        package let id: String
        package let agent: String
        package let operation: String
        package let effect: String
        package var state: State
        /// Of the request, as approvals and repetitions know it.
        package let digest: String
        /// The caller's own key, under which the same call is made once.
        package let same: String?
        /// What the agent gets, without secrets; for one that failed, the refusal.
        package var answer: JSONValue
        /// Where a long-running operation stands.
        package var token: JSONValue?
        /// The call that reads what became of it.
        package var settle: JSONValue?
        package var approval: String?
        package let created: Date
        /// For `sending`: when whoever sends it is taken to be gone.
        package var until: Date

        package init(
            id: String,
            agent: String,
            operation: String,
            effect: String,
            state: State,
            digest: String,
            same: String?,
            settle: JSONValue?,
            at created: Date
        ) {
            (self.id, self.agent, self.operation, self.effect) = (id, agent, operation, effect)
            (self.state, self.digest, self.same, self.settle) = (state, digest, same, settle)
            answer = .null
            self.created = created
            until = created + Executions.longestSend
        }
    }

    /// Longer than any call with its waits.
    package static let longestSend: Double = 180
    /// So long a call is remembered, and made once under its key.
    static let memory: Double = 24 * 3600

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.store, self.now) = (store, now)
    }

    /// 128 random bits behind the prefix.
    package static func newId(_ prefix: String) -> String {
        var generator = SystemRandomNumberGenerator()
        return prefix + (0..<2).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }.hexadecimal
    }

    /// Writes a row down; when there is one under the same key already, that one is given back and nothing is written.
    package func begin(_ execution: Execution) async throws -> Execution? {
        let oldest = now() - Self.memory
        return try await store.write { connection in
            try connection.execute("DELETE FROM gateway_execution WHERE updated < ?", [.time(oldest)])
            if let same = execution.same {
                let found = try connection.rows(
                    "SELECT * FROM gateway_execution WHERE agent = ? AND same = ?",
                    [.text(execution.agent), .text(same)]
                ).first
                if let found { return try Self.execution(found) }
            }
            try connection.execute(
                """
                INSERT INTO gateway_execution
                (id, agent, operation, effect, state, digest, same, answer, token, settle, approval, created, updated, until)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(execution.id), .text(execution.agent), .text(execution.operation), .text(execution.effect),
                    .text(execution.state.rawValue), .text(execution.digest), .optional(execution.same), .json(execution.answer),
                    .optional(execution.token?.text()), .optional(execution.settle?.text()), .optional(execution.approval),
                    .time(execution.created), .time(execution.created), .time(execution.until),
                ]
            )
            return nil
        }
    }

    /// Moves a row on, if it still stands where the caller saw it; false when another process was faster.
    @discardableResult
    package func move(_ execution: Execution, from state: State) async throws -> Bool {
        let at = now()
        return try await store.write { connection in
            try connection.execute(
                """
                UPDATE gateway_execution SET state = ?, answer = ?, token = ?, settle = ?, approval = ?, updated = ?, until = ?
                WHERE id = ? AND state = ?
                """,
                [
                    .text(execution.state.rawValue), .json(execution.answer), .optional(execution.token?.text()),
                    .optional(execution.settle?.text()), .optional(execution.approval), .time(at), .time(execution.until),
                    .text(execution.id), .text(state.rawValue),
                ]
            ) == 1
        }
    }

    /// An agent's own; another agent's is not there.
    package func find(_ id: String, of agent: String) async throws -> Execution? {
        try await store.read { connection in
            try connection.rows("SELECT * FROM gateway_execution WHERE id = ? AND agent = ?", [.text(id), .text(agent)]).first
                .map(Self.execution)
        }
    }

    /// The one that was made under a caller's key.
    package func find(same key: String, of agent: String) async throws -> Execution? {
        try await store.read { connection in
            try connection.rows("SELECT * FROM gateway_execution WHERE agent = ? AND same = ?", [.text(agent), .text(key)]).first
                .map(Self.execution)
        }
    }

    /// What waits for a person, of one agent.
    package func held(of agent: String) async throws -> [Execution] {
        try await store.read { try $0.heldExecutions(of: agent) }
    }

    fileprivate static func execution(_ row: SQLRow) throws -> Execution {
        func json(_ column: String) throws -> JSONValue? {
            try row.optionalText(column).flatMap { try? JSONValue(parsing: $0) }
        }
        var execution = Execution(
            id: try row.text("id"),
            agent: try row.text("agent"),
            operation: try row.text("operation"),
            effect: try row.text("effect"),
            state: State(rawValue: try row.text("state")) ?? .unknown,
            digest: try row.text("digest"),
            same: try row.optionalText("same"),
            settle: try json("settle"),
            at: try row.time("created")
        )
        execution.answer = try row.json("answer")
        execution.token = try json("token")
        execution.approval = try row.optionalText("approval")
        execution.until = try row.time("until")
        return execution
    }
}

extension SQLConnection {
    func heldExecutions(of agent: String) throws -> [Executions.Execution] {
        let query = "SELECT * FROM gateway_execution WHERE agent = ? AND state = 'held' ORDER BY created LIMIT 100"
        return try rows(query, [.text(agent)]).map(Executions.execution)
    }
}

extension SQLValue {
    static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
}
