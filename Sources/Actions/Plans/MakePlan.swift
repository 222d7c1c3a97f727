import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Plans a verb: reads the world, has the workflow itself say what it would do first, and writes nothing.
package struct MakePlan: Sendable {
    let context: ActionContext
    var rules: RenewalRules { context.world.rules }

    package init(_ context: ActionContext) {
        self.context = context
    }

    package func callAsFunction(_ request: PlanRequest) async throws -> Plan {
        switch request {
        case .order(let request): return try await order(request)
        case .renew(let target, let key): return try await renew(try await find(target), key: key)
        case .reissue(let target, let keySize, let overlap, let key):
            return try await reissue(try await find(target), keySize: keySize, overlapHours: overlap, key: key)
        case .verifyDomain(let target): return try await verifyDomain(try await find(target))
        case .store(let target, let keyVault, let secret): return try await store(try await find(target), in: keyVault, secret: secret)
        case .bind(let target, let site, let hostNames): return try await bind(try await find(target), site: site, hostNames)
        case .sync(let target): return try await sync(try await find(target))
        case .retire(let target, let unbind, let revokeWhileServed):
            return try await retire(target, unbind: unbind, revokeWhileServed: revokeWhileServed)
        }
    }

    /// An order that is there, with what every verb needs to know of it.
    struct Found {
        let order: CertificateOrder
        let id: ResourceID
        /// With the group, so that the same plan is about the same order later.
        var target: OrderName { OrderName(id.name, resourceGroup: id.resourceGroup) }
        var calls: PlannedCalls { PlannedCalls(order: id, domain: order.commonName) }
    }

    func find(_ target: OrderName) async throws -> Found {
        let order = try await FindOrder(context: context)(target.name, resourceGroup: target.resourceGroup)
        guard let id = order.id else {
            throw Problem(.service, "An order without an id.", why: "the service answered without one", nextStep: "Run it again.")
        }
        return Found(order: order, id: id)
    }

    /// What is the same in every plan about an order that is there: the workflow's own first word decides whether anything is sent.
    func plan(
        _ request: PlanRequest,
        _ found: Found,
        input: JSONValue,
        _ rollout: Rollout,
        issues: Bool,
        summary: String,
        calls: (OrderObservation) -> [PlannedCall]
    ) async throws -> Plan {
        let (seen, decision) = try await Definitions(context).firstDecision(of: request.workflow, input)
        var plan = Plan(
            request: request,
            order: found.id,
            input: input,
            summary: summary,
            observed: Plan.Observed(found.order),
            calls: [],
            preconditions: try await OrderChecks(context.world).findings(of: found.order, storedIn: rollout.link, issues: issues),
            blastRadius: Plan.BlastRadius(rollout),
            madeAt: context.engine.journal.now()
        )
        switch decision {
        case .stop(let problem): plan.hinder(problem)
        case .finish: plan.summary += "; nothing is left to do"
        case .perform, .wait: plan.calls = calls(seen)
        }
        if plan.obstacle == nil, let blocking = plan.preconditions.first(where: { $0.level == .blocking }) {
            plan.obstacle = Problem(
                .precondition,
                "\(found.id.name): \(request.verb) was not begun: \(blocking.what).",
                why: blocking.detail,
                nextStep: blocking.fix
            )
        }
        return plan
    }
}

extension Plan {
    /// What the workflow itself, or a check before it, says against it.
    mutating func hinder(_ problem: Problem) {
        obstacle = problem
        let what = problem.what.hasSuffix(".") ? String(problem.what.dropLast()) : problem.what
        preconditions.append(.blocking(what, problem.why, fix: problem.nextStep))
    }
}
