import FoundationEssentials
import JSON
import Workflows

/// A run as it is shown: what it does, where it stands, and who has to move.
package struct RunView: Sendable {
    package let run: Run

    package init(_ run: Run) {
        self.run = run
    }

    package var orderName: String { run.subject.split(separator: "/").last.map(String.init) ?? run.subject }

    package var problem: Problem? { run.state == .stopped ? run.problem.flatMap(Problem.init(json:)) : nil }

    /// Who has to move; nil when nobody has.
    package var owner: Party? { problem?.owner ?? run.waiting?.on }

    /// One line: what it waits for, what stopped it, or how it ended.
    package var standing: String {
        switch run.state {
        case .active:
            if let intent = run.openIntent { return "in doubt about '\(intent.step)'; it reads what became of it before anything else" }
            return run.waiting?.reason ?? "ready to go on"
        case .stopped: return problem.map { "\($0.what) \($0.why)" } ?? "stopped"
        case .abandoned: return note.map { "given up: \($0)" } ?? "given up"
        case .done: return "done"
        }
    }

    package var nextStep: String {
        switch run.state {
        case .active: "signet runs resume \(shortID)"
        case .stopped: "\(problem?.nextStep ?? "Mend what stopped it.") Then: signet runs retry \(shortID)"
        case .abandoned, .done: "Nothing has to be done."
        }
    }

    package var shortID: String { String(run.id.prefix(8)) }

    private var note: String? { run.entries.last?.body["note"]?.string }

    package var json: JSONValue {
        func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? nil }
        return [
            "id": .string(run.id), "workflow": .string(run.workflow), "version": .number(JSONNumber(Int(clamping: run.version))),
            "order": .string(run.subject), "state": .string(run.state.rawValue), "standing": .string(standing),
            "owner": optional(owner?.rawValue), "record": run.awaitedRecord?.json ?? nil, "inDoubt": optional(run.openIntent?.step),
            "resumePoint": optional(run.resumePoint),
            "lookAgainAt": optional(run.waiting.map { RFC3339.text($0.until) }),
            "failures": .number(JSONNumber(Int(clamping: run.failing?.count ?? 0))),
            "problem": problem?.json ?? nil, "next": .string(nextStep), "created": .string(RFC3339.text(run.created)),
            "updated": .string(RFC3339.text(run.updated)),
        ]
    }

    /// With its input and every entry of its journal.
    package var fullJSON: JSONValue {
        var object = json.object ?? [:]
        object["input"] = run.input
        object["journal"] = .array(run.entries.map(\.json))
        return .object(object)
    }
}

extension JournalEntry {
    package var json: JSONValue {
        [
            "sequence": .number(JSONNumber(Int(clamping: sequence))), "at": .string(RFC3339.text(at)), "kind": .string(kind.rawValue),
            "step": .string(step), "body": body,
        ]
    }
}
