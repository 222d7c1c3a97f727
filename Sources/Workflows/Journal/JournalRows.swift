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
        let added = try rows(
            """
            INSERT INTO journal (run, sequence, kind, step, body, at)
            SELECT ?, coalesce(max(sequence), 0) + 1, ?, ?, ?, CAST(? AS BIGINT) FROM journal WHERE run = ? RETURNING sequence
            """,
            [.text(run), .text(kind.rawValue), .text(step), .json(body), .milliseconds(at), .text(run)]
        ).first
        guard let sequence = try added?.integer("sequence") else {
            throw StorageError(.unreadable, "An entry of run \(run) was written and is not there.")
        }
        return JournalEntry(sequence: sequence, kind: kind, step: step, body: body, at: at)
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
                waiting: try row.wait(),
                looks: try row.integer("looks"),
                failing: try row.failing(),
                entries: try entries(of: id),
                created: try row.date("created"),
                updated: try row.date("updated")
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
