import Foundation
import JSON
import Storage
import Synchronization
import Workflows

/// One step of a workflow that calls nobody: a look, an intent made durable, an outcome made durable.
enum JournalledStep {
    static func measure(steps: Int) async throws {
        let path = FileManager.default.currentDirectoryPath + "/.build/benchmark-\(UUID().uuidString).sqlite"
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true
        )
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
        let store = try Store.open(path: path, migrations: Journal.migrations)
        let engine = Engine(journal: Journal(store: store), clock: WorkflowClock(), pace: .emulator)
        let count = Count(goal: steps)
        let began = ContinuousClock.now
        _ = try await engine.drive({ _ in count }, subject: "benchmark", input: [:], merge: { $0 })
        print(report(count.times, total: ContinuousClock.now - began))
    }

    private static func report(_ times: [ContinuousClock.Instant], total: Duration) -> String {
        let steps = zip(times.dropFirst(), times).map { milliseconds($0 - $1) }.sorted()
        guard let median = steps.dropFirst(steps.count / 2).first, let high = steps.dropFirst(steps.count * 99 / 100).first else {
            return "no steps"
        }
        let rate = Double(times.count) / (milliseconds(total) / 1000)
        return String(
            format: "journalled step (SQLite, flushed): median %.2f ms, p99 %.2f ms, %.0f steps/s over %d steps",
            median,
            high,
            rate,
            times.count
        )
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1000 + Double(duration.components.attoseconds) / 1e15
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
