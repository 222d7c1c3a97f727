import FoundationEssentials
import JSON
import Workflows

/// A run told in sentences: what was wanted, what was done, what is not known, what stands in the way, who has to move.
package struct ExplainRun: Sendable {
    let run: Run

    package init(_ run: Run) {
        self.run = run
    }

    package var lines: [String] {
        let view = RunView(run)
        var lines = ["\(run.workflow) of \(view.orderName) (run \(run.id), version \(run.version)), begun \(RFC3339.text(run.created))."]
        lines += run.entries.compactMap { Self.sentence($0, isLast: $0.sequence == run.entries.last?.sequence) }
        if run.state == .active {
            lines.append("Now: \(view.standing).")
            if let waiting = run.waiting {
                lines.append("It looks again at \(RFC3339.text(waiting.until)); it waits for: \(waiting.on.rawValue).")
            }
            if let failing = run.failing {
                lines.append(
                    "It has failed \(failing.count) times in a row since \(RFC3339.text(failing.since)), for causes that pass by themselves."
                )
            }
        }
        if let problem = view.problem { lines.append("Who has to act: \(problem.owner.rawValue).") }
        if run.state == .stopped { lines.append(resumption) }
        if run.state != .done { lines.append("Next: \(view.nextStep)") }
        return lines
    }

    private var resumption: String {
        guard let last = run.entries.last(where: { !$0.step.isEmpty }) else { return "It goes on from its beginning." }
        return "It goes on \(last.kind == .outcome ? "behind" : "with") '\(last.step)'."
    }

    private static func sentence(_ entry: JournalEntry, isLast: Bool) -> String? {
        let at = RFC3339.text(entry.at)
        return switch entry.kind {
        case .started: nil
        case .intent: isLast ? "\(at)  '\(entry.step)' was about to be sent; nobody knows yet whether it took effect." : nil
        case .outcome where entry.step.hasPrefix("publish") && entry.body["by"] == "person":
            "\(at)  '\(entry.step)' was asked for: the record is a person's to set."
        case .outcome: "\(at)  '\(entry.step)' was done\(entry.body["settledBy"] == nil ? "" : "; its answer was lost, reading showed it")."
        case .withdrawn: "\(at)  '\(entry.step)' had no effect: \(entry.body["reason"]?.string ?? "no reason given")."
        case .finished: "\(at)  It was finished."
        case .stopped: "\(at)  It stopped: \(entry.body["what"]?.string ?? "") \(entry.body["why"]?.string ?? "")."
        case .reopened: "\(at)  It was tried again: \(entry.body["note"]?.string ?? "no note")."
        case .abandoned: "\(at)  It was given up: \(entry.body["note"]?.string ?? "no note")."
        }
    }
}
