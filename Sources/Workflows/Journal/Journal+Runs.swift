import FoundationEssentials
import JSON
import Storage

extension Journal {
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

    /// When a workflow was last done for a subject; nil before the first time.
    package func lastEnd(of workflow: String, subject: String) async throws -> Date? {
        let query = "SELECT max(updated) AS ended FROM run WHERE subject = ? AND workflow = ? AND state = 'done'"
        return try await store.read { connection in
            let row = try connection.rows(query, [.text(subject), .text(workflow)]).first
            return try row?.optionalInteger("ended").map { Date(timeIntervalSince1970: Double($0) / 1000) }
        }
    }

    /// The runs of the subjects whose last name is `name`, newest first: how a command finds an order it was given no group for.
    package func runs(workflow: String? = nil, named name: String) async throws -> [Run] {
        try await store.read {
            let pattern = "%/" + name.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
            return try $0.run(
                where: "subject LIKE ? ESCAPE '\\' AND workflow = coalesce(?, workflow) ORDER BY created DESC, id LIMIT 50",
                [.text(pattern), workflow.map(SQLValue.text) ?? .null]
            )
        }
    }

    /// Whether any run of a subject, this one or an earlier one, had an outcome of a step, and the order was neither deleted since
    /// nor did a run of the workflow `ending` find it gone.
    package func hasOutcome(of step: String, subject: String, notBefore ending: String) async throws -> Bool {
        let query = """
            SELECT 1 AS found FROM journal JOIN run ON run.id = journal.run
            WHERE run.subject = ? AND journal.kind = 'outcome' AND journal.step = ? AND journal.at >= (
                SELECT coalesce(max(ended.at), 0) FROM journal AS ended JOIN run AS last ON last.id = ended.run
                WHERE last.subject = ? AND (
                    (last.workflow = ? AND ended.kind = 'finished') OR (ended.kind = 'outcome' AND ended.step = 'delete-order')
                )
            ) LIMIT 1
            """
        return try await store.read { try !$0.rows(query, [.text(subject), .text(step), .text(subject), .text(ending)]).isEmpty }
    }

    /// The newest runs of all, or those in one state.
    package func runs(state: Run.State? = nil, limit: Int = 200) async throws -> [Run] {
        try await store.read { connection in
            guard let state else { return try connection.run(where: "1 = 1 ORDER BY created DESC, id LIMIT ?", [.integer(Int64(limit))]) }
            return try connection.run(
                where: "state = ? ORDER BY created DESC, id LIMIT ?",
                [.text(state.rawValue), .integer(Int64(limit))]
            )
        }
    }

    /// What a workflow is under way for.
    package func subjects(ofActive workflow: String) async throws -> Set<String> {
        let rows = try await store.read {
            try $0.rows("SELECT subject FROM run WHERE state = 'active' AND workflow = ?", [.text(workflow)])
        }
        return Set(try rows.map { try $0.text("subject") })
    }

    /// The run each subject is occupied with: an active one, or a stopped one that nothing came after. The newest for each.
    package func unfinished() async throws -> [String: Run] {
        let runs = try await store.read {
            try $0.run(
                where: """
                    state = 'active' OR (state = 'stopped' AND NOT EXISTS
                    (SELECT 1 FROM run AS later WHERE later.subject = run.subject AND later.created > run.created)) ORDER BY created
                    """,
                []
            )
        }
        return Dictionary(runs.map { ($0.subject, $0) }, uniquingKeysWith: { $1 })
    }

    /// The runs whose id begins so; ids are long, and nobody types one whole.
    package func runs(idPrefix prefix: String) async throws -> [Run] {
        try await store.read {
            try $0.run(where: "substr(id, 1, ?) = ? ORDER BY id LIMIT 3", [.integer(Int64(prefix.count)), .text(prefix.lowercased())])
        }
    }

