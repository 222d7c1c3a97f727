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
        guard Definition.readableVersions.contains(current.version) else { return .stopped(current, otherVersion) }
        while true {
            do {
                if let ending = try await advance() { return ending }
                current.failing = nil
            } catch let error as AzureError where error.code != .cancelled {
                if let ending = try await retry(FailureCause(error), error.problem) { return ending }
            } catch let problem as Problem {
                if let ending = try await retry(FailureCause(problem), problem) { return ending }
            } catch let overtaken as Overtaken {
                if let ending = try await retry(.passing, overtaken.problem) { return ending }
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
            return try await self.wait(wait)
        case .finish(let result):
            try await append(.finished, body: result)
            return .finished(current, result)
        case .stop(let problem):
            throw problem
        }
    }

    /// Intent, call, outcome. A call that surely had no effect withdraws its intent; one in doubt leaves it open.
    private mutating func perform(_ step: Definition.Step) async throws {
        engine.report(.doing(step: step.name, title: step.title))
        try await append(.intent, step: step.name, body: step.intent)
        // Whoever slept here past its lease must not send: the one who took over may have sent it already.
        try await engine.journal.confirm(lease)
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
        } catch let overtaken as Overtaken {
            try await append(.withdrawn, step: step.name, body: ["reason": .string(overtaken.problem.why)])
            throw overtaken
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
            return try await self.wait(wait)
        }
        return nil
    }

    private mutating func wait(_ wait: Wait) async throws -> Engine.Ending? {
        current.looks = wait.reason == current.waiting?.reason ? current.looks.addingReportingOverflow(1).partialValue : 0
        let look = Int(clamping: current.looks)
        return try await rest(wait, engine.attended ? engine.pace.pause(look) : engine.pace.patientPause(look, with: wait.on))
    }

    /// Tries again when the cause allows, and stops otherwise.
    private mutating func retry(_ cause: FailureCause, _ problem: Problem) async throws -> Engine.Ending? {
        let now = engine.journal.now()
        let failing = current.failing ?? Failing(count: 0, since: now)
        let next = failing.counted
        let rules = RetryRules(pace: engine.pace, attended: engine.attended)
        switch rules.verdict(cause, failures: Int(clamping: failing.count), failingFor: now.timeIntervalSince(failing.since)) {
        case .stop:
            return try await stop(problem)
        case .again(let pause):
            current.failing = next
            let words = "\(problem.what) \(problem.why); trying again (\(next.count))"
            return try await rest(Wait(words, on: problem.owner), pause)
        }
    }

    /// A wait is a row; this process sleeps over it only as long as its caller has patience.
    private mutating func rest(_ wait: Wait, _ pause: Duration) async throws -> Engine.Ending? {
        let now = engine.journal.now()
        let isOver = patience.isOver(for: wait, after: now.timeIntervalSince(began))
        if wait != lastWait || isOver {
            let row = WaitRow(reason: wait.reason, on: wait.on, until: now + pause.seconds)
            current.waiting = row
            try await engine.journal.wait(row, looks: current.looks, failing: current.failing, under: lease)
        }
        if isOver { return .waiting(current, wait) }
        if wait != lastWait { engine.report(.waiting(wait)) }
        lastWait = wait
        try await engine.clock.pause(pause)
        return nil
    }

    /// A run whose last write is still in doubt stays active, so that whoever comes next settles that write first.
    private mutating func stop(_ problem: Problem) async throws -> Engine.Ending {
        if current.openIntent == nil {
            try await append(.stopped, body: problem.json)
        } else {
            try await engine.journal.confirm(lease)
        }
        return .stopped(current, problem)
    }

    private mutating func append(_ kind: JournalEntry.Kind, step: String = "", body: JSONValue) async throws {
        let endsOthers = kind == .finished && Definition.endsItsSubject
        current.entries.append(try await engine.journal.append(kind, step: step, body: body, endingOthers: endsOthers, under: lease))
        current.state = kind.state
        current.waiting = nil
        current.looks = 0
    }

    private var otherVersion: Problem {
        Problem(
            .precondition,
            "The run \(current.id) cannot be continued.",
            why:
                "it was started under version \(current.version) of \(Definition.name), and this signet reads \(Definition.readableVersions)",
            nextStep: "Continue it with the signet that started it, or give it up: signet runs abandon \(current.id) --note '…'"
        )
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
