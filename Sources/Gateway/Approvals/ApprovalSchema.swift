import Foundation
import JSON
import Storage

extension Approvals {
    package static let migrations = [
        Migration(
            "2026-11 approvals and the people's words on them",
            [
                """
                CREATE TABLE gateway_approval (
                    id TEXT PRIMARY KEY, agent TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL, title TEXT NOT NULL,
                    document TEXT NOT NULL, reason TEXT NOT NULL, rule TEXT NOT NULL, people BIGINT NOT NULL, state TEXT NOT NULL,
                    created BIGINT NOT NULL, expires BIGINT NOT NULL, words TEXT NOT NULL
                )
                """,
                // One question is asked once, from however many instances at the same moment.
                """
                CREATE UNIQUE INDEX gateway_approval_open ON gateway_approval (agent, digest)
                WHERE state IN ('pending', 'approved', 'denied')
                """,
                "CREATE INDEX gateway_approval_created ON gateway_approval (created)",
                """
                CREATE TABLE gateway_vote (
                    approval TEXT NOT NULL REFERENCES gateway_approval (id), operator TEXT NOT NULL, approves BIGINT NOT NULL,
                    at BIGINT NOT NULL, PRIMARY KEY (approval, operator)
                )
                """,
            ]
        )
    ]
}

extension SQLConnection {
    func expireApprovals(_ at: Date) throws {
        try execute(
            "UPDATE gateway_approval SET state = 'expired' WHERE expires <= ? AND state IN ('pending', 'approved', 'denied')",
            [.time(at)]
        )
    }

    func approval(_ id: String) throws -> Approval? {
        try rows("SELECT * FROM gateway_approval WHERE id = ?", [.text(id)]).first.map(approval)
    }

    func knownApproval(_ id: String) throws -> Approval {
        guard let approval = try approval(id) else {
            throw GatewayError(.missing, "There is no approval '\(id.prefix(80))'.", nextStep: "See what waits: signet approval list")
        }
        return approval
    }

    func openApproval(agent: String, digest: String) throws -> Approval? {
        let query = "SELECT * FROM gateway_approval WHERE agent = ? AND digest = ? AND state IN ('pending', 'approved', 'denied')"
        return try rows(query, [.text(agent), .text(digest)]).first.map(approval)
    }

    /// An open one, else the last of them.
    func newestApproval(agent: String, digest: String) throws -> Approval? {
        if let open = try openApproval(agent: agent, digest: digest) { return open }
        let query = "SELECT * FROM gateway_approval WHERE agent = ? AND digest = ? ORDER BY created DESC, id LIMIT 1"
        return try rows(query, [.text(agent), .text(digest)]).first.map(approval)
    }

    func pendingApprovals(of agent: String) throws -> Int {
        let query = "SELECT count(*) AS many FROM gateway_approval WHERE agent = ? AND state = 'pending'"
        return Int(clamping: try rows(query, [.text(agent)]).first?.integer("many") ?? 0)
    }

    func approvals(agent: String?, most: Int) throws -> [Approval] {
        let choice = agent == nil ? "" : "WHERE agent = ?"
        let query = "SELECT * FROM gateway_approval \(choice) ORDER BY created DESC, id LIMIT \(most)"
        return try rows(query, agent.map { [.text($0)] } ?? []).map(approval)
    }

    func isOperator(_ name: String) throws -> Bool {
        try !rows("SELECT 1 AS one FROM gateway_operator WHERE name = ?", [.text(name)]).isEmpty
    }

    private func approval(_ row: SQLRow) throws -> Approval {
        let id = try row.text("id")
        let votes = try rows("SELECT operator, approves, at FROM gateway_vote WHERE approval = ? ORDER BY at, operator", [.text(id)])
        return Approval(
            id: id,
            agent: try row.text("agent"),
            kind: Approval.Kind(rawValue: try row.text("kind")) ?? .request,
            digest: try row.text("digest"),
            title: try row.text("title"),
            document: try row.json("document"),
            reason: try row.text("reason"),
            rule: try row.text("rule"),
            people: Int(clamping: try row.integer("people")),
            // A word of a newer signet lets nothing through.
            state: Approval.State(rawValue: try row.text("state")) ?? .expired,
            created: try row.time("created"),
            expires: try row.time("expires"),
            votes: try votes.map {
                Approval.Vote(person: try $0.text("operator"), approves: try $0.integer("approves") != 0, at: try $0.time("at"))
            },
            words: try row.text("words")
        )
    }
}

extension Approval {
    /// As it is at a moment: nobody writes down that time has passed.
    func seen(_ at: Date) -> Approval {
        guard at >= expires, [.pending, .approved, .denied].contains(state) else { return self }
        return Approval(
            id: id,
            agent: agent,
            kind: kind,
            digest: digest,
            title: title,
            document: document,
            reason: reason,
            rule: rule,
            people: people,
            state: .expired,
            created: created,
            expires: expires,
            votes: votes,
            words: words
        )
    }
}