    /// Has a stopped run tried again from where it stopped. The next process that is asked for its subject goes on with it.
    package func reopen(_ run: Run, note: String) async throws -> Run {
        let at = now()
        return try await store.write(.rowLocks) { connection in
            _ = try connection.lockLease(of: run.subject)
            guard try connection.run(where: "id = ?", [.text(run.id)]).first?.state == .stopped else {
                throw Problem(
                    .precondition,
                    "The run \(run.id) cannot be tried again.",
                    why: "it is \(run.state.rawValue), and only a stopped run is tried again",
                    nextStep: "Look at it: signet runs show \(run.id)"
                )
            }
            let rival = try connection.run(
                where: "subject = ? AND workflow = ? AND state = 'active'",
                [.text(run.subject), .text(run.workflow)]
            ).first
            if let rival {
                throw Problem(
                    .precondition,
                    "The run \(run.id) cannot be tried again.",
                    why: "the run \(rival.id) does the same for the same order already",
                    nextStep: "Go on with that one: signet runs resume \(rival.id)"
                )
            }
            return try connection.end(run, as: .active, with: .reopened, note: note, at: at)
        }
    }

    /// Gives a run up. What it did stays; a write in doubt is given up only when the caller says so.
    package func abandon(_ run: Run, note: String, evenInDoubt: Bool) async throws -> Run {
        let at = now()
        return try await store.write(.rowLocks) { connection in
            _ = try connection.lockLease(of: run.subject)
            guard let current = try connection.run(where: "id = ?", [.text(run.id)]).first, [.active, .stopped].contains(current.state)
            else {
                throw Problem(
                    .precondition,
                    "The run \(run.id) is over already.",
                    why: "it is \(run.state.rawValue)",
                    nextStep: "Nothing has to be done."
                )
            }
            if let intent = current.openIntent, !evenInDoubt {
                throw Problem(
                    .precondition,
                    "The run \(run.id) was not given up.",
                    why: "nobody knows what became of its write '\(intent.step)', which may have bought or changed something",
                    nextStep: "Let it find out: signet runs resume \(run.id) — or accept the doubt with --forget-write-in-doubt."
                )
            }
            if let holder = try connection.holder(of: run.subject, at: at) {
                throw Problem(
                    .precondition,
                    "The run \(run.id) was not given up.",
                    why: "process \(holder.processNumber) is working on it",
                    nextStep: "Stop that process first: kill \(holder.processNumber)"
                )
            }
            return try connection.end(current, as: .abandoned, with: .abandoned, note: note, at: at)
        }
    }
}

extension SQLConnection {
    /// Gives up the other active runs of a lease's subject, as what they are about is over, and forgets that it was seen.
    func endOthers(than lease: Lease, at: Date) throws {
        try execute("DELETE FROM inventory WHERE subject = ?", [.text(lease.subject)])
        let others = try run(where: "subject = ? AND state = 'active' AND id <> ?", [.text(lease.subject), .text(lease.run)])
        for other in others {
            _ = try append(.abandoned, step: "", body: ["note": .string("ended by the run \(lease.run)")], run: other.id, at: at)
            try execute(
                "UPDATE run SET state = ?, waiting = NULL, waiting_on = NULL, wait_until = NULL, looks = 0, failures = 0, updated = ? WHERE id = ?",
                [.text(Run.State.abandoned.rawValue), .milliseconds(at), .text(other.id)]
            )
        }
    }

    /// Only a person does this, under no lease; the raised epoch shuts out whoever believes to hold one.
    fileprivate func end(_ run: Run, as state: Run.State, with kind: JournalEntry.Kind, note: String, at: Date) throws -> Run {
        _ = try append(kind, step: "", body: ["note": .string(note)], run: run.id, at: at)
        try execute("UPDATE lease SET epoch = epoch + 1, owner = NULL, until = 0 WHERE subject = ?", [.text(run.subject)])
        try execute(
            "UPDATE run SET state = ?, waiting = NULL, waiting_on = NULL, wait_until = NULL, looks = 0, failures = 0, updated = ? WHERE id = ?",
            [.text(state.rawValue), .milliseconds(at), .text(run.id)]
        )
        guard let run = try self.run(where: "id = ?", [.text(run.id)]).first else { throw LeaseLost(run: run.id) }
        return run
    }
}
