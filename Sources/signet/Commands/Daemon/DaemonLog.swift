import Actions
import Foundation
import JSON
import Workflows

/// One line for each thing that happened, with its time, on standard error.
struct DaemonLog: Sendable {
    let quiet: Bool

    func line(_ words: String) {
        if !quiet { Terminal.note("\(RFC3339.text(Date()))  \(words)") }
    }

    func write(_ event: RunFleet.Event) {
        switch event {
        case .looked(let report):
            line("found \(report["orders"]?.text() ?? "0") orders by \(report["by"]?.string ?? "?")")
            for unseen in report["unseen"]?.array ?? [] { line("not seen: \(unseen.string ?? "")") }
        case .decided(let decisions):
            let counts = FleetDecision.Kind.allCases.map { kind in (kind.rawValue, decisions.filter { $0.kind == kind }.count) }
            line("decided: " + counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", "))
        case .worked(let result): line("\(name(result.subject)): \(words(result.outcome))")
        case .alert(let event):
            line(
                "alert \(event.word.rawValue): \(event.name): \(event.condition.kind.rawValue): \(event.condition.detail) — \(event.condition.fix)"
            )
        case .sent(.sent): break
        case .sent(.again(let host, let why)): line("\(host) did not take an alert, which is sent again: \(why)")
        case .sent(.lost(let host, let why)): line("\(host) did not take an alert, which is sent no more: \(why)")
        case .failed(let problem): line("this turn failed: \(problem.what) \(problem.why) — \(problem.nextStep)")
        }
    }

    private func words(_ outcome: FleetPass.Result.Outcome) -> String {
        switch outcome {
        case .done: "done"
        case .waiting(let wait): "waits: \(wait.reason)"
        case .stopped(let problem): "stopped: \(problem.what) \(problem.why) — \(problem.nextStep)"
        }
    }

    private func name(_ subject: String) -> String { subject.split(separator: "/").last.map(String.init) ?? subject }
}
