import FoundationEssentials
import JSON

/// A workflow as a table one can read: look at the world, let a pure function choose the next step, do that one step.
///
/// `next` never calls anything, so a test is a script of observations and the steps expected. `perform` makes exactly one
/// write. `reconcile` finds out what became of a write whose answer never came; it only reads.
package protocol Workflow: Sendable {
    associatedtype Observation: Sendable
    associatedtype Step: WorkflowStep

    static var name: String { get }
    /// Raised when journals of older runs can no longer be read by `next`.
    static var version: Int64 { get }

    func observe(_ run: Run) async throws -> Observation
    func next(_ observation: Observation, _ run: Run, at moment: Moment) -> Decision<Step>
    func perform(_ step: Step) async throws -> JSONValue
    func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation
}

/// The two times a decision may need: the profile's, by which certificates live, and the machine's, by which journals are kept.
package struct Moment: Sendable, Hashable {
    package let profile: Date
    package let wall: Date

    package init(profile: Date, wall: Date) {
        self.profile = profile
        self.wall = wall
    }
}

/// A write with a name, and what the journal keeps of it before the call leaves.
package protocol WorkflowStep: Sendable {
    var name: String { get }
    /// What is about to be sent, without any secret, with the state of the world the effect will be recognised by.
    var intent: JSONValue { get }
    /// What a person reads while it happens.
    var title: String { get }
}

package enum Decision<Step: WorkflowStep>: Sendable {
    case perform(Step)
    case wait(Wait)
    case finish(JSONValue)
    case stop(Problem)
}

/// Why nothing can be done at the moment, and who has to move.
package struct Wait: Sendable, Hashable {
    package enum Actor: String, Sendable {
        case service
        case domainOwner
        case otherProcess
    }

    package let reason: String
    package let on: Actor
    /// What the domain's owner has to publish.
    package let record: DNSRecord?

    package init(_ reason: String, on actor: Actor = .service) {
        self.reason = reason
        self.on = actor
        record = nil
    }

    package init(for record: DNSRecord) {
        reason = "set this record, it \(record.purpose):  \(record)"
        on = .domainOwner
        self.record = record
    }
}

/// What is known about a write that was journalled and never answered.
package enum Reconciliation: Sendable {
    case happened(JSONValue)
    /// Proven to have had no effect, or harmless to do twice.
    case mayRepeat(reason: String)
    case unknown(Wait)
}

/// Something only a person can mend: what, why in the service's own words, and the next step.
package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case input
        case precondition
        case service
        case refused
        case notServed
    }

    package let kind: Kind
    package let what: String
    package let why: String
    package let nextStep: String

    package init(_ kind: Kind, _ what: String, why: String, nextStep: String) {
        self.kind = kind
        self.what = what
        self.why = why
        self.nextStep = nextStep
    }

    package var description: String { "\(what)\n  why:  \(why)\n  next: \(nextStep)" }

    package var json: JSONValue {
        ["kind": .string(kind.rawValue), "what": .string(what), "why": .string(why), "nextStep": .string(nextStep)]
    }

    package init?(json: JSONValue) {
        guard let kind = json["kind"]?.string.flatMap(Kind.init(rawValue:)), let what = json["what"]?.string else { return nil }
        self.init(kind, what, why: json["why"]?.string ?? "", nextStep: json["nextStep"]?.string ?? "")
    }
}
