import Actions
import Foundation
import Synchronization
import Workflows

/// Prints what a workflow does, one line per step, with the time since the start and the reason of every wait.
final class ProgressPrinter: Sendable {
    private let start = ContinuousClock.now
    private let lastWait = Mutex("")

    func print(_ progress: RunEvent) {
        switch progress {
        case .resumed(let run, let entries): line("resuming", "run \(run), \(entries) journal entries")
        case .doing: break
        case .did(_, let title): line("done", title)
        case .settled(let step, let happened):
            line("settled", happened ? "\(step) had taken effect before the interruption; it is not repeated" : "\(step) had no effect")
        case .waiting(let wait): waiting(wait)
        case .note(let text): line("note", text)
        }
    }

    func print(_ findings: [Finding]) {
        for finding in findings {
            line(finding.level == .passed ? "checked" : "warning", "\(finding.what): \(finding.detail)")
            if finding.level == .warning { line("", finding.fix) }
        }
    }

    /// A plan in short.
    func print(_ plan: Plan) { PlanText(plan: plan).printShort(self) }

    func note(_ text: String) { line("note", text) }

    private func waiting(_ wait: Wait) {
        let isNew = lastWait.withLock { last in
            defer { last = wait.reason }
            return last != wait.reason
        }
        if isNew { line("waiting", wait.reason) }
    }

    private func line(_ label: String, _ text: String) {
        let elapsed = ContinuousClock.now - start
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let stamp = String(format: "%6.1fs", seconds)
        Terminal.note("\(stamp)  \(label.padding(toLength: 9, withPad: " ", startingAt: 0)) \(text)")
    }
}
