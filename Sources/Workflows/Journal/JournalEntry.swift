import FoundationEssentials
import JSON

/// One line of a run's journal. A write is an intent, committed before the call leaves, and an outcome, committed after the
/// answer came; an intent that is the last word of its step says that nobody knows what happened.
package struct JournalEntry: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case started
        case intent
        case outcome
        /// The write is known to have had no effect, so that it may be tried again.
        case withdrawn
        case finished
        case stopped
    }

    package let sequence: Int64
    package let kind: Kind
    /// The step's name; empty for the entries about the run as a whole.
    package let step: String
    package let body: JSONValue
    package let at: Date
}

/// One execution of a workflow for one subject, with all that was written down about it.
package struct Run: Sendable, Hashable {
    package enum State: String, Sendable {
        /// Some process works on it, or will when it is asked again.
        case active
        case done
        /// Something only a person can mend stands in the way.
        case stopped
    }

    package let id: String
    package let workflow: String
    package let version: Int64
    package let subject: String
    package var input: JSONValue
    package var state: State
    /// Why nothing happens at the moment, and until when; empty while something does.
    package var waiting: String?
    package var entries: [JournalEntry]
    package let created: Date

    /// The write whose effect is unknown, if there is one.
    package var openIntent: JournalEntry? {
        entries.last { $0.kind != .started }.flatMap { $0.kind == .intent ? $0 : nil }
    }

    /// The last outcome of a step.
    package func outcome(of step: String) -> JournalEntry? {
        entries.last { $0.kind == .outcome && $0.step == step }
    }

    package var result: JSONValue? { entries.last { $0.kind == .finished }?.body }
    package var problem: JSONValue? { entries.last { $0.kind == .stopped }?.body }
}
