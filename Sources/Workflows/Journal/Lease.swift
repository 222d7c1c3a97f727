import FoundationEssentials
import JSON
import Storage

/// The right to act for a run and to change its subject, until it ends. The epoch fences: whoever takes the lease over raises
/// it, and from then on nothing more can be written under the old one.
package struct Lease: Sendable {
    let subject: String
    let run: String
    let epoch: Int64
}

/// The lease has passed to another process, which goes on with the run.
package struct LeaseLost: Error, CustomStringConvertible {
    let run: String
    package var description: String { "Another process has taken over the run \(run) and goes on with it." }
}

package enum Claim: Sendable {
    case held(Lease, Run)
    case busy(by: LeaseOwner)
    /// Another run of the subject does not know what became of its write; nothing else may change the subject before.
    case inDoubt(Run)
}

extension Journal {
    /// Starts a run, or goes on with the active one of the same subject and workflow, when the subject's lease is free.
    ///
    /// `merge` gets the input of the active run and returns the one to go on with; it throws when the two do not agree.
    func claim(
        workflow: String,
        version: Int64,
        subject: String,
        input: JSONValue,
        owner: LeaseOwner = .thisProcess,
        merge: @escaping @Sendable (JSONValue) throws -> JSONValue
    ) async throws -> Claim {
        let at = now()
        let until = at + leaseSeconds
        let id = UUID().uuidString.lowercased()
        let claim = try await commit { connection -> Claim in
            let row = try connection.makeAndLockLease(of: subject)
            let active = try connection.run(where: "subject = ? AND state = 'active'", [.text(subject)])
            let mine = active.first { $0.workflow == workflow }
            if row.claim == id, let mine { return .held(Lease(subject: subject, run: mine.id, epoch: row.epoch), mine) }
            if let holder = row.holder(at: at) { return .busy(by: holder) }
            if let other = active.first(where: { $0.workflow != workflow && $0.openIntent != nil }) { return .inDoubt(other) }
            let epoch = try connection.takeLease(of: subject, after: row.epoch, owner: owner, until: until, claim: id)
            guard let mine else {
                let run = try connection.start(id, workflow, version, subject, input, at: at)
                return .held(Lease(subject: subject, run: id, epoch: epoch), run)
            }
            let run = try connection.change(mine, input: try merge(mine.input), at: at)
            return .held(Lease(subject: subject, run: mine.id, epoch: epoch), run)
        }
        if case .held(_, let run) = claim, run.id == id { await passing(JournalPoint(side: .after, kind: .started, step: "")) }
        return claim
    }

    /// Keeps the lease for another stretch of time.
    func renew(_ lease: Lease) async throws {
        let until = now() + leaseSeconds
        try await commit { connection in
            let changed = try connection.execute(
                "UPDATE lease SET until = ? WHERE subject = ? AND epoch = ?",
                [.milliseconds(until), .text(lease.subject), .integer(lease.epoch)]
            )
            guard changed == 1 else { throw LeaseLost(run: lease.run) }
        }
    }

    /// Throws when the lease has passed to somebody else.
    func confirm(_ lease: Lease) async throws {
        try await store.read { connection in
            let row = try connection.rows("SELECT epoch FROM lease WHERE subject = ?", [.text(lease.subject)]).first
            guard try row?.integer("epoch") == lease.epoch else { throw LeaseLost(run: lease.run) }
        }
    }

    /// Gives the lease back, so that the next process need not wait for its end.
    func release(_ lease: Lease) async throws {
        try await commit { try $0.free(lease) }
    }

    /// Waits until `pause` is over, or shorter where the store tells that the subject's lease was given back.
    func awaitLease(of subject: String, atMost pause: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await pause()
                return true
            }
            group.addTask { [store, now] in
                for await told in store.notices(Self.freeLeases) {
                    // Given back before anybody listened, nobody is told.
                    let isFree = told.isEmpty ? try await store.read { try $0.holder(of: subject, at: now()) == nil } : false
                    if told == subject || isFree { return true }
                }
                return false
            }
            while try await group.next() == false {}
            group.cancelAll()
        }
    }

    fileprivate static let freeLeases = "signet_free_leases"
}

