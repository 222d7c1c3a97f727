import Foundation
import JSON
import Storage
import Synchronization
import Workflows

/// One step of a workflow that calls nobody: a look, an intent made durable, an outcome made durable.
enum JournalledStep {
    /// - Parameter runs: how many are driven at the same time, each of an order of its own.
    static func measure(_ place: StoreLocation, _ what: String, runs: Int = 1, target: String) async throws {
        let journal = Journal(store: try await Store.open(place, migrations: Journal.migrations))
        let engine = Engine(journal: journal, clock: WorkflowClock(), pace: .emulator)
        let counts = (0..<runs).map { _ in Count(goal: steps / runs) }
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for count in counts {
                let subject = "benchmark-\(UUID().uuidString)"
                group.addTask { _ = try await engine.drive({ _ in count }, subject: subject, input: [:], merge: { $0 }) }
            }
            try await group.waitForAll()
        }
        report(what, counts.map(\.times), total: ContinuousClock.now - began, target)
    }

    private static let steps = 2000

    private static func report(_ what: String, _ times: [[ContinuousClock.Instant]], total: Duration, _ target: String) {
        let steps = times.flatMap { times in zip(times.dropFirst(), times).map { ($0 - $1).milliseconds } }
        let rate = Double(times.reduce(0) { $0 + $1.count }) / (total.milliseconds / 1000)
        Figure(
            what: "journalled step, \(what)",
            measured: "\(rate.text())/s, p99 \(steps.percentile(99).text(2)) ms",
            target: target,
            note: "median \(steps.median.text(2)) ms; \(times.count) run(s) of \(times.first?.count ?? 0) steps"
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
