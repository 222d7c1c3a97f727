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
    /// Raised when a run writes down something an older signet would misread.
    static var version: Int64 { get }
    /// The versions whose journals this one goes on with; a run of any other is left alone.
    static var readableVersions: ClosedRange<Int64> { get }
    /// Whether its end is the end of what it is about, so that the other runs about that have nothing left to do.
    static var endsItsSubject: Bool { get }

    func observe(_ run: Run) async throws -> Observation
    func next(_ observation: Observation, _ run: Run, at moment: Moment) -> Decision<Step>
    func perform(_ step: Step) async throws -> JSONValue
    func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation
}

extension Workflow {
    package static var readableVersions: ClosedRange<Int64> { version...version }
    package static var endsItsSubject: Bool { false }
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

/// What is known about a write that was journalled and never answered.
package enum Reconciliation: Sendable {
    case happened(JSONValue)
    /// Proven to have had no effect, or harmless to do twice.
    case mayRepeat(reason: String)
    case unknown(Wait)
}
