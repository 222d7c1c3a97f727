import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// One turn of the daemon: look when it is time to, decide, and do what is due, a bounded number at the same moment.
package struct FleetPass: Sendable {
    let context: ActionContext
    let fleet: FleetRules

    let stop: StopSignal

    package init(_ context: ActionContext, fleet: FleetRules, stop: StopSignal = StopSignal()) {
        self.context = context
        self.fleet = fleet
        self.stop = stop
    }

    /// What one turn came to.
    package struct Report: Sendable {
        package var decisions: [FleetDecision] = []
        package var done: [Result] = []
        /// When something is due next.
        package var next: Date?
    }

    /// What became of one order.
    package struct Result: Sendable {
        package enum Outcome: Sendable {
            case done
            case waiting(Wait)
            case stopped(Problem)
        }

        package let subject: String
        package let outcome: Outcome
    }

    /// - Parameters:
    ///   - held: orders that are left alone for a while.
    ///   - tells: told of each order as it is over.
    func callAsFunction(held: HeldBack = HeldBack(), tells: @escaping @Sendable (Result) -> Void = { _ in }) async throws -> Report {
        var report = Report()
        report.decisions = try await DecideFleet(context, fleet: fleet)()
        let now = try await context.world.clock.now()
        let wall = context.engine.journal.now()
        let due = report.decisions.filter { $0.isDue(at: now) && !held.isHeld($0.subject, at: wall) }
            .sorted { ($0.end ?? .distantFuture, $0.subject) < ($1.end ?? .distantFuture, $1.subject) }
        report.done = try await work(due, tells)
        report.next = report.decisions.filter { !$0.isDue(at: now) && ($0.kind == .renew || $0.kind == .resume) }.compactMap(\.at).min()
        return report
    }

    private func work(_ due: [FleetDecision], _ tells: @escaping @Sendable (Result) -> Void) async throws -> [Result] {
        try await withThrowingTaskGroup { group in
            var waiting = due[...]
            var results: [Result] = []
            for decision in waiting.prefix(max(1, fleet.atOnce)) { group.addTask { try await carryOut(decision) } }
            waiting = waiting.dropFirst(max(1, fleet.atOnce))
            while let result = try await group.next() {
                tells(result)
                results.append(result)
                if !stop.isAsked, let decision = waiting.popFirst() { group.addTask { try await carryOut(decision) } }
            }
            return results
        }
    }

    /// Nobody is waited for: what waits is a row, and its own moment comes.
    private func carryOut(_ decision: FleetDecision) async throws -> Result {
        do {
            return Result(subject: decision.subject, outcome: try await outcome(of: decision))
        } catch let problem as Problem {
            return Result(subject: decision.subject, outcome: .stopped(problem))
        } catch let error as AzureError where error.code != .cancelled {
            return Result(subject: decision.subject, outcome: .stopped(error.problem))
        }
    }

    private func outcome(of decision: FleetDecision) async throws -> Result.Outcome {
        let patience = Patience(seconds: 0)
        guard let id = ResourceID(decision.subject), let subscription = id.subscriptionId else { return .done }
        let context = context.inSubscription(subscription)
        if let run = decision.run, let run = try await context.engine.journal.run(run), run.state == .active {
            switch try await ResumeRun(context)(run, patience: patience) {
            case .finished: return .done
            case .waiting(_, let wait): return .waiting(wait)
            case .stopped(_, let problem): return .stopped(problem)
            }
        }
        let order = OrderName(id.name, resourceGroup: id.resourceGroup)
        let accepts = fleet.acceptsCharges
        switch try await RunVerb(context)(.renew(order), buys: accepts, patience: patience, accept: { _ in true }) {
        case .done: return .done
        case .waiting(_, let wait): return .waiting(wait)
        }
    }
}
