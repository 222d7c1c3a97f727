import Actions
import ArgumentParser
import JSON
import Workflows

/// What became of plans that were written down together, for people and programs.
struct AppliedText {
    let results: [ApplyPlans.Result]

    func end(_ output: OutputFormat, again: String) throws {
        switch output {
        case .json: Terminal.result(["results": .array(results.map(\.json))])
        case .table: Terminal.result(text)
        }
        let problems = results.compactMap(\.problem)
        guard problems.isEmpty else { throw problems.allSatisfy { $0.kind == .refused } ? ExitCode.refused : ExitCode.failed }
        guard results.contains(where: { $0.word == "waiting" }) else { return }
        Terminal.note("Go on with: \(again)")
        throw ExitCode.waitingForDomainProof
    }

    var text: String { results.map { "\($0.order.name)  \(Self.outcome($0))" }.joined(separator: "\n") }

    private static func outcome(_ result: ApplyPlans.Result) -> String {
        switch result.outcome {
        case .done(.done(_, let json)): "done: serial \(json["serialNumber"]?.string ?? ""), ends \(json["expirationTime"]?.string ?? "")"
        case .done(.waiting(_, let wait)): "waiting: \(wait.reason)"
        case .doneBefore(let run): "done before, by the run \(run)"
        case .failed(let problem): "failed: \(problem.what) \(problem.why) — \(problem.nextStep)"
        }
    }
}

extension ApplyPlans.Result {
    fileprivate var problem: Problem? {
        guard case .failed(let problem) = outcome else { return nil }
        return problem
    }
}
