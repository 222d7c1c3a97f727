import FoundationEssentials
import JSON
import Storage

/// What is next for one order of the fleet, when, and why.
package struct FleetDecision: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Begins at `at`.
        case renew
        /// The domain is proven anew from `at` on, before a renewal needs it.
        case prove
        /// A run of it goes on at `at`.
        case resume
        /// A person has to move; nothing happens by itself.
        case person
        /// The platform or the service moves.
        case wait
        case none
    }

    package let subject: String
    package let kind: Kind
    /// Nil when no moment is known.
    package let at: Date?
    package let why: String
    /// The command that does it by hand.
    package let action: String
    /// When the present certificate ends: what ends first comes first.
    package let end: Date?
    /// The run that goes on.
    package let run: String?
    /// When something else may be next, though nothing changes until then.
    package let revisit: Date?

    package init(
        subject: String,
        _ kind: Kind,
        at: Date? = nil,
        why: String,
        action: String,
        end: Date?,
        run: String? = nil,
        revisit: Date? = nil
    ) {
        self.subject = subject
        self.kind = kind
        self.at = at
        self.why = why
        self.action = action
        self.end = end
        self.run = run
        self.revisit = revisit
    }

    package func isDue(at now: Date) -> Bool {
        guard isDoing, let at else { return false }
        return at <= now
    }

    /// Whether something is done at `at` without anybody's help.
    package var isDoing: Bool { kind == .renew || kind == .prove || kind == .resume }

    package var json: JSONValue {
        [
            "order": .string(subject), "kind": .string(kind.rawValue), "at": at.map { .string(RFC3339.text($0)) } ?? nil,
            "why": .string(why), "action": .string(action), "expirationTime": end.map { .string(RFC3339.text($0)) } ?? nil,
        ]
    }
}

/// What decisions rest on, beside the time: while it stays the same, so do they.
package struct FleetMark: Sendable, Hashable {
    let orders: Int64
    let seen: Int64
    let runs: Int64
    let updated: Int64
}

extension Journal {
    package func fleetMark() async throws -> FleetMark {
        try await store.read { connection in
            let rows = try connection.batch([
                SQLStatement("SELECT count(*) AS orders, coalesce(max(seen), 0) AS seen FROM inventory"),
                SQLStatement("SELECT count(*) AS runs, coalesce(max(updated), 0) AS updated FROM run"),
            ])
            guard let orders = rows.first?.first, let runs = rows.last?.first else {
                throw StorageError(.unreadable, "The inventory cannot be counted.")
            }
            return FleetMark(
                orders: try orders.integer("orders"),
                seen: try orders.integer("seen"),
                runs: try runs.integer("runs"),
                updated: try runs.integer("updated")
            )
        }
    }

    /// Writes down what was decided; what stayed the same is not written again.
    package func keep(_ decisions: [FleetDecision], before: [String: JSONValue]) async throws {
        let changed = decisions.filter { before[$0.subject] != $0.json }
        guard !changed.isEmpty else { return }
        let decided = now()
        try await store.write { connection in
            for decision in changed {
                try connection.execute(
                    """
                    INSERT INTO decision (subject, kind, at, why, body, decided) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (subject) DO UPDATE SET kind = excluded.kind, at = excluded.at, why = excluded.why, body = excluded.body,
                    decided = excluded.decided
                    """,
                    [
                        .text(decision.subject), .text(decision.kind.rawValue), decision.at.map { .milliseconds($0) } ?? .null,
                        .text(decision.why), .json(decision.json), .milliseconds(decided),
                    ]
                )
            }
        }
    }

    /// What was decided last, by subject.
    package func decisions() async throws -> [String: JSONValue] {
        try await store.read { connection in
            var decisions: [String: JSONValue] = [:]
            for row in try connection.rows("SELECT subject, body FROM decision", []) {
                decisions[try row.text("subject")] = try row.json("body")
            }
            return decisions
        }
    }
}
