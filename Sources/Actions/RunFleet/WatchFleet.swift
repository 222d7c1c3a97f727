import AzureCore
import FoundationEssentials
import Workflows

/// What follows the work of a turn: looks for drift, and alerts of everything somebody has to know.
struct WatchFleet: Sendable {
    let context: ActionContext
    let settings: RunFleet.Settings
    /// The marks of those who are told.
    let hooks: [String]
    let metrics: FleetMetrics
    let tells: @Sendable (AlertEvent) -> Void

    /// What a daemon keeps from turn to turn.
    struct Memory: Sendable {
        var looks = LookForDrift.Memory()
        var lookedAt = Date.distantPast
        var settledAt = Date.distantPast
        /// That this machine's clock is right was written down.
        var knowsClock = false
    }

    /// Turns can follow each other closely, when much is due; looking for more does not.
    private var pause: Double { min(settings.turnEvery, 60) }

    func callAsFunction(_ report: FleetPass.Report, _ memory: inout Memory) async throws {
        let journal = context.engine.journal, wall = journal.now()
        var hasLooked = false
        if wall.timeIntervalSince(memory.lookedAt) >= pause {
            let looked = try await LookForDrift(context: context, rules: settings.looks)(&memory.looks)
            metrics.looked(looked)
            memory.lookedAt = wall
            hasLooked = looked > 0
        }
        if !memory.knowsClock {
            for event in try await settleClock(nil) { tells(event) }
            memory.knowsClock = true
        }
        guard hasLooked || wall.timeIntervalSince(memory.settledAt) >= min(pause, Self.settleSeconds) else { return }
        let now = try await context.world.clock.now()
        for event in try await journal.settleAlerts(settings.alerts, hooks: hooks, at: now) { tells(event) }
        memory.settledAt = wall
        try await measure(report, now)
    }

    private static let settleSeconds = 15.0

    func settleClock(_ problem: Problem?) async throws -> [AlertEvent] {
        try await context.engine.journal.settleClockAlert(
            problem.map { ("\($0.what) \($0.why)", $0.nextStep) },
            machine: LeaseOwner.machineName,
            settings.alerts,
            hooks: hooks
        )
    }

    private func measure(_ report: FleetPass.Report, _ now: Date) async throws {
        let journal = context.engine.journal
        metrics.decided(report.decisions, at: now)
        metrics.drifted(try await journal.driftCounts())
        metrics.alerted(try await journal.openAlerts())
        metrics.budget(await context.world.pipeline.writeBudgetUse())
    }
}
