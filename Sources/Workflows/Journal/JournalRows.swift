import FoundationEssentials
import JSON
import Storage

extension SQLValue {
    static func milliseconds(_ date: Date) -> SQLValue { .integer(Int64(date.timeIntervalSince1970 * 1000)) }
}

extension SQLRow {
    func date(_ column: String) throws -> Date { Date(timeIntervalSince1970: Double(try integer(column)) / 1000) }
}

extension SQLConnection {
    func append(_ kind: JournalEntry.Kind, step: String, body: JSONValue, run: String, at: Date) throws -> JournalEntry {
        let statement = Self.appending(kind, step: step, body: body, run: run, at: at)
        let added = try rows(statement.sql, statement.arguments).first
        return JournalEntry(sequence: try Self.sequence(added, run: run), kind: kind, step: step, body: body, at: at)
    }

    /// Appends an entry and says that the run goes on with it, when the lease is still this one's, in one round trip.
    func append(_ kind: JournalEntry.Kind, step: String, body: JSONValue, under lease: Lease, at: Date) throws -> JournalEntry {
        let answers = try batch([
            SQLStatement("SELECT epoch FROM lease WHERE subject = ?" + rowLock, [.text(lease.subject)]),
            Self.appending(kind, step: step, body: body, run: lease.run, at: at),
            SQLStatement(
                """
                UPDATE run SET state = ?, waiting = NULL, waiting_on = NULL, wait_until = NULL, looks = 0, failures = 0, failing_since = NULL,
                updated = ? WHERE id = ? AND EXISTS (SELECT 1 FROM lease WHERE subject = ? AND epoch = ?)
                """,
                [.text(kind.state.rawValue), .milliseconds(at), .text(lease.run), .text(lease.subject), .integer(lease.epoch)]
            ),
        ])
        // What was written under another's lease goes with the transaction.
        guard try answers.first?.first?.integer("epoch") == lease.epoch else { throw LeaseLost(run: lease.run) }
        let added = answers.dropFirst().first?.first
        return JournalEntry(sequence: try Self.sequence(added, run: lease.run), kind: kind, step: step, body: body, at: at)
    }

    private static func appending(_ kind: JournalEntry.Kind, step: String, body: JSONValue, run: String, at: Date) -> SQLStatement {
        SQLStatement(
            """
            INSERT INTO journal (run, sequence, kind, step, body, at)
            SELECT ?, coalesce(max(sequence), 0) + 1, ?, ?, ?, CAST(? AS BIGINT) FROM journal WHERE run = ? RETURNING sequence
            """,
            [.text(run), .text(kind.rawValue), .text(step), .json(body), .milliseconds(at), .text(run)]
        )
    }

    private static func sequence(_ added: SQLRow?, run: String) throws -> Int64 {
        guard let sequence = try added?.integer("sequence") else {
            throw StorageError(.unreadable, "An entry of run \(run) was written and is not there.")
        }
        return sequence
    }

    /// Whether exactly this entry stands in a run's journal.
    func holds(_ entry: JournalEntry, run: String) throws -> Bool {
        try !rows(
            "SELECT 1 AS found FROM journal WHERE run = ? AND sequence = ? AND kind = ? AND step = ? AND body = ? AND at = ?",
            [
                .text(run), .integer(entry.sequence), .text(entry.kind.rawValue), .text(entry.step), .json(entry.body),
                .milliseconds(entry.at),
            ]
        ).isEmpty
    }

    /// Two statements, however many runs there are.
    func run(where condition: String, _ arguments: [SQLValue]) throws -> [Run] {
        let found = try rows("SELECT * FROM run WHERE " + condition, arguments)
        guard !found.isEmpty else { return [] }
        let entries = try entries(where: condition, arguments)
        return try found.map { row in
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
                waiting: try row.wait(),
                looks: try row.integer("looks"),
                failing: try row.failing(),
                entries: entries[id] ?? [],
                created: try row.date("created"),
                updated: try row.date("updated")
            )
        }
    }

    /// The journals of the runs of which a condition holds, by run.
    private func entries(where condition: String, _ arguments: [SQLValue]) throws -> [String: [JournalEntry]] {
        let query = "SELECT * FROM journal WHERE run IN (SELECT id FROM run WHERE \(condition)) ORDER BY run, sequence"
        var entries: [String: [JournalEntry]] = [:]
        for row in try rows(query, arguments) {
            let run = try row.text("run")
            guard let kind = JournalEntry.Kind(rawValue: try row.text("kind")) else {
                throw StorageError(.unreadable, "The journal of run \(run) holds an entry this version does not know.")
            }
            let entry = JournalEntry(
                sequence: try row.integer("sequence"),
                kind: kind,
                step: try row.text("step"),
                body: try row.json("body"),
                at: try row.date("at")
            )
            entries[run, default: []].append(entry)
        }
        return entries
    }
}

extension SQLRow {
    fileprivate func wait() throws -> WaitRow? {
        guard let reason = try optionalText("waiting"), try optionalInteger("wait_until") != nil else { return nil }
        let party = try optionalText("waiting_on").flatMap(Party.init(rawValue:)) ?? .service
        return WaitRow(reason: reason, on: party, until: try date("wait_until"))
    }

    fileprivate func failing() throws -> Failing? {
        guard try optionalInteger("failing_since") != nil else { return nil }
        return Failing(count: try integer("failures"), since: try date("failing_since"))
    }
}
