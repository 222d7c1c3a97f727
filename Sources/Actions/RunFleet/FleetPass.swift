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
        /// Where orders are not what they should be, as far as they were looked at.
        package var drift: [String: Drift] = [:]

        /// What was decided for each order, with its drift.
        package var json: JSONValue {
            .array(
                decisions.map { decision in
                    var object = decision.json.object ?? [:]
                    object["drift"] = drift[decision.subject]?.json ?? .null
                    return .object(object)
                }
            )
        }
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
        /// When a run that waits is worth another look.
        package var until: Date?
        var workflow = Renew.name
        var hasLostLease = false
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
        let later = report.decisions.filter { $0.isDoing && !$0.isDue(at: now) }.compactMap(\.at)
        report.next = (later + report.decisions.compactMap(\.revisit) + report.done.compactMap(\.until)).min()
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

    /// Nobody is waited for: what waits is a row, and its own moment comes. What another process works on is that one's.
    private func carryOut(_ decision: FleetDecision) async throws -> Result {
        do {
            return try await work(on: decision)
        } catch let problem as Problem {
            guard problem.owner == .otherProcess else { return Result(subject: decision.subject, outcome: .stopped(problem)) }
            return Result(subject: decision.subject, outcome: .waiting(Wait(problem.why, on: .otherProcess)))
        } catch let lost as LeaseLost {
            return Result(subject: decision.subject, outcome: .waiting(Wait(lost.description, on: .otherProcess)), hasLostLease: true)
        } catch let error as AzureError where error.code == .throttled {
            // Nothing is wrong with this order; its turn comes.
            let pause = error.retryAfter.map { Double($0.components.seconds) } ?? Self.throttledSeconds
            let until = try await context.world.clock.now() + pause
            return Result(subject: decision.subject, outcome: .waiting(Wait(error.problem.why)), until: until)
        } catch let error as AzureError where error.code != .cancelled {
            return Result(subject: decision.subject, outcome: .stopped(error.problem))
        }
    }

    private static let throttledSeconds = 60.0

    private func work(on decision: FleetDecision) async throws -> Result {
        let patience = Patience(seconds: 0), subject = decision.subject
        guard let id = ResourceID(subject), let subscription = id.subscriptionId else { return Result(subject: subject, outcome: .done) }
        let now = try await context.world.clock.now()
        let context = context.inSubscription(subscription).urgent(end: decision.end, at: now), journal = context.engine.journal
        if let run = decision.run, let run = try await journal.run(run), run.state == .active {
            var result: Result
            switch try await ResumeRun(context)(run, patience: patience) {
            case .finished: result = try await done(id, context)
            case .waiting(let run, let wait): result = Result(subject: subject, outcome: .waiting(wait), until: run.waiting?.until)
            case .stopped(_, let problem): result = Result(subject: subject, outcome: .stopped(problem))
            }
            result.workflow = run.workflow
            return result
        }
        let order = OrderName(id.name, resourceGroup: id.resourceGroup), isProof = decision.kind == .prove
        if isProof, try await !needsProof(id, context, at: now) { return Result(subject: subject, outcome: .done) }
        let request = isProof ? PlanRequest.verifyDomain(order) : .renew(order)
        let buys = fleet.acceptsCharges && !isProof
        switch try await RunVerb(context)(request, buys: buys, patience: patience, accept: { _ in true }) {
        case .done:
            if isProof { try await Inventory(journal).learn(id, in: context.world) }
            return try await done(id, context)
        case .waiting(let run, let wait):
            return Result(subject: subject, outcome: .waiting(wait), until: try await journal.run(run)?.waiting?.until)
        }
    }

    /// Somebody may have proven it since its history was read; then there is nothing to do.
    private func needsProof(_ id: ResourceID, _ context: ActionContext, at now: Date) async throws -> Bool {
        let inventory = Inventory(context.engine.journal)
        try await inventory.learn(id, in: context.world)
        guard let item = try await inventory.item(id) else { return false }
        return DecideFleet.decide(item, run: nil, rules: context.world.rules, fleet: fleet, now: now).kind == .prove
    }

    /// Without another look the next decision would rest on the certificate that was just followed.
    private func done(_ id: ResourceID, _ context: ActionContext) async throws -> Result {
        do {
            try await Inventory(context.engine.journal).look(at: id, in: context.world)
        } catch let error as AzureError {
            // What was done stands; the next look at everything sees it.
            guard error.code != .cancelled else { throw error }
        }
        return Result(subject: id.subject, outcome: .done)
    }
}
