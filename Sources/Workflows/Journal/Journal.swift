import FoundationEssentials
import JSON
import Storage
import Synchronization

/// Runs and their entries in the store. Every call is one transaction; a call that writes for a lease fails when the lease
/// has passed to somebody else.
package struct Journal: Sendable {
    let store: Store
    package let now: @Sendable () -> Date
    /// How long a lease lasts without a heartbeat.
    let leaseSeconds: Double
    /// Called before and after each entry becomes durable. The crash tests stop the process here.
    let passing: @Sendable (JournalPoint) async -> Void

    package init(
        store: Store,
        now: @escaping @Sendable () -> Date = { Date() },
        leaseSeconds: Double = 20,
        passing: @escaping @Sendable (JournalPoint) async -> Void = { _ in }
    ) {
        self.store = store
        self.now = now
        self.leaseSeconds = leaseSeconds
        self.passing = passing
    }

    /// For those who work on for long: throws once a newer version has brought the state further.
    package func refuseNewer() async throws { try await store.refuseNewer() }

    /// Appends an entry under a lease and waits until it is durable.
    ///
    /// - Parameter endingOthers: gives up the other active runs of the subject with it; none of them can be in doubt about a write,
    ///   as then this one could not have begun.
    @discardableResult
    func append(
        _ kind: JournalEntry.Kind,
        step: String = "",
        body: JSONValue,
        endingOthers: Bool = false,
        under lease: Lease
    ) async throws -> JournalEntry {
        let at = now()
        await passing(JournalPoint(side: .before, kind: kind, step: step))
        let attempted = Attempted()
        let entry = try await commit { connection in
            if let earlier = attempted.entry {
                _ = try connection.lockLease(of: lease.subject)
                if try connection.holds(earlier, run: lease.run) { return earlier }
            }
            let entry = try connection.append(kind, step: step, body: body, under: lease, at: at)
            attempted.entry = entry
            let state = kind.state
            if endingOthers { try connection.endOthers(than: lease, at: at) }
            if state != .active { try connection.free(lease) }
            return entry
        }
        await passing(JournalPoint(side: .after, kind: kind, step: step))
        return entry
    }

    /// Says why the run does nothing, who has to move, and when it is worth another look.
    func wait(_ row: WaitRow, looks: Int64, failing: Failing?, under lease: Lease) async throws {
        let at = now()
        try await commit { connection in
            try connection.confirmAndLock(lease)
            try connection.execute(
                """
                UPDATE run SET waiting = ?, waiting_on = ?, wait_until = ?, looks = ?, failures = ?, failing_since = ?, updated = ?
                WHERE id = ?
                """,
                [
                    .text(row.reason), .text(row.on.rawValue), .milliseconds(row.until), .integer(looks), .integer(failing?.count ?? 0),
                    failing.map { .milliseconds($0.since) } ?? .null, .milliseconds(at), .text(lease.run),
                ]
            )
        }
    }
}

extension Journal {
    /// One transaction of a process that locks its subject's lease before it looks at anything.
    ///
    /// A commit whose fate nobody knows is followed by the same transaction: the lock lets it see what became of the one before, as that
    /// one held it to its end. So `body` has to do nothing more where it has taken effect already.
    @discardableResult
    func commit<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        for _ in 0..<Self.mostDoubts {
            do {
                return try await store.write(.rowLocks, body)
            } catch let error as StorageError {
                guard error.code == .inDoubt else { throw error }
            }
        }
        return try await store.write(.rowLocks, body)
    }

    private static let mostDoubts = 5

    /// What an append has tried to write, for the transaction that finds out whether it is there.
    private final class Attempted: Sendable {
        private let state = Mutex<JournalEntry?>(nil)

        var entry: JournalEntry? {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
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
