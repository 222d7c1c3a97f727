import Foundation
import JSON
import Storage
import Synchronization
import Workflows

/// One step of a workflow that calls nobody: a look, an intent made durable, an outcome made durable.
enum JournalledStep {
    static func measure(steps: Int, folder: String) async throws {
        let store = try Store.open(path: "\(folder)/journal.sqlite", migrations: Journal.migrations)
        let engine = Engine(journal: Journal(store: store), clock: WorkflowClock(), pace: .emulator)
        let count = Count(goal: steps)
        let began = ContinuousClock.now
        _ = try await engine.drive({ _ in count }, subject: "benchmark", input: [:], merge: { $0 })
        report(count.times, total: ContinuousClock.now - began)
    }

    private static func report(_ times: [ContinuousClock.Instant], total: Duration) {
        let steps = zip(times.dropFirst(), times).map { ($0 - $1).milliseconds }
        let rate = Double(times.count) / (total.milliseconds / 1000)
        Figure(
            what: "journalled step, SQLite, flushed",
            measured: "\(rate.text())/s, p99 \(steps.percentile(99).text(2)) ms",
            target: ">= 1,000/s, <= 5 ms",
            note: "median \(steps.median.text(2)) ms; one run of \(times.count) steps"
        ).print()
    }
}

/// Counts up to its goal and notes when each step was performed.
private final class Count: Workflow {
    static let name = "Benchmark"
    static let version: Int64 = 1

    struct Step: WorkflowStep {
        let name = "count"
        let intent: JSONValue = [:]
        let title = "count"
    }

    private let goal: Int
    private let performed = Mutex<[ContinuousClock.Instant]>([])

    init(goal: Int) {
        self.goal = goal
    }

    var times: [ContinuousClock.Instant] { performed.withLock { $0 } }

    func observe(_ run: Run) async throws -> Int { performed.withLock { $0.count } }

    func next(_ count: Int, _ run: Run, at moment: Moment) -> Decision<Step> { count < goal ? .perform(Step()) : .finish([:]) }

    func perform(_ step: Step) async throws -> JSONValue {
        performed.withLock { $0.append(.now) }
        return [:]
    }

    func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation { .mayRepeat(reason: "it calls nobody") }
}