/// What is known of a subject's lease, whoever has it.
private struct LeaseRow {
    let owner: LeaseOwner?
    let until: Date
    let epoch: Int64
    /// By which call it was taken: how one whose commit was in doubt knows its own work again.
    let claim: String?

    /// Who works on the subject now; nil when the lease is free, over, or held by a process that is gone.
    func holder(at: Date) -> LeaseOwner? {
        guard let owner, until > at else { return nil }
        return owner.isGone ? nil : owner
    }
}

extension SQLConnection {
    /// Nobody else changes the subject until this transaction is over; returns the epoch, nil where there was never a lease.
    func lockLease(of subject: String) throws -> Int64? {
        try rows("SELECT epoch FROM lease WHERE subject = ?" + rowLock, [.text(subject)]).first?.integer("epoch")
    }

    func confirmAndLock(_ lease: Lease) throws {
        guard try lockLease(of: lease.subject) == lease.epoch else { throw LeaseLost(run: lease.run) }
    }

    func free(_ lease: Lease) throws {
        let freed = try execute(
            "UPDATE lease SET owner = NULL, until = 0 WHERE subject = ? AND epoch = ? AND owner IS NOT NULL",
            [.text(lease.subject), .integer(lease.epoch)]
        )
        if freed > 0 { try notify(Journal.freeLeases, lease.subject) }
    }

    /// Who works on a subject whose lease is locked already.
    func holder(of subject: String, at: Date) throws -> LeaseOwner? { try leaseRow(of: subject, lock: "")?.holder(at: at) }

    private func leaseRow(of subject: String, lock: String) throws -> LeaseRow? {
        try rows("SELECT owner, until, epoch, claim FROM lease WHERE subject = ?" + lock, [.text(subject)]).first.map { row in
            LeaseRow(
                owner: try row.optionalText("owner").map(LeaseOwner.init(text:)),
                until: try row.date("until"),
                epoch: try row.integer("epoch"),
                claim: try row.optionalText("claim")
            )
        }
    }

    /// A row that is not there cannot be locked, so it is made first.
    fileprivate func makeAndLockLease(of subject: String) throws -> LeaseRow {
        try execute("INSERT INTO lease (subject, until, epoch) VALUES (?, 0, 0) ON CONFLICT (subject) DO NOTHING", [.text(subject)])
        guard let row = try leaseRow(of: subject, lock: rowLock) else {
            throw StorageError(.unreadable, "The lease of \(subject) was written and is not there.")
        }
        return row
    }

    fileprivate func takeLease(of subject: String, after before: Int64, owner: LeaseOwner, until: Date, claim: String) throws -> Int64 {
        let (epoch, overflow) = before.addingReportingOverflow(1)
        guard !overflow else { throw StorageError(.unreadable, "The lease of \(subject) has an epoch that no signet wrote.") }
        try execute(
            "UPDATE lease SET owner = ?, until = ?, epoch = ?, claim = ? WHERE subject = ?",
            [.text(owner.text), .milliseconds(until), .integer(epoch), .text(claim), .text(subject)]
        )
        return epoch
    }

    fileprivate func start(_ id: String, _ workflow: String, _ version: Int64, _ subject: String, _ input: JSONValue, at: Date) throws
        -> Run
    {
        try execute(
            """
            INSERT INTO run (id, workflow, version, subject, input, state, created, updated) VALUES (?, ?, ?, ?, ?, 'active', ?, ?)
            """,
            [.text(id), .text(workflow), .integer(version), .text(subject), .json(input), .milliseconds(at), .milliseconds(at)]
        )
        _ = try append(.started, step: "", body: input, run: id, at: at)
        guard let run = try run(where: "id = ?", [.text(id)]).first else { throw LeaseLost(run: id) }
        return run
    }

    fileprivate func change(_ run: Run, input: JSONValue, at: Date) throws -> Run {
        try execute("UPDATE run SET input = ?, updated = ? WHERE id = ?", [.json(input), .milliseconds(at), .text(run.id)])
        var run = run
        run.input = input
        return run
    }
}
