import Foundation
import JSON
import Storage

/// The right to act for a run, until `until`. The epoch fences: whoever takes the lease over raises it, and from then on
/// nothing more can be written under the old one.
package struct Lease: Sendable {
    let run: String
    let epoch: Int64
}

/// The lease has passed to another process, which goes on with the run.
package struct LeaseLost: Error, CustomStringConvertible {
    let run: String
    package var description: String { "Another process has taken over the run \(run) and goes on with it." }
}

/// Who holds a lease: a process of a machine since its boot, so that the next process can tell whether the holder still lives
/// and need not wait for the lease of a dead one to end.
package struct LeaseOwner: Sendable, Hashable {
    let text: String

    package static let thisProcess = LeaseOwner(text: "\(machine)/\(getpid())/\(startTime(of: getpid()) ?? "?")")

    /// True only when the holder was a process of this machine that is certainly gone.
    var isGone: Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.machine, let process = pid_t(parts[1]) else { return false }
        return Self.startTime(of: process) != String(parts[2])
    }

    var processNumber: String {
        text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().first.map(String.init) ?? "?"
    }

    private static let machine: String = {
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ProcessInfo.processInfo.hostName
        return boot.trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    /// The 22nd field of `/proc/PID/stat`: together with the number it names a process for good. A zombie is gone.
    private static func startTime(of process: pid_t) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }
}

package enum Claim: Sendable {
    case held(Lease, Run)
    case busy(by: LeaseOwner)
}

extension Journal {
    /// How long a lease lasts without a heartbeat.
    static let leaseSeconds = 20.0

    /// Starts a run, or goes on with the active one of the same subject and workflow, when its lease is free.
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
        let id = UUID().uuidString.lowercased()
        let (claim, isNew) = try await store.write { connection -> (Claim, Bool) in
            if let active = try connection.run(
                where: "subject = ? AND workflow = ? AND state = 'active'",
                [.text(subject), .text(workflow)]
            ).first {
                return (try connection.takeOver(active, owner: owner, at: at, merge: merge), false)
            }
            try connection.execute(
                """
                INSERT INTO run (id, workflow, version, subject, input, state, owner, owner_until, epoch, created, updated)
                VALUES (?, ?, ?, ?, ?, 'active', ?, ?, 1, ?, ?)
                """,
                [
                    .text(id), .text(workflow), .integer(version), .text(subject), .json(input), .text(owner.text),
                    .milliseconds(at + Self.leaseSeconds), .milliseconds(at), .milliseconds(at),
                ]
            )
            _ = try connection.append(.started, step: "", body: input, run: id, at: at)
            guard let run = try connection.run(where: "id = ?", [.text(id)]).first else { throw LeaseLost(run: id) }
            return (.held(Lease(run: id, epoch: 1), run), true)
        }
        if isNew { await passing(JournalPoint(side: .after, kind: .started, step: "")) }
        return claim
    }

    /// Keeps the lease for another stretch of time.
    func renew(_ lease: Lease) async throws {
        let until = now() + Self.leaseSeconds
        try await store.write { connection in
            try connection.confirm(lease)
            try connection.execute("UPDATE run SET owner_until = ? WHERE id = ?", [.milliseconds(until), .text(lease.run)])
        }
    }

    /// Gives the lease back, so that the next process need not wait for its end.
    func release(_ lease: Lease) async throws {
        try await store.write { connection in
            try connection.execute(
                "UPDATE run SET owner = NULL, owner_until = 0 WHERE id = ? AND epoch = ?",
                [.text(lease.run), .integer(lease.epoch)]
            )
        }
    }
}

extension SQLConnection {
    func confirm(_ lease: Lease) throws {
        let epoch = try rows("SELECT epoch FROM run WHERE id = ?", [.text(lease.run)]).first?.integer("epoch")
        guard epoch == lease.epoch else { throw LeaseLost(run: lease.run) }
    }

    fileprivate func takeOver(_ run: Run, owner: LeaseOwner, at: Date, merge: (JSONValue) throws -> JSONValue) throws -> Claim {
        guard let row = try rows("SELECT owner, owner_until, epoch FROM run WHERE id = ?", [.text(run.id)]).first else {
            throw LeaseLost(run: run.id)
        }
        if let holder = try row.optionalText("owner").map(LeaseOwner.init(text:)), try row.date("owner_until") > at, !holder.isGone {
            return .busy(by: holder)
        }
        var run = run
        run.input = try merge(run.input)
        let (epoch, overflow) = try row.integer("epoch").addingReportingOverflow(1)
        guard !overflow else { throw LeaseLost(run: run.id) }
        try execute(
            "UPDATE run SET owner = ?, owner_until = ?, epoch = ?, input = ?, updated = ? WHERE id = ?",
            [
                .text(owner.text), .milliseconds(at + Journal.leaseSeconds), .integer(epoch), .json(run.input), .milliseconds(at),
                .text(run.id),
            ]
        )
        return .held(Lease(run: run.id, epoch: epoch), run)
    }
}
