import JSON
import Workflows

/// What a verb came to. `json` is the stable form for programs.
package enum VerbOutcome: Sendable {
    case done(run: String, result: JSONValue)
    case waiting(run: String, Wait)

    init(_ ending: Engine.Ending) throws {
        switch ending {
        case .finished(let run, let result): self = .done(run: run.id, result: result)
        case .stopped(_, let problem): throw problem
        case .waiting(let run, let wait): self = .waiting(run: run.id, wait)
        }
    }

    package var json: JSONValue {
        switch self {
        case .done(let run, let result):
            var object = result.object ?? [:]
            object["run"] = .string(run)
            return .object(object)
        case .waiting(let run, let wait):
            return ["status": "Waiting", "waitingFor": .string(wait.reason), "record": wait.record?.json ?? nil, "run": .string(run)]
        }
    }
}
