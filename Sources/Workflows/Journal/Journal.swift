import FoundationEssentials
import JSON
import Storage

/// Runs and their entries in the store. Every call is one transaction; a call that writes for a lease fails when the lease
/// has passed to somebody else.
package struct Journal: Sendable {
    let store: Store
    let now: @Sendable () -> Date
    /// Called before and after each entry becomes durable. The crash tests stop the process here.
    let passing: @Sendable (JournalPoint) async -> Void

    package init(
        store: Store,
        now: @escaping @Sendable () -> Date = { Date() },
        passing: @escaping @Sendable (JournalPoint) async -> Void = { _ in }
    ) {
        self.store = store
        self.now = now
        self.passing = passing
    }

    package func run(_ id: String) async throws -> Run? {
        try await store.read { try $0.run(where: "id = ?", [.text(id)]).first }
    }

    /// The run of a workflow that is not finished yet. There is at most one.
    package func activeRun(_ workflow: String, subject: String) async throws -> Run? {
        try await store.read {
            try $0.run(where: "workflow = ? AND subject = ? AND state = 'active'", [.text(workflow), .text(subject)]).first
        }
    }

    /// The runs of a subject, newest first.
    package func runs(subject: String) async throws -> [Run] {
        try await store.read { try $0.run(where: "subject = ? ORDER BY created DESC, id LIMIT 50", [.text(subject)]) }
    }

    /// The newest run for each subject whose last name is `name`: how a command finds an order it was given no group for.
    package func runs(workflow: String, named name: String) async throws -> [Run] {
        try await store.read {
            let pattern = "%/" + name.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            return try $0.run(
                where: "workflow = ? AND subject LIKE ? ESCAPE '\\' ORDER BY created DESC, id LIMIT 50",
                [.text(workflow), .text(pattern)]
            )
        }
    }

    /// Whether any run of a subject, this one or an earlier one, had an outcome of a step.
    package func hasOutcome(of step: String, subject: String) async throws -> Bool {
        let query = """
            SELECT 1 AS found FROM journal JOIN run ON run.id = journal.run
            WHERE run.subject = ? AND journal.kind = 'outcome' AND journal.step = ? LIMIT 1
            """
        return try await store.read { try !$0.rows(query, [.text(subject), .text(step)]).isEmpty }
    }

    /// Appends an entry under a lease and waits until it is durable.
    @discardableResult
    func append(_ kind: JournalEntry.Kind, step: String = "", body: JSONValue, under lease: Lease) async throws -> JournalEntry {
        let at = now()
        await passing(JournalPoint(side: .before, kind: kind, step: step))
        let entry = try await store.write { connection in
            try connection.confirm(lease)
            let entry = try connection.append(kind, step: step, body: body, run: lease.run, at: at)
            let state: Run.State = kind == .finished ? .done : kind == .stopped ? .stopped : .active
            try connection.execute(
                "UPDATE run SET state = ?, waiting = NULL, wait_until = NULL, updated = ? WHERE id = ?",
                [.text(state.rawValue), .milliseconds(at), .text(lease.run)]
            )
            return entry
        }
        await passing(JournalPoint(side: .after, kind: kind, step: step))
        return entry
    }

    /// Says why the run does nothing, and until when.
    func wait(_ reason: String, until: Date, under lease: Lease) async throws {
        let at = now()
        try await store.write { connection in
            try connection.confirm(lease)
            try connection.execute(
                "UPDATE run SET waiting = ?, wait_until = ?, updated = ? WHERE id = ?",
                [.text(reason), .milliseconds(until), .milliseconds(at), .text(lease.run)]
            )
        }
    }
}

/// A place between two commits: where a process can die and leave something to be settled.
package struct JournalPoint: Sendable, Hashable, CustomStringConvertible {
    package enum Side: String, Sendable {
        case before
        case after
    }

    package let side: Side
    package let kind: JournalEntry.Kind
    package let step: String

    package var description: String { [side.rawValue, kind.rawValue, step].filter { !$0.isEmpty }.joined(separator: " ") }
}

extension SQLValue {
    static func milliseconds(_ date: Date) -> SQLValue { .integer(Int64(date.timeIntervalSince1970 * 1000)) }
}

extension SQLRow {
    func date(_ column: String) throws -> Date { Date(timeIntervalSince1970: Double(try integer(column)) / 1000) }
}

extension SQLConnection {
    func append(_ kind: JournalEntry.Kind, step: String, body: JSONValue, run: String, at: Date) throws -> JournalEntry {
        let last =
            try rows("SELECT coalesce(max(sequence), 0) AS last FROM journal WHERE run = ?", [.text(run)]).first?.integer("last") ?? 0
        let entry = JournalEntry(sequence: last + 1, kind: kind, step: step, body: body, at: at)
        try execute(
            "INSERT INTO journal (run, sequence, kind, step, body, at) VALUES (?, ?, ?, ?, ?, ?)",
            [.text(run), .integer(entry.sequence), .text(kind.rawValue), .text(step), .json(body), .milliseconds(at)]
        )
        return entry
    }

    func run(where condition: String, _ arguments: [SQLValue]) throws -> [Run] {
        try rows("SELECT * FROM run WHERE " + condition, arguments).map { row in
            let id = try row.text("id")
            guard let state = Run.State(rawValue: try row.text("state")) else {
                throw StorageError(.unreadable, "The run \(id) is in a state this version does not know.")
            }
            return Run(
                id: id,
                workflow: try row.text("workflow"),
                version: try row.integer("version"),
                subject: try row.text("subject"),
                input: try row.json("input"),
                state: state,
                waiting: try row.optionalText("waiting"),
                entries: try entries(of: id),
                created: try row.date("created")
            )
        }
    }

    private func entries(of run: String) throws -> [JournalEntry] {
        try rows("SELECT * FROM journal WHERE run = ? ORDER BY sequence", [.text(run)]).map { row in
            guard let kind = JournalEntry.Kind(rawValue: try row.text("kind")) else {
                throw StorageError(.unreadable, "The journal of run \(run) holds an entry this version does not know.")
            }
            return JournalEntry(
                sequence: try row.integer("sequence"),
                kind: kind,
                step: try row.text("step"),
                body: try row.json("body"),
                at: try row.date("at")
            )
        }
    }
}
