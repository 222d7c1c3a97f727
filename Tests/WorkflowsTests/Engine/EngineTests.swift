import AzureCore
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Workflows

@Suite(.onEveryStore) struct EngineTests {
    @Test func `a workflow runs to its end and journals each write twice`() async throws {
        let bench = try await Bench()
        let ending = try await bench.drive(Counter(goal: 2, bench: bench))
        guard case .finished(let run, let result) = ending else { return #expect(Bool(false), "\(ending)") }
        #expect(result["count"]?.int == 2)
        #expect(run.entries.map(\.kind) == [.started, .intent, .outcome, .intent, .outcome, .finished])
    }

    @Test func `a lost answer whose write took effect is settled by reading and not repeated`() async throws {
        let bench = try await Bench(faults: [.applyThenLose])
        _ = try await bench.drive(Counter(goal: 1, bench: bench))
        #expect(bench.writes == 1)
        let settled = bench.reported.filter { if case .settled(_, true) = $0 { true } else { false } }
        #expect(settled.count == 1)
    }

    @Test func `without the reconciler the same lost answer is written twice when the world lags`() async throws {
        let bench = try await Bench(faults: [.applyThenLose], lag: 1, doubt: .ignore)
        _ = try await bench.drive(Counter(goal: 1, bench: bench))
        #expect(bench.writes == 2)
    }

    @Test func `with the reconciler a lagging world does not lead to a second write`() async throws {
        let bench = try await Bench(faults: [.applyThenLose], lag: 3)
        _ = try await bench.drive(Counter(goal: 1, bench: bench))
        #expect(bench.writes == 1)
    }

    @Test func `a passing fault is tried again and a lasting one stops the run`() async throws {
        let passing = try await Bench(faults: [.fail(.serviceUnavailable), .fail(.throttled)])
        guard case .finished = try await passing.drive(Counter(goal: 1, bench: passing)) else { return #expect(Bool(false)) }
        let lasting = try await Bench(faults: Array(repeating: .fail(.serviceUnavailable), count: 20))
        guard case .stopped(let run, let problem) = try await lasting.drive(Counter(goal: 1, bench: lasting)) else {
            return #expect(Bool(false))
        }
        #expect(problem.why.contains("Busy"))
        #expect(run.entries.last?.kind == .stopped)
        #expect(lasting.attempts == 7)
    }

    @Test func `a refusal stops at once with the service's words and the next step`() async throws {
        let bench = try await Bench(faults: [.fail(.forbidden)])
        guard case .stopped(_, let problem) = try await bench.drive(Counter(goal: 1, bench: bench)) else { return #expect(Bool(false)) }
        #expect(bench.attempts == 1)
        #expect(problem.nextStep == "Do the next thing.")
    }

    @Test func `an interrupted run goes on where it was`() async throws {
        let bench = try await Bench(faults: [.ok, .crash])
        await #expect(throws: Crash.self) { _ = try await bench.drive(Counter(goal: 3, bench: bench)) }
        guard case .finished(let run, _) = try await bench.drive(Counter(goal: 3, bench: bench)) else { return #expect(Bool(false)) }
        #expect(bench.writes == 3)
        #expect(run.entries.filter { $0.kind == .started }.count == 1)
    }

    @Test func `a wait on somebody the caller has no patience with ends the call and keeps the run`() async throws {
        let bench = try await Bench()
        let workflow = Counter(goal: 1, bench: bench, waitsForOwner: true)
        guard case .waiting(let run, let wait) = try await bench.drive(workflow, patience: Patience(notWith: [.domainOwner])) else {
            return #expect(Bool(false))
        }
        #expect(wait.on == .domainOwner)
        #expect(try await bench.journal.run(run.id)?.state == .active)
    }

    @Test func `unwatched, a missing right is a wait that outlives the process, until it is granted`() async throws {
        let bench = try await Bench(faults: [.fail(.forbidden), .fail(.forbidden)], attended: false)
        for count in [1, 2] as [Int64] {
            guard case .waiting(let run, let wait) = try await bench.drive(Counter(goal: 1, bench: bench), patience: Patience(seconds: 0))
            else { return #expect(Bool(false)) }
            #expect(wait.reason.contains("not now"))
            #expect(try await bench.journal.run(run.id)?.failing?.count == count)
        }
        guard case .finished(let run, _) = try await bench.drive(Counter(goal: 1, bench: bench)) else { return #expect(Bool(false)) }
        #expect(bench.writes == 1)
        #expect(try await bench.journal.run(run.id)?.failing == nil)
    }

    @Test func `unwatched, a right that is not granted for three days stops the run`() async throws {
        let bench = try await Bench(faults: Array(repeating: .fail(.forbidden), count: 500), attended: false)
        guard case .stopped(let run, _) = try await bench.drive(Counter(goal: 1, bench: bench)) else { return #expect(Bool(false)) }
        #expect(run.entries.last?.kind == .stopped)
        #expect((70...80).contains(bench.attempts))
    }

    @Test func `a wait says when it is worth another look, and who has to move`() async throws {
        let bench = try await Bench()
        let workflow = Counter(goal: 1, bench: bench, waitsForOwner: true)
        guard case .waiting(let run, _) = try await bench.drive(workflow, patience: Patience(seconds: 0)) else {
            return #expect(Bool(false))
        }
        let row = try #require(try await bench.journal.run(run.id)?.waiting)
        #expect(row.reason == "set the record" && row.on == .domainOwner)
        #expect(row.until > bench.journal.now())
    }

    @Test func `a run of another version of the workflow is not continued`() async throws {
        let bench = try await Bench(faults: [.crash])
        await #expect(throws: Crash.self) { _ = try await bench.drive(Counter(goal: 1, bench: bench)) }
        try await bench.store.write { try $0.execute("UPDATE run SET version = 99") }
        guard case .stopped(_, let problem) = try await bench.drive(Counter(goal: 1, bench: bench)) else { return #expect(Bool(false)) }
        #expect(problem.why.contains("version 99"))
        #expect(try await bench.journal.runs(state: .active).count == 1)
    }
}

struct Crash: Error {}

/// A world with one number in it, which a step raises; answers can be lost, late or refused.
final class Bench: Sendable {
    enum Fault: Sendable {
        case ok
        case applyThenLose
        case crash
        case fail(AzureError.Code)
    }

    struct State: Sendable {
        var count = 0
        var writes = 0
        var attempts = 0
        var lag = 0
        var faults: [Fault]
        var wall = Date(timeIntervalSince1970: 1_800_000_000)
        var reported: [RunEvent] = []
    }

    let store: Store
    private let state: Mutex<State>
    private let lagAfterLoss: Int
    private let doubt: Engine.Doubt
    private let attended: Bool

    init(faults: [Fault] = [], lag: Int = 0, doubt: Engine.Doubt = .reconcile, attended: Bool = true) async throws {
        store = try await TestedStore.open(Journal.migrations)
        state = Mutex(State(faults: faults))
        lagAfterLoss = lag
        self.doubt = doubt
        self.attended = attended
    }

    var journal: Journal { Journal(store: store, now: { self.state.withLock { $0.wall } }) }
    var writes: Int { state.withLock { $0.writes } }
    var attempts: Int { state.withLock { $0.attempts } }
    var reported: [RunEvent] { state.withLock { $0.reported } }

    func drive(_ workflow: Counter, patience: Patience = Patience()) async throws -> Engine.Ending {
        let clock = WorkflowClock(
            now: { self.state.withLock { $0.wall } },
            pause: { pause in self.state.withLock { $0.wall += pause.seconds } }
        )
        let engine = Engine(
            journal: journal,
            clock: clock,
            pace: Pace(quickest: .seconds(1), slowest: .seconds(4)),
            attended: attended,
            doubt: doubt,
            report: { progress in self.state.withLock { $0.reported.append(progress) } }
        )
        return try await engine.drive({ _ in workflow }, subject: "counter", input: [:], patience: patience, merge: { $0 })
    }

    func look() -> Int {
        state.withLock { state in
            guard state.lag > 0 else { return state.count }
            state.lag -= 1
            return state.count - 1
        }
    }

    func raise() throws {
        let fault = state.withLock { state in
            state.attempts += 1
            return state.faults.isEmpty ? .ok : state.faults.removeFirst()
        }
        switch fault {
        case .ok: apply()
        case .crash: throw Crash()
        case .applyThenLose:
            apply()
            state.withLock { $0.lag = lagAfterLoss }
            throw error(.outcomeUnknown)
        case .fail(let code): throw error(code)
        }
    }

    private func apply() {
        state.withLock {
            $0.count += 1
            $0.writes += 1
        }
    }

    private func error(_ code: AzureError.Code) -> AzureError {
        AzureError(
            code: code,
            operation: "Counter.raise",
            target: "counter",
            serviceCode: "Busy",
            serviceMessage: "not now",
            nextStep: "Do the next thing."
        )
    }
}

struct Counter: Workflow {
    static let name = "Counter"
    static let version: Int64 = 1

    let goal: Int
    let bench: Bench
    var waitsForOwner = false

    struct Raise: WorkflowStep {
        let from: Int
        var name: String { "raise" }
        var intent: JSONValue { ["from": .number(JSONNumber(from))] }
        var title: String { "raise the number" }
    }

    func observe(_ run: Run) async throws -> Int { bench.look() }

    func next(_ count: Int, _ run: Run, at moment: Moment) -> Decision<Raise> {
        if waitsForOwner { return .wait(Wait("set the record", on: .domainOwner)) }
        return count < goal ? .perform(Raise(from: count)) : .finish(["count": .number(JSONNumber(count))])
    }

    func perform(_ step: Raise) async throws -> JSONValue {
        try bench.raise()
        return [:]
    }

    func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        if bench.look() > intent.body["from"]?.int ?? 0 { return .happened([:]) }
        let age = moment.wall.timeIntervalSince(intent.at)
        return age < 10 ? .unknown(Wait("reading what became of it")) : .mayRepeat(reason: "nothing happened")
    }
}
