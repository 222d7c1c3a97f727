import JSON
import Workflows

/// Carries a verb out: goes on with the run that is there, or plans, shows the plan, asks where it has to, and drives the workflow.
package struct RunVerb: Sendable {
    let context: ActionContext
    var rules: RenewalRules { context.world.rules }

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// - Parameter buys: whether it may be a purchase at all.
    package func callAsFunction(
        _ request: PlanRequest,
        buys: Bool = true,
        patience: Patience = Patience(),
        shows: @Sendable (Plan) -> Void = { _ in },
        accept: Consent
    ) async throws -> VerbOutcome {
        let definitions = Definitions(context)
        if let active = try await activeRun(request) {
            return try VerbOutcome(await definitions.drive(active.workflow, active.input, patience: patience))
        }
        let plan = try await MakePlan(context)(request)
        shows(plan)
        if let charge = plan.charge, !buys { throw plan.refusal(of: charge) }
        try await plan.agree(accept)
        return try VerbOutcome(await definitions.drive(request.workflow, plan.input, patience: patience))
    }

    /// The run that does the same for an order of that name already; two of them in different groups are told apart by the group.
    private func activeRun(_ request: PlanRequest) async throws -> Run? {
        let runs = try await context.engine.journal.runs(workflow: request.workflow, named: request.target.name)
        let place = "/subscriptions/\(context.world.subscriptionId)/resourcegroups/".lowercased()
        let active = runs.filter { run in
            guard run.state == .active, run.subject.hasPrefix(place) else { return false }
            return request.target.resourceGroup.map { run.subject.hasPrefix("\(place)\($0.lowercased())/") } ?? true
        }
        return active.count == 1 ? active.first : nil
    }
}
