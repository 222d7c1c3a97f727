import AzureCore
import FoundationEssentials
import JSON

/// One process's stretch of work on a run: look, choose, act, until the end.
struct Pass<Definition: Workflow>: Sendable {
    let engine: Engine
    let workflow: Definition
    let lease: Lease
    let patience: Patience
    private let began: Date
    private var current: Run
    private var lastWait: Wait?
    private var looks = 0
    private var failures = 0

    /// How many times in a row a passing fault of the service or the network is tried again before a person is asked.
    private static var mostFailures: Int { 6 }

    init(engine: Engine, workflow: Definition, lease: Lease, run: Run, patience: Patience) {
        self.engine = engine
        self.workflow = workflow
        self.lease = lease
        self.patience = patience
        began = engine.journal.now()
        self.current = run
    }

    mutating func run() async throws -> Engine.Ending {
        if current.entries.count > 1 { engine.report(.resumed(run: current.id, entries: current.entries.count)) }
        guard current.version == Definition.version else { return try await stop(otherVersion) }
        while true {
            do {
                if let ending = try await advance() { return ending }
                failures = 0
            } catch let error as AzureError where error.isPassing && failures < Self.mostFailures {
                failures += 1
                try await wait(Wait("\(error.why); trying again (\(failures) of \(Self.mostFailures))"), atLeast: error.retryAfter)
            } catch let error as AzureError where error.code != .cancelled {
                return try await stop(error.problem)
            } catch let problem as Problem {
                return try await stop(problem)
            }
        }
    }

    private mutating func advance() async throws -> Engine.Ending? {
        let moment = Moment(profile: try await engine.clock.now(), wall: engine.journal.now())
        if let intent = current.openIntent, engine.doubt == .reconcile {
            return try await settle(intent, at: moment)
        }
        let observation = try await workflow.observe(current)
        switch workflow.next(observation, current, at: moment) {
        case .perform(let step):
            try await perform(step)
            return nil
        case .wait(let wait):
            if patience.isOver(for: wait, after: engine.journal.now().timeIntervalSince(began)) { return .waiting(current, wait) }
            try await self.wait(wait)
            return nil
        case .finish(let result):
            try await append(.finished, body: result)
            return .finished(current, result)
        case .stop(let problem):
            return try await stop(problem)
        }
    }

    /// Intent, call, outcome. A call that surely had no effect withdraws its intent; one in doubt leaves it open.
    private mutating func perform(_ step: Definition.Step) async throws {
        engine.report(.doing(step: step.name, title: step.title))
        try await append(.intent, step: step.name, body: step.intent)
        do {
            let outcome = try await workflow.perform(step)
            try await append(.outcome, step: step.name, body: outcome)
            engine.report(.did(step: step.name, title: step.title))
            lastWait = nil
        } catch let error as AzureError where error.code == .outcomeUnknown {
            engine.report(.note("no answer to '\(step.title)'; reading what became of it"))
        } catch let error as AzureError where error.code != .cancelled {
            try await append(.withdrawn, step: step.name, body: ["reason": .string(error.why)])
            throw error
        } catch let problem as Problem {
            try await append(.withdrawn, step: step.name, body: ["reason": .string(problem.why)])
            throw problem
        }
    }

    private mutating func settle(_ intent: JournalEntry, at moment: Moment) async throws -> Engine.Ending? {
        switch try await workflow.reconcile(intent, at: moment) {
        case .happened(let facts):
            try await append(.outcome, step: intent.step, body: facts)
            engine.report(.settled(step: intent.step, happened: true))
        case .mayRepeat(let reason):
            try await append(.withdrawn, step: intent.step, body: ["reason": .string(reason)])
            engine.report(.settled(step: intent.step, happened: false))
        case .unknown(let wait):
            try await self.wait(wait)
        }
        return nil
    }

    private mutating func wait(_ wait: Wait, atLeast: Duration? = nil) async throws {
        looks = wait == lastWait ? looks + 1 : 0
        let pause = max(engine.pace.pause(looks), atLeast ?? .zero)
        if wait != lastWait {
            engine.report(.waiting(wait))
            let until = engine.journal.now() + pause.seconds
            try await engine.journal.wait(wait.reason, until: until, under: lease)
        }
        lastWait = wait
        try await engine.clock.pause(pause)
    }

    /// A run whose last write is still in doubt stays active, so that whoever comes next settles that write first.
    private mutating func stop(_ problem: Problem) async throws -> Engine.Ending {
        if current.openIntent == nil { try await append(.stopped, body: problem.json) }
        return .stopped(current, problem)
    }

    private mutating func append(_ kind: JournalEntry.Kind, step: String = "", body: JSONValue) async throws {
        current.entries.append(try await engine.journal.append(kind, step: step, body: body, under: lease))
    }

    private var otherVersion: Problem {
        Problem(
            .precondition,
            "The run \(current.id) cannot be continued.",
            why: "it was started under version \(current.version) of \(Definition.name), and this signet has version \(Definition.version)",
            nextStep: "Continue it with the signet that started it."
        )
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
