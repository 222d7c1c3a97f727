import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// The daemon: turn after turn until it is asked to stop. All it knows is in the state, so any number of them may share one, and
/// each may be killed at any time.
package struct RunFleet: Sendable {
    let context: ActionContext
    let settings: Settings
    let stop: StopSignal
    let tells: @Sendable (Event) -> Void

    package struct Settings: Sendable {
        package var fleet = FleetRules()
        /// Seconds between two looks at all orders.
        package var discoverEvery = 900.0
        /// The longest time between two turns, in seconds.
        package var turnEvery = 60.0

        package init() {}
    }

    /// What a person who watches wants to know.
    package enum Event: Sendable {
        case looked(JSONValue)
        case decided([FleetDecision])
        case worked(FleetPass.Result)
        /// A turn could not be made; the next one tries again.
        case failed(Problem)
    }

    package init(_ context: ActionContext, settings: Settings, stop: StopSignal, tells: @escaping @Sendable (Event) -> Void) {
        self.context = context.unattended
        self.settings = settings
        self.stop = stop
        self.tells = tells
    }

    /// Until it is asked to stop.
    package func callAsFunction() async throws {
        var held = HeldBack()
        while !stop.isAsked {
            var pause = settings.turnEvery
            do {
                pause = try await turn(&held)
            } catch let problem as Problem {
                tells(.failed(problem))
            } catch let error as AzureError where error.code != .cancelled {
                tells(.failed(error.problem))
            }
            await rest(pause)
        }
    }

    /// One turn; for those who run it from a timer of their own.
    @discardableResult
    package func once() async throws -> FleetPass.Report {
        var held = HeldBack()
        return try await work(&held)
    }

    /// - Returns: Seconds until the next turn.
    private func turn(_ held: inout HeldBack) async throws -> Double {
        let report = try await work(&held)
        guard let next = report.next else { return settings.turnEvery }
        let now = try await context.world.clock.now()
        return min(settings.turnEvery, max(0.1, next.timeIntervalSince(now)))
    }

    private func work(_ held: inout HeldBack) async throws -> FleetPass.Report {
        try await look()
        let report = try await FleetPass(context, fleet: settings.fleet, stop: stop)(held: held) { [tells] in tells(.worked($0)) }
        held.note(report.done, at: context.engine.journal.now())
        tells(.decided(report.decisions))
        return report
    }

    private func look() async throws {
        let journal = context.engine.journal, inventory = Inventory(journal)
        let last = try await inventory.lastSeen()
        if last.map({ journal.now().timeIntervalSince($0) >= settings.discoverEvery }) ?? true {
            tells(.looked(try await DiscoverOrders(context)().report))
        }
        _ = try await LearnOrders(context: context)()
    }

    /// Ends early when it is asked to stop.
    private func rest(_ seconds: Double) async {
        guard !Task.isCancelled else { return stop.ask() }
        let sleeper = Task { try? await Task.sleep(for: .seconds(seconds)) }
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
