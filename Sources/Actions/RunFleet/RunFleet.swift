import AzureCore
import FoundationEssentials
import JSON
import Storage
import Workflows

/// The daemon: turn after turn until it is asked to stop. All it knows is in the state, so any number of them may share one, and
/// each may be killed at any time.
package struct RunFleet: Sendable {
    let context: ActionContext
    let settings: Settings
    let alerts: SendAlerts
    let metrics: FleetMetrics
    package let pulse = FleetPulse()
    let stop: StopSignal
    let tells: @Sendable (Event) -> Void

    package struct Settings: Sendable, Hashable {
        package var fleet = FleetRules()
        /// Seconds between two looks at all orders.
        package var discoverEvery = 900.0
        /// The longest time between two turns, in seconds.
        package var turnEvery = 60.0
        package var looks = LookRules()
        package var alerts = AlertRules()

        package init() {}
    }

    /// What a person who watches wants to know.
    package enum Event: Sendable {
        case looked(JSONValue)
        case decided([FleetDecision])
        case worked(FleetPass.Result)
        case alert(AlertEvent)
        case sent(SendAlerts.Outcome)
        /// A turn could not be made; the next one tries again.
        case failed(Problem)
    }

    /// - Parameter hooks: who is told of alerts.
    package init(
        _ context: ActionContext,
        settings: Settings,
        hooks: [AlertHook] = [],
        metrics: FleetMetrics = FleetMetrics(),
        stop: StopSignal,
        tells: @escaping @Sendable (Event) -> Void
    ) {
        self.context = context.unattended
        self.settings = settings
        alerts = SendAlerts(journal: context.engine.journal, hooks: hooks, rules: settings.alerts)
        self.metrics = metrics
        self.stop = stop
        self.tells = tells
    }

    /// Until it is asked to stop, or finds that the state is no longer of its version.
    package func callAsFunction() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await turns() }
            group.addTask { await sendAlerts() }
            try await group.waitForAll()
        }
    }

    private func turns() async throws {
        var memory = Memory()
        while !stop.isAsked {
            let began = ContinuousClock.now
            var pause = settings.turnEvery
            do {
                pause = try await turn(&memory)
                metrics.passed("done", in: began, at: Date())
                pulse.beat(failed: false)
            } catch is LeaseLost {
                // Another daemon looks at all orders instead.
                metrics.lostLease()
                pulse.beat(failed: false)
            } catch let error as StorageError where error.code == .newer {
                // It might misread what a newer one writes, and only a newer one mends that.
                stop.ask()
                throw error
            } catch {
                guard let problem = problem(of: error) else { continue }
                metrics.passed("failed", in: began, at: Date())
                pulse.beat(failed: true)
                tells(.failed(problem))
            }
            await rest(pause)
        }
    }

    /// Nil for what only says that it is to stop.
    private func problem(of error: any Error) -> Problem? {
        switch error {
        case let problem as Problem: return problem
        case let error as AzureError: return error.code == .cancelled ? nil : error.problem
        case let error as StorageError:
            // Of everything that may pass, a lost database does so most often.
            metrics.failedStore()
            return Problem(.precondition, "The state cannot be read or written.", why: error.description, nextStep: "signet doctor")
        default:
            return error is CancellationError ? nil : Problem(.service, "A turn broke off.", why: "\(error)", nextStep: "signet doctor")
        }
    }

    /// Why the state cannot be read, in words for anybody; nil when it can.
    package func stateTrouble() async -> String? {
        do {
            _ = try await context.engine.journal.fleetMark()
            return nil
        } catch {
            return "it cannot be read"
        }
    }

    /// One turn; for those who run it from a timer of their own.
    @discardableResult
    package func once() async throws -> FleetPass.Report {
        var memory = Memory()
        var report = try await work(&memory)
        report.drift = try await context.engine.journal.sightings().compactMapValues(\.drift)
        try await alerts { note($0) }
        return report
    }

    /// What a daemon keeps from turn to turn. Lost, it costs a turn's work and nothing else.
    private struct Memory {
        var held = HeldBack()
        var watch = WatchFleet.Memory()
        /// The last turn, and what it rested on.
        var last: (report: FleetPass.Report, mark: FleetMark)?

        /// The last turn's decisions, when nothing they rest on has changed and none of them is due.
        func stands(on mark: FleetMark, at now: Date, wall: Date) -> FleetPass.Report? {
            guard let last, last.mark == mark, last.report.next.map({ now < $0 }) ?? true,
                !last.report.decisions.contains(where: { $0.isDue(at: now) && !held.isHeld($0.subject, at: wall) })
            else { return nil }
            return last.report
        }
    }

    /// - Returns: Seconds until the next turn.
    private func turn(_ memory: inout Memory) async throws -> Double {
        let report = try await work(&memory)
        guard let next = report.next else { return settings.turnEvery }
        let now = try await context.world.clock.now()
        return min(settings.turnEvery, max(0.1, next.timeIntervalSince(now)))
    }

    private func work(_ memory: inout Memory) async throws -> FleetPass.Report {
        do {
            try await context.engine.journal.refuseNewer()
            try await look()
            let report = try await decide(&memory)
            if !stop.isAsked { try await watch(report, &memory.watch) }
            return report
        } catch let problem as Problem where problem.kind == .clock {
            memory.watch.knowsClock = false
            for event in try await watch.settleClock(problem) { tells(.alert(event)) }
            throw problem
        }
    }

    /// What is due is done first; then there is time to look.
    private var watch: WatchFleet {
        WatchFleet(context: context, settings: settings, hooks: alerts.hooks.map(\.mark), metrics: metrics) { tells(.alert($0)) }
    }

    private func decide(_ memory: inout Memory) async throws -> FleetPass.Report {
        let journal = context.engine.journal, mark = try await journal.fleetMark()
        if let report = memory.stands(on: mark, at: try await context.world.clock.now(), wall: journal.now()) { return report }
        let left = try await LearnOrders(context: context)()
        let pass = FleetPass(context, fleet: settings.fleet, stop: stop)
        var report = try await pass(held: memory.held) { note($0) }
        memory.held.note(report.done, at: journal.now())
        tells(.decided(report.decisions))
        defer {
            report.done = []
            memory.last = left == 0 ? (report, mark) : nil
        }
        return report
    }

    private func note(_ result: FleetPass.Result) {
        metrics.worked(result)
        if result.hasLostLease { metrics.lostLease() }
        tells(.worked(result))
    }

    private func note(_ outcome: SendAlerts.Outcome) {
        metrics.sent(outcome)
        tells(.sent(outcome))
    }

    /// Beside the turns, as one of them may take long. What is left at the end another process sends, or the next one here.
    private func sendAlerts() async {
        guard !alerts.hooks.isEmpty else { return }
        while true {
            do {
                try await alerts { note($0) }
            } catch {
                // The turns tell of a state that is gone; the queue is in it.
                if error is StorageError { metrics.failedStore() }
            }
            guard !stop.isAsked else { return }
            await rest(Self.sendEvery)
        }
    }

    private static let sendEvery = 1.0

    private func look() async throws {
        let discover = DiscoverOrders(context), now = context.engine.journal.now()
        if try await discover.lastLook().map({ now.timeIntervalSince($0) >= settings.discoverEvery }) ?? true {
            tells(.looked(try await discover().report))
        }
    }

    /// Ends early when it is asked to stop.
    private func rest(_ seconds: Double) async {
        guard !Task.isCancelled else { return stop.ask() }
        let sleeper = Task { [clock = context.engine.clock] in try? await clock.pause(.seconds(seconds)) }
        let waker = stop.onAsk { sleeper.cancel() }
        await sleeper.value
        stop.forget(waker)
    }
}

/// Orders whose renewal could not even begin: no run waits for them, so they are left alone for a while, longer each time.
struct HeldBack: Sendable {
    private var failures: [String: (count: Int, until: Date)] = [:]

    func isHeld(_ subject: String, at now: Date) -> Bool { failures[subject].map { now < $0.until } ?? false }

    mutating func note(_ results: [FleetPass.Result], at now: Date) {
        for result in results {
            guard case .stopped = result.outcome else {
                failures[result.subject] = nil
                continue
            }
            let count = min((failures[result.subject]?.count ?? 0) + 1, 6)
            failures[result.subject] = (count, now + 900 * Double(1 << (count - 1)))
        }
    }
}
