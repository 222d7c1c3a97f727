import Crypto
import Foundation
import JSON

/// Who did something: an operator, an agent, or whoever sits at this machine and may read its state.
package enum AuditActor: Sendable, Hashable {
    case person(String)
    case agent(String)
    case machine

    var word: String {
        switch self {
        case .person(let name): "operator:\(name)"
        case .agent(let name): "agent:\(name)"
        case .machine: "machine"
        }
    }
}

/// Something that is about to be done, was done or was refused. Facts hold digests and names, never a secret.
package struct AuditDraft: Sendable {
    package let actor: AuditActor
    /// `agent.revoked`, `policy.applied`, `call.sent`, …
    package let action: String
    package let target: String
    package let facts: JSONValue

    package init(_ action: String, by actor: AuditActor, on target: String, facts: JSONValue = [:]) {
        self.actor = actor
        self.action = action
        self.target = target
        self.facts = facts
    }
}

/// One link of the chain: a line of JSON that holds the hash of the line before it.
package struct AuditEntry: Sendable, Hashable {
    package let seq: Int64
    /// What is hashed, byte for byte, and what an export has as its line.
    package let text: String
    /// SHA-256 of the text, in hexadecimal.
    package let hash: String

    /// What the first entry has in place of a hash before it.
    package static let beginning = String(repeating: "0", count: 64)

    init(_ draft: AuditDraft, seq: Int64, after previous: String, at date: Date) {
        let line: JSONValue = [
            "seq": .number(JSONNumber(Int(clamping: seq))), "at": .string(RFC3339.text(date)), "actor": .string(draft.actor.word),
            "action": .string(draft.action), "target": .string(draft.target), "facts": draft.facts, "previous": .string(previous),
        ]
        self.init(seq: seq, text: line.text())
    }

    static func chain(_ drafts: [AuditDraft], after last: AuditEntry?, at date: Date) -> [AuditEntry] {
        var (seq, hash) = (last?.seq ?? 0, last?.hash ?? beginning)
        return drafts.map { draft in
            let entry = AuditEntry(draft, seq: seq &+ 1, after: hash, at: date)
            (seq, hash) = (entry.seq, entry.hash)
            return entry
        }
    }

    init(seq: Int64, text: String) {
        self.seq = seq
        self.text = text
        hash = Self.hash(of: text)
    }

    /// SHA-256 of the text, in hexadecimal.
    package static func hash(of text: String) -> String { hash(of: Array(text.utf8)) }

    /// SHA-256 of the bytes, in hexadecimal.
    package static func hash(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    /// The line as a value; null when it is none, which only a damaged store has.
    package var json: JSONValue { (try? JSONValue(parsing: Array(text.utf8))) ?? nil }
}
