import AzureCore
import Catalog
import Custody
import Gateway
import JSON
import Workflows

/// Planning for an agent. Nothing is sent; what is planned is kept under a name, and applied by that and its digest.
enum CertificatePlans {
    private static let planName = "cert_plan"

    static let plan = AgentAction(
        name: planName,
        summary: "Plan what is to be done with a certificate: calls, cost, new end, what it reaches, who has to agree. Changes nothing.",
        input: PlanRequest.argumentSchema,
        scope: .read
    ) { arguments, context, session in
        try await context.counted(session) {
            let azure = try await context.azure().unattended
            let request = try PlanRequest(arguments: arguments, defaultResourceGroup: azure.defaultResourceGroup)
            let operation = try await context.library.contract("signet/\(request.operation)")
            let again = Refusal.Call(planName, arguments)
            // Who may not do it is told before anything is looked at.
            let outlook = Access(policy: try await context.policy(), session: session).state(
                operation.name,
                operation.effect,
                operation.method
            )
            func question(_ path: String) -> PolicyRequest {
                PolicyRequest(
                    agent: session.agent,
                    operation: operation.name,
                    effect: operation.effect,
                    method: operation.method,
                    path: path,
                    inputs: arguments,
                    at: context.now()
                )
            }
            guard outlook.state != .denied else {
                let denied = Policy.Decision(verdict: .deny, rule: outlook.rule, reason: outlook.reason)
                throw Refusal(denied: denied, question(""), context)
            }
            let plan = try await planned(request, azure, operation.name, context, session)
            let asked = question(plan.order.description)
            return try await AgentPlan(context, session)
                .keep(plan, question: asked, again: again, reason: arguments["reason"]?.string ?? "")
        }
    }

    /// Looks at the world as this agent, so that the audit knows of it.
    private static func planned(
        _ request: PlanRequest,
        _ azure: ActionContext,
        _ operation: String,
        _ context: GatewayContext,
        _ session: AgentSession
    ) async throws -> Plan {
        let clearance = context.clearance(session, operation: operation, execution: Executions.newId("exe_")) {
            CallPlace.isOf(azure.world.cloud, $0)
        }
        return try await Clearance.$current.withValue(clearance) { try await MakePlan(azure)(request) }
    }

    static let cancel = AgentAction(
        name: "cert_cancel_plan",
        summary: "Forget a plan that is not wanted any more, and what people were asked about it. What was applied goes on.",
        input: [
            "type": "object", "required": ["plan"], "additionalProperties": false,
            "properties": ["plan": ["type": "string", "minLength": 5, "maxLength": 80]],
        ],
        scope: .read
    ) { arguments, context, session in
        let id = arguments["plan"]?.string ?? ""
        let kept = try await context.plans.find(id, of: session.agent)
        let isForgotten = try await context.plans.forget(id, of: session.agent)
        if let kept {
            // Its row is gone, so nothing leads to what was sealed of it.
            try? await context.custody.remove(.request, name: kept.id)
            let pending = try await context.approvals.list(agent: session.agent, state: .pending)
            for approval in pending where approval.digest == kept.digest {
                _ = try await context.approvals.withdraw(approval.id, agent: session.agent)
            }
        }
        return ["plan": .string(id), "state": isForgotten ? "cancelled" : "unknown"]
    }
}
