import FoundationEssentials
import JSON
import Storage

/// What is next for one order of the fleet, when, and why.
package struct FleetDecision: Sendable, Hashable {
    package enum Kind: String, Sendable, CaseIterable {
        /// Begins at `at`.
        case renew
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

    package init(subject: String, _ kind: Kind, at: Date? = nil, why: String, action: String, end: Date?, run: String? = nil) {
        self.subject = subject
        self.kind = kind
        self.at = at
        self.why = why
        self.action = action
        self.end = end
        self.run = run
    }

    package func isDue(at now: Date) -> Bool {
        guard kind == .renew || kind == .resume, let at else { return false }
        return at <= now
    }

    package var json: JSONValue {
        [
            "order": .string(subject), "kind": .string(kind.rawValue), "at": at.map { .string(RFC3339.text($0)) } ?? nil,
            "why": .string(why), "action": .string(action), "expirationTime": end.map { .string(RFC3339.text($0)) } ?? nil,
        ]
    }
}

extension Journal {
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
