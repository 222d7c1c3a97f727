import Foundation
import JSON
import Storage

extension Approvals {
    /// What became of the attempt to carry something out by an approval.
    package enum Use: Sendable, Hashable {
        /// Go on: this was the one time.
        case granted(Approval)
        /// Nobody was asked about this, or what was asked was used.
        case notAsked
        case pending(Approval)
        case denied(Approval)
        case expired(Approval)
    }

    /// Takes the agent's approval of what has this digest, if there is one and it holds at this moment: to be called right before it
    /// leaves, with the digest of exactly what leaves.
    ///
    /// - Parameter people: how many the policy asks for now; an approval by fewer goes back to the people.
    package func use(agent: String, digest: String, people: Int) async throws -> Use {
        let at = now()
        return try await store.write { connection in
            try connection.expireApprovals(at)
            guard let approval = try connection.newestApproval(agent: agent, digest: digest) else { return .notAsked }
            switch approval.state {
            case .pending: return .pending(approval)
            case .denied: return .denied(approval)
            case .expired: return .expired(approval)
            case .used, .withdrawn: return .notAsked
            case .approved: break
            }
            // Who was an operator then may be none now.
            let agreed = try approval.votes.filter { try $0.approves && connection.isOperator($0.person) }
            guard agreed.count >= max(people, 1) else {
                try connection.askMore(approval, people: people, agreed: agreed.map(\.person))
                return .pending(try connection.knownApproval(approval.id))
            }
            try connection.execute("UPDATE gateway_approval SET state = 'used' WHERE id = ?", [.text(approval.id)])
            let facts: JSONValue = ["digest": .string(digest), "by": .array(agreed.map { .string($0.person) })]
            try connection.audit(AuditDraft("approval.used", by: .agent(agent), on: approval.id, facts: facts), at: at)
            return .granted(try connection.knownApproval(approval.id))
        }
    }

    /// The agent wants it no more; nil when it has no such question that is open.
    package func withdraw(_ id: String, agent: String) async throws -> Approval? {
        let at = now()
        return try await store.write { connection in
            try connection.expireApprovals(at)
            let changed = try connection.execute(
                "UPDATE gateway_approval SET state = 'withdrawn' WHERE id = ? AND agent = ? AND state IN ('pending', 'approved')",
                [.text(id), .text(agent)]
            )
            guard changed == 1 else { return nil }
            try connection.audit(AuditDraft("approval.withdrawn", by: .agent(agent), on: id), at: at)
            return try connection.knownApproval(id)
        }
    }

    /// Waits until somebody has decided, or for so long; what it is then. Other instances are heard of within half a second.
    package func decided(_ id: String, within patience: Duration) async throws -> Approval? {
        let end = ContinuousClock.now + min(patience, .seconds(60))
        while true {
            let approval = try await find(id)
            guard approval?.state == .pending, ContinuousClock.now < end else { return approval }
            try await Task.sleep(for: min(.milliseconds(500), ContinuousClock.now.duration(to: end)))
        }
    }
}

extension SQLConnection {
    /// Back to the people: those who agreed and may still do so stay counted.
    fileprivate func askMore(_ approval: Approval, people: Int, agreed: [String]) throws {
        for vote in approval.votes where !agreed.contains(vote.person) {
            try execute("DELETE FROM gateway_vote WHERE approval = ? AND operator = ?", [.text(approval.id), .text(vote.person)])
        }
        try execute(
            "UPDATE gateway_approval SET state = 'pending', people = ? WHERE id = ?",
            [.integer(Int64(min(max(people, 1), 2))), .text(approval.id)]
        )
    }
}
