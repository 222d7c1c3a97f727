import Foundation
import JSON

/// What an agent may do only once people have said so: one request, or one plan, to the last byte.
package struct Approval: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case request
        case plan
    }

    package enum State: String, Sendable {
        case pending
        case approved
        case denied
        /// It was carried out: an approval is good for once.
        case used
        case expired
        /// The agent wants it no more.
        case withdrawn
    }

    /// One person's word.
    package struct Vote: Sendable, Hashable {
        package let person: String
        package let approves: Bool
        package let at: Date
    }

    /// `apr_` and 22 letters nobody can guess.
    package let id: String
    package let agent: String
    package let kind: Kind
    /// `sha256:…`, of the canonical request or of the plan: what the approval is bound to.
    package let digest: String
    /// One line: the operation or the verb, and what it is about.
    package let title: String
    /// What would be sent, or the plan, whole and without a secret.
    package let document: JSONValue
    /// Why the agent wants it, in its words.
    package let reason: String
    /// The rule that asks for people.
    package let rule: String
    /// How many people have to agree.
    package let people: Int
    package let state: State
    package let created: Date
    package let expires: Date
    package let votes: [Vote]
    /// What a person said when denying.
    package let words: String

    /// How many have still to agree.
    package var missing: Int { state == .pending ? max(0, people - votes.filter(\.approves).count) : 0 }

    /// For the agent and for programs of people.
    package var json: JSONValue {
        [
            "approval": .string(id), "state": .string(state.rawValue), "kind": .string(kind.rawValue), "agent": .string(agent),
            "title": .string(title), "digest": .string(digest), "reason": .string(reason), "rule": .string(rule),
            "people": .number(JSONNumber(people)), "missing": .number(JSONNumber(missing)),
            "created_at": .string(RFC3339.text(created)), "expires_at": .string(RFC3339.text(expires)),
            "votes": .array(
                votes.map {
                    ["operator": .string($0.person), "approves": .bool($0.approves), "at": .string(RFC3339.text($0.at))]
                }
            ), "words": .string(words),
        ]
    }
}

/// What is asked for, before it has a name.
package struct ApprovalRequest: Sendable {
    let agent: String
    let kind: Approval.Kind
    let digest: String
    let title: String
    let document: JSONValue
    let reason: String
    let rule: String
    let people: Int
    let life: Duration

    package static let longestLife: Duration = .seconds(7 * 86_400)
    package static let usualLife: Duration = .seconds(86_400)
    static let longestDocument = 256 << 10

    /// - Parameters:
    ///   - digest: of exactly what would be carried out.
    ///   - document: what people are shown; it must be what the digest is of, and hold no secret.
    ///   - people: one or two.
    ///   - life: how long the whole thing holds, asking, deciding and carrying out.
    package init(
        agent: String,
        kind: Approval.Kind,
        digest: String,
        title: String,
        document: JSONValue,
        reason: String,
        rule: String,
        people: Int = 1,
        life: Duration = usualLife
    ) {
        self.agent = agent
        self.kind = kind
        self.digest = digest
        self.title = title
        self.document = document
        self.reason = reason
        self.rule = rule
        self.people = min(max(people, 1), 2)
        self.life = min(max(life, .seconds(1)), Self.longestLife)
    }
}
