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
        /// A person had a stopped run tried again.
        case reopened
        /// A person gave the run up.
        case abandoned

        /// What a run is after an entry of this kind.
        var state: Run.State {
            switch self {
            case .finished: .done
            case .stopped: .stopped
            case .abandoned: .abandoned
            case .started, .intent, .outcome, .withdrawn, .reopened: .active
            }
        }
    }

    package let sequence: Int64
    package let kind: Kind
    /// The step's name; empty for the entries about the run as a whole.
    package let step: String
    package let body: JSONValue
    package let at: Date

    package init(sequence: Int64, kind: Kind, step: String, body: JSONValue, at: Date) {
        self.sequence = sequence
        self.kind = kind
        self.step = step
        self.body = body
        self.at = at
    }
}

/// One execution of a workflow for one subject, with all that was written down about it.
package struct Run: Sendable, Hashable {
    package enum State: String, Sendable {
        /// Some process works on it, or will when it is asked again.
        case active
        case done
        /// Something only a person can mend stands in the way: what, why, who has to act and what has to be done is its problem.
        case stopped
        /// A person gave it up.
        case abandoned
    }

    package let id: String
    package let workflow: String
    package let version: Int64
    package let subject: String
    package var input: JSONValue
    package var state: State
    /// Why nothing happens at the moment, and until when; empty while something does.
    package var waiting: WaitRow?
    /// How often the same wait was looked at.
    package var looks: Int64
    package var failing: Failing?
    package var entries: [JournalEntry]
    package let created: Date
    package let updated: Date

    package init(
        id: String,
        workflow: String,
        version: Int64,
        subject: String,
        input: JSONValue,
        state: State,
        waiting: WaitRow? = nil,
        looks: Int64 = 0,
        failing: Failing? = nil,
        entries: [JournalEntry],
        created: Date,
        updated: Date
    ) {
        self.id = id
        self.workflow = workflow
        self.version = version
        self.subject = subject
        self.input = input
        self.state = state
        self.waiting = waiting
        self.looks = looks
        self.failing = failing
        self.entries = entries
        self.created = created
        self.updated = updated
    }

    /// The write whose effect is unknown, if there is one.
    package var openIntent: JournalEntry? {
        entries.last { $0.kind != .started }.flatMap { $0.kind == .intent ? $0 : nil }
    }

    /// The last outcome of a step.
    package func outcome(of step: String) -> JournalEntry? {
        entries.last { $0.kind == .outcome && $0.step == step }
    }

    /// The record whose publication is waited for.
    package var awaitedRecord: DNSRecord? {
        guard state == .active, waiting?.on == .domainOwner else { return nil }
        return entries.last { $0.kind == .intent && $0.step.hasPrefix("publish") }.flatMap { DNSRecord(json: $0.body) }
    }

    package var result: JSONValue? { entries.last { $0.kind == .finished }?.body }
    package var problem: JSONValue? { entries.last { $0.kind == .stopped }?.body }

    /// Where it goes on: the write in doubt, else the last one that is known.
    package var resumePoint: String? { entries.last { !$0.step.isEmpty }?.step }
}

/// A wait as it is stored: a process need not be there for it.
package struct WaitRow: Sendable, Hashable {
    package let reason: String
    package let on: Party
    package let until: Date
}

/// Failures in a row, with nothing that worked in between.
package struct Failing: Sendable, Hashable {
    package let count: Int64
    package let since: Date

    var counted: Failing { Failing(count: count == .max ? count : count + 1, since: since) }
}
