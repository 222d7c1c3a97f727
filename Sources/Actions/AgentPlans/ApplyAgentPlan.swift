import AzureCore
import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// Carries out a plan an agent was shown, if it is still that plan and whoever has to agree has agreed.
package enum ApplyAgentPlan {
    package static let action = AgentAction(
        name: AgentPlan.applyName,
        summary: "Carry out exactly one plan, by its digest; one that needs a person waits for them.",
        input: [
            "type": "object", "required": ["plan", "digest"], "additionalProperties": false,
            "properties": [
                "plan": ["type": "string", "minLength": 5, "maxLength": 80],
                "digest": ["type": "string", "minLength": 8, "maxLength": 80],
                "wait_s": ["type": "integer", "minimum": 0, "maximum": 50, "default": 20],
            ],
        ],
        scope: .order
    ) { arguments, context, session in
        try await context.counted(session) {
            try await Application(context: context, session: session, arguments: arguments).run()
        }
    }

    private struct Application {
        let context: GatewayContext
        let session: AgentSession
        let arguments: JSONValue

        func run() async throws -> JSONValue {
            let (id, digest) = (arguments["plan"]?.string ?? "", arguments["digest"]?.string ?? "")
            guard let kept = try await context.plans.find(id, of: session.agent) else {
                throw Refusal(
                    .planStale,
                    "There is no plan '\(id)' for this agent, or it is over a day old.",
                    next: Refusal.Call("search_operations", ["intent": "renew or order a certificate"])
                )
            }
            let again = Refusal.Call(json: kept.origin["again"]) ?? Refusal.Call("describe_access")
            guard kept.digest == digest else {
                throw Refusal(.planStale, "The digest is not that of the plan '\(id)'.", next: again)
            }
            let saved = try await plan(kept, again)
            let (decision, held) = try await agree(kept, saved)
            return try await apply(kept, saved, decision, again, held)
        }

        private func plan(_ kept: KeptPlans.Kept, _ again: Refusal.Call) async throws -> SavedPlan {
            do {
                let text = try await context.custody.open(.request, name: kept.id).withBytes { Array($0) }
                return try SavedPlan(json: try JSONValue(parsing: text))
            } catch is CustodyError {
                throw Refusal(.planStale, "The plan '\(kept.id)' is not kept any more.", next: again)
            }
        }

        /// Asked again now: the rules, the money and the people may be others than when the plan was made.
        private func agree(_ kept: KeptPlans.Kept, _ saved: SavedPlan) async throws -> (Policy.Decision, Executions.Execution?) {
            let cost = kept.origin["cost"]?.double ?? 0
            let question = PolicyRequest(json: kept.origin["question"] ?? [:], agent: session.agent, cost: cost, at: context.now())
            let decision = try await context.decide(question, session)
            let isBilled = saved.json["charge"]?["billed"]?.bool == true
            if isBilled { try await context.spend(cost, session) }
            let people: Int
            switch decision.verdict {
            case .deny: throw Refusal(denied: decision, question, context)
            case .approval(let count): people = count
            case .allow: people = isBilled || (saved.json["revocation"]?.isNull == false && !context.isEmulator) ? 1 : 0
            }
            guard people > 0 else { return (decision, nil) }
            let request = ApprovalRequest(
                agent: session.agent,
                kind: .plan,
                digest: kept.digest,
                title: AgentPlan.title(saved.json),
                document: saved.json.withoutSecrets,
                reason: kept.origin["reason"]?.string ?? "",
                rule: decision.rule ?? "a charge needs a person",
                people: people
            )
            let wanted = GatewayContext.Wanted(
                request: request,
                digest: kept.digest,
                operation: question.operation,
                effect: question.effect.rawValue,
                call: Refusal.Call(AgentPlan.applyName, arguments.without("wait_s")),
                key: nil,
                people: people
            )
            return (decision, try await context.useApproval(wanted, session))
        }

        private func apply(
            _ kept: KeptPlans.Kept,
            _ saved: SavedPlan,
            _ decision: Policy.Decision,
            _ again: Refusal.Call,
            _ held: Executions.Execution?
        ) async throws -> JSONValue {
            let operation = kept.origin["question"]?["operation"]?.string ?? ""
            let execution = try await context.begin(session, operation, effect: .purchase, digest: kept.digest, held: held)
            let azure = try await context.azure()
            let clearance = context.clearance(
                session,
                operation: operation,
                execution: execution.id,
                facts: ["plan": .string(kept.digest), "rule": .optional(decision.rule)]
            ) { CallPlace.isOf(azure.world.cloud, $0) }
            do {
                let outcome = try await Clearance.$current.withValue(clearance) {
                    let patience = Patience(seconds: Double(arguments["wait_s"]?.int ?? 20))
                    return try await ApplyPlan(azure.unattended)(saved, patience: patience) { _ in true }
                }
                let cost = kept.origin["cost"]?.double ?? 0
                if saved.json["charge"]?["billed"]?.bool == true {
                    try await context.uses.add(Uses.spending, by: session.agent, amount: cost)
                }
                return try await context.ended(outcome, execution, clearance, session)
            } catch let problem as Problem {
                if let refusal = clearance.refusal { throw try await context.failed(execution, refusal) }
                var refusal = await context.refusal(of: problem, session, origin: operation)
                // Before anything was begun: the world is another one than the plan saw.
                if problem.kind == .refused { refusal = Refusal(.planStale, refusal.message, next: again) }
                throw try await context.failed(execution, refusal)
            } catch {
                let refusal = await context.refusal(of: error, session, origin: operation)
                throw try await context.failed(execution, clearance.refusal ?? refusal)
            }
        }
    }
}

extension Refusal.Call {
    init?(json: JSONValue?) {
        guard let tool = json?["tool"]?.string else { return nil }
        self.init(tool, json?["arguments"] ?? [:])
    }
}
