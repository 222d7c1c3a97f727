import Foundation
import JSON
import Storage

/// Questions of agents to people, their answers, and whether an answer may be used now.
///
/// An answer is about one digest, holds for a time, is good for once, and is given by operators who have just shown who they are: there
/// is no way in here for an agent. Every step is in the audit, in the same transaction.
package struct Approvals: Sendable {
    /// Questions of one agent that may wait at the same time.
    package static let mostPending = 10

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// Asks, or joins the same question of the same agent, whatever its answer, until it is used or has expired.
    ///
    /// Throws ``TooMany`` when the agent has too many that wait.
    package func ask(_ request: ApprovalRequest) async throws -> Approval {
        let (id, at) = (Self.newId(), now())
        return try await store.write { connection in
            try connection.expireApprovals(at)
            if let same = try connection.openApproval(agent: request.agent, digest: request.digest) { return same }
            let document = request.document.text()
            guard document.utf8.count <= ApprovalRequest.longestDocument else {
                throw GatewayError(.invalid, "The request is too long to be reviewed.", nextStep: "Make it shorter.")
            }
            guard try connection.pendingApprovals(of: request.agent) < Self.mostPending else { throw TooMany(most: Self.mostPending) }
            let expires = at + Double(request.life.components.seconds)
            try connection.execute(
                """
                INSERT INTO gateway_approval (id, agent, kind, digest, title, document, reason, rule, people, state, created, expires, words)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, '')
                """,
                [
                    .text(id), .text(request.agent), .text(request.kind.rawValue), .text(request.digest), .text(request.title),
                    .text(document), .text(request.reason), .text(request.rule), .integer(Int64(request.people)), .time(at), .time(expires),
                ]
            )
            let facts: JSONValue = [
                "kind": .string(request.kind.rawValue), "digest": .string(request.digest), "title": .string(request.title),
                "people": .number(JSONNumber(request.people)), "expires": .string(RFC3339.text(expires)),
            ]
            try connection.audit(AuditDraft("approval.asked", by: .agent(request.agent), on: id, facts: facts), at: at)
            try connection.notify(Self.channel, id)
            return try connection.knownApproval(id)
        }
    }

    package struct TooMany: Error, Hashable {
        package let most: Int
    }

    package func find(_ id: String) async throws -> Approval? {
        let at = now()
        return try await store.read { try $0.approval(id)?.seen(at) }
    }

    /// What stands, newest first: of one agent, or of all; in one state, or in any.
    package func list(agent: String? = nil, state: Approval.State? = nil, most: Int = 100) async throws -> [Approval] {
        let at = now()
        return try await store.read { connection in
            try connection.approvals(agent: agent, most: 1000).map { $0.seen(at) }.filter { state == nil || $0.state == state }
                .prefix(max(1, min(most, 1000))).map { $0 }
        }
    }

    /// A person agrees to what has this digest: the one they were shown.
    package func approve(_ id: String, digest: String, by person: OperatorProof) async throws -> Approval {
        try await vote(id, digest, person, approves: true, words: "")
    }

    /// One no is enough.
    package func deny(_ id: String, digest: String, words: String = "", by person: OperatorProof) async throws -> Approval {
        try await vote(id, digest, person, approves: false, words: String(words.prefix(500)))
    }

    private func vote(_ id: String, _ digest: String, _ person: OperatorProof, approves: Bool, words: String) async throws -> Approval {
        let at = now()
        return try await store.write { connection in
            try connection.expireApprovals(at)
            let approval = try connection.knownApproval(id)
            try Self.check(approval, digest, person, isOperator: connection.isOperator(person.name))
            try connection.execute(
                "INSERT INTO gateway_vote (approval, operator, approves, at) VALUES (?, ?, ?, ?)",
                [.text(id), .text(person.name), .integer(approves ? 1 : 0), .time(at)]
            )
            let isDecided = !approves || approval.missing <= 1
            if isDecided {
                try connection.execute(
                    "UPDATE gateway_approval SET state = ?, words = ? WHERE id = ?",
                    [.text(approves ? "approved" : "denied"), .text(words), .text(id)]
                )
            }
            let facts: JSONValue = ["digest": .string(digest), "agent": .string(approval.agent), "decided": .bool(isDecided)]
            let action = approves ? "approval.approved" : "approval.denied"
            try connection.audit(AuditDraft(action, by: .person(person.name), on: id, facts: facts), at: at)
            try connection.notify(Self.channel, id)
            return try connection.knownApproval(id)
        }
    }

    private static func check(_ approval: Approval, _ digest: String, _ person: OperatorProof, isOperator: Bool) throws {
        guard isOperator else {
            throw GatewayError(.refused, "'\(person.name)' is no operator any more.", nextStep: "Ask one: signet operator list")
        }
        guard approval.state == .pending else {
            throw GatewayError(
                .invalid,
                "\(approval.id) is \(approval.state.rawValue), so there is nothing to decide.",
                nextStep: "See what waits: signet approval list"
            )
        }
        guard approval.digest == digest else {
            throw GatewayError(
                .invalid,
                "\(approval.id) is about something else than what you were shown.",
                nextStep: "Look at it again: signet approval show \(approval.id)"
            )
        }
        guard !approval.votes.contains(where: { $0.person == person.name }) else {
            throw GatewayError(
                .refused,
                "\(person.name) has agreed to \(approval.id) already; it needs another person too.",
                nextStep: "Ask another operator: signet approval approve \(approval.id)"
            )
        }
    }

    static let channel = "signet_approvals"

    private static func newId() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "apr_" + text
    }
}
