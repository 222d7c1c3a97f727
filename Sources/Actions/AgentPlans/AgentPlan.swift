import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// A plan as it is kept for an agent and shown to it: what would be done, what it costs, who has to agree, and the call that applies it.
package struct AgentPlan: Sendable {
    let context: GatewayContext
    let session: AgentSession

    package init(_ context: GatewayContext, _ session: AgentSession) {
        (self.context, self.session) = (context, session)
    }

    /// The tool that applies a plan.
    package static let applyName = "cert_apply"

    /// Keeps a plan and answers with it. Where the policy wants people they are asked now.
    ///
    /// - Parameters:
    ///   - question: the operation the policy decides about, without cost.
    ///   - again: the call that makes the plan anew when it has become stale.
    package func keep(_ plan: Plan, question: PolicyRequest, again: Refusal.Call, reason: String) async throws -> JSONValue {
        if let obstacle = plan.obstacle { throw Refusal(obstacle: obstacle, again: again) }
        let cost = plan.charge?.price.amount.double ?? 0
        let decision = try await context.decide(question.costing(cost), session)
        let people = try people(for: decision, plan, question, again)
        let body = plan.json
        let digest = "sha256:\(body["digest"]?.string?.replacing("sha256:", with: "") ?? "")"
        let kept = try await context.plans.keep(
            ["sealed": true],
            digest: digest,
            origin: ["question": question.json, "again": again.json, "reason": .string(reason), "cost": .number(JSONNumber(cost) ?? 0)],
            for: session.agent
        )
        try await context.custody.put(Plaintext(body.text().utf8), .request, name: kept.id, facts: ["agent": .string(session.agent)])
        let approval: Approval? = people == 0 ? nil : try await ask(kept, plan, people, reason, decision)
        let arguments: JSONValue = ["plan": .string(kept.id), "digest": .string(digest)]
        return [
            "state": "planned", "plan": .string(kept.id), "digest": .string(digest), "summary": .string(plan.summary),
            "steps": Self.steps(plan), "cost": Self.cost(plan), "expected_expiry": body["expectedExpiry"] ?? .null,
            "preconditions": body["preconditions"] ?? [], "blast_radius": body["blastRadius"] ?? [:],
            "downtime": plan.blastRadius.breaks.isEmpty ? "none" : .string(plan.blastRadius.breaks.joined(separator: ", ")),
            "approval": approval.map { context.shown($0) } ?? ["required": false],
            "expires_at": .string(RFC3339.text(kept.expires)), "next": Refusal.Call(Self.applyName, arguments).json,
        ]
    }

    /// How many have to agree: as the policy says, and one at least to anything that is charged for real.
    private func people(for decision: Policy.Decision, _ plan: Plan, _ question: PolicyRequest, _ again: Refusal.Call) throws(Refusal)
        -> Int
    {
        switch decision.verdict {
        case .deny: throw Refusal(denied: decision, question, context)
        case .approval(let people): return people
        case .allow: return plan.charge?.isBilled == true || (plan.revocation != nil && !context.isEmulator) ? 1 : 0
        }
    }

    private func ask(_ kept: KeptPlans.Kept, _ plan: Plan, _ people: Int, _ reason: String, _ decision: Policy.Decision) async throws
        -> Approval
    {
        try await context.ask(
            ApprovalRequest(
                agent: session.agent,
                kind: .plan,
                digest: kept.digest,
                title: Self.title(plan.json),
                document: plan.json.withoutSecrets,
                reason: reason,
                rule: decision.rule ?? "a charge needs a person",
                people: people
            )
        )
    }

    /// What a person reads first, in a list of several: the verb and the order's name.
    static func title(_ plan: JSONValue) -> String {
        let (verb, order) = (plan["verb"]?.string ?? "", plan["order"]?.string ?? "")
        return "\(verb.prefix(1).uppercased())\(verb.dropFirst()) \(order.split(separator: "/").last ?? "")"
    }

    private static func steps(_ plan: Plan) -> JSONValue {
        .array(
            plan.calls.enumerated().map { index, call in
                var step = call.json.object ?? [:]
                step["n"] = .number(JSONNumber(index + 1))
                return .object(step)
            }
        )
    }

    private static func cost(_ plan: Plan) -> JSONValue {
        guard let charge = plan.charge?.json else { return ["amount": 0, "certain": true] }
        return [
            "amount": charge["amount"] ?? .null, "currency": charge["currency"] ?? .null, "source": charge["source"] ?? .null,
            "certain": false, "billed": charge["billed"] ?? true, "what": charge["what"] ?? .null,
        ]
    }
}

extension JSONValue {
    /// For people and for the state: the request of a key somebody else holds is in a plan only for carrying it out.
    var withoutSecrets: JSONValue {
        switch self {
        case .object(let members):
            .object(members.reduce(into: JSONObject()) { $0[$1.key] = $1.key == "csr" ? "[withheld]" : $1.value.withoutSecrets })
        case .array(let elements): .array(elements.map(\.withoutSecrets))
        default: self
        }
    }
}

extension Refusal {
    /// What stands in the way of a plan is for a person, who is told what to do.
    init(obstacle: Problem, again: Refusal.Call) {
        self.init(.upstreamRejected, "\(obstacle.what) \(obstacle.why)", human: Refusal.Human(obstacle.nextStep))
    }
}

extension PolicyRequest {
    var json: JSONValue {
        [
            "operation": .string(operation), "effect": .string(effect.rawValue), "method": .string(method), "path": .string(path),
            "inputs": inputs.withoutSecrets,
        ]
    }

    /// As it was written down, asked again at another time.
    init(json: JSONValue, agent: String, cost: Double?, at date: Date) {
        self.init(
            agent: agent,
            operation: json["operation"]?.string ?? "",
            effect: json["effect"]?.string.flatMap { .init(rawValue: $0) } ?? .purchase,
            method: json["method"]?.string ?? "",
            path: json["path"]?.string ?? "",
            inputs: json["inputs"] ?? [:],
            cost: cost,
            at: date
        )
    }

    func costing(_ cost: Double) -> PolicyRequest {
        PolicyRequest(agent: agent, operation: operation, effect: effect, method: method, path: path, inputs: inputs, cost: cost, at: at)
    }
}
