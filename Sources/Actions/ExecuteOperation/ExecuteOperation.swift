import AzureCore
import Catalog
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// Calls an operation for an agent: by its contract, under the policy, with a credential the agent never sees.
package enum ExecuteOperation {
    static let readName = "execute_read"
    static let name = "execute"

    package static let readAction = AgentAction(
        name: readName,
        summary: "Call an operation that changes nothing; secrets in its answer are handles.",
        input: schema(required: ["operation", "inputs"]),
        scope: .read
    ) { try await run(readName, $0, $1, $2) }

    /// Its scope is that of the operation.
    package static let action = AgentAction(
        name: name,
        summary: "Call any operation; one that costs money answers with a plan instead.",
        input: schema(required: ["operation", "inputs", "reason"]),
        scope: .read
    ) { try await run(name, $0, $1, $2) }

    private static func run(_ tool: String, _ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws
        -> JSONValue
    {
        try await context.counted(session) {
            do {
                return try await Sending(tool, arguments, context, session).run()
            } catch let refusal as Refusal {
                try await note(refusal, arguments, context, session)
                throw refusal
            }
        }
    }

    /// What was kept in is told too.
    private static func note(_ refusal: Refusal, _ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws {
        let told: Set<Refusal.Code> = [.deniedByRule, .sessionEnded, .secretWithheld, .budgetExhausted]
        guard told.contains(refusal.code) else { return }
        let target = arguments["operation"]?.string.map { String($0.prefix(200)) } ?? ""
        let draft = AuditDraft("call.refused", by: session.actor, on: target, facts: ["code": .string(refusal.code.rawValue)])
        try await context.audit.note(draft)
    }

    private static func schema(required: [String]) -> JSONValue {
        [
            "type": "object", "required": .array(required.map(JSONValue.string)), "additionalProperties": false,
            "properties": [
                "operation": ["type": "string", "minLength": 1, "maxLength": 300],
                "schema_digest": ["type": "string", "maxLength": 80],
                "inputs": ["type": "object"],
                "select": ["type": "array", "items": ["type": "string", "minLength": 1, "maxLength": 300], "maxItems": 50],
                "page": [
                    "type": "object", "additionalProperties": false,
                    "properties": ["all": ["type": "boolean"], "max_items": ["type": "integer", "minimum": 1, "maximum": 1000]],
                ],
                "wait_s": ["type": "integer", "minimum": 0, "maximum": 50, "default": 20],
                "idempotency_key": ["type": "string", "minLength": 1, "maxLength": 100],
                "credential": ["type": "string", "maxLength": 100],
                "reason": ["type": "string", "minLength": 1, "maxLength": 300],
            ],
        ]
    }
}

/// One call on its way, from its reading to what is written down about it.
final class Sending: Sendable {
    let call: AgentCall
    let context: GatewayContext
    let session: AgentSession
    var arguments: JSONValue { call.arguments }

    init(_ tool: String, _ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws {
        call = try await AgentCall(tool, arguments, context, session)
        (self.context, self.session) = (context, session)
    }

    var digest: String { "sha256:\(call.request.digest)" }

    func run() async throws -> JSONValue {
        if call.contract.effect == .read { return try await read() }
        if let known = try await repeated() { return known }
        let question = call.question(session, at: context.now())
        if let planned = try PlanRequest(call) {
            // Who may not do it is told before anything is looked at.
            let outlook = Access(policy: try await context.policy(), session: session).state(
                question.operation,
                question.effect,
                question.method
            )
            let denied = Policy.Decision(verdict: .deny, rule: outlook.rule, reason: outlook.reason)
            guard outlook.state != .denied else { throw Refusal(denied: denied, question, context) }
            let plan = try await MakePlan(call.azure.unattended)(planned)
            guard case .renew = planned, plan.charge == nil, plan.obstacle == nil else {
                let again = Refusal.Call(call.tool, arguments.without("idempotency_key", "wait_s"))
                return try await AgentPlan(context, session)
                    .keep(plan, question: question, again: again, reason: arguments["reason"]?.string ?? "")
            }
            return try await write(question.costing(0), free: planned)
        }
        return try await write(question, free: nil)
    }

    // MARK: What changes nothing

    private func read() async throws -> JSONValue {
        let question = call.question(session, at: context.now())
        let decision = try await context.decide(question, session)
        var held: Executions.Execution?
        switch decision.verdict {
        case .allow: break
        case .deny: throw Refusal(denied: decision, question, context)
        case .approval(let people): held = try await approved(people, decision)
        }
        try await context.take(decision, session)
        let id = held?.id ?? Executions.newId("exe_")
        let request = call.azureRequest(body: try await openedBody())
        let clearance = clearance(id, decision, request)
        do {
            let answer = try await perform(id, request, clearance)
            if var held {
                (held.state, held.answer) = (.succeeded, answer.json)
                try await context.executions.move(held, from: .held)
            }
            return answer.json
        } catch {
            let refusal = try await told(error, clearance)
            if let held { throw try await context.failed(held, refusal) }
            throw refusal
        }
    }

    // MARK: What changes something

    /// The answer to the same call under the same key; nil when there was none yet.
    private func repeated() async throws -> JSONValue? {
        guard let key = arguments["idempotency_key"]?.string,
            let known = try await context.executions.find(same: key, of: session.agent)
        else { return nil }
        guard known.digest == digest else {
            throw Refusal(
                .invalidInputs,
                "This idempotency key belongs to another call.",
                fieldErrors: [Refusal.FieldError("/idempotency_key", expected: "a key that was not used for anything else")],
                next: Refusal.Call("get_execution", ["execution": .string(known.id)])
            )
        }
        if known.state == .held { return nil }
        return try await Following(known, context, session).answer(wait: 0)
    }

    private func write(_ question: PolicyRequest, free planned: PlanRequest?) async throws -> JSONValue {
        let decision = try await context.decide(question, session)
        var held: Executions.Execution?
        switch decision.verdict {
        case .allow: break
        case .deny: throw Refusal(denied: decision, question, context)
        case .approval(let people): held = try await approved(people, decision)
        }
        try await context.take(decision, session)
        let request = call.azureRequest(body: try await openedBody())
        let execution = try await context.begin(
            session,
            call.contract.name,
            effect: call.contract.effect,
            digest: digest,
            key: arguments["idempotency_key"]?.string,
            settle: try await settle(),
            held: held
        )
        let clearance = clearance(execution.id, decision, request)
        do {
            if call.place.kind == .signet, let planned {
                let outcome = try await Clearance.$current.withValue(clearance) {
                    try await RunVerb(call.azure.unattended)(planned, buys: false, patience: patience) { _ in false }
                }
                return try await context.ended(outcome, execution, clearance, session)
            }
            let answer = try await perform(execution.id, request, clearance)
            var ended = execution
            (ended.state, ended.answer, ended.token) = (answer.state, answer.json, answer.token)
            try await context.executions.move(ended, from: .sending)
            return answer.json
        } catch {
            throw try await context.failed(execution, try await told(error, clearance))
        }
    }

    var patience: Patience { Patience(seconds: Double(arguments["wait_s"]?.int ?? 20)) }

    private func approved(_ people: Int, _ decision: Policy.Decision) async throws -> Executions.Execution? {
        let request = call.request
        let wanted = GatewayContext.Wanted(
            request: ApprovalRequest(
                agent: session.agent,
                kind: .request,
                digest: digest,
                title: call.title,
                document: [
                    "operation": .string(request.operation), "effect": .string(call.contract.effect.rawValue),
                    "undo": .string(call.contract.reversibility.text),
                    "call": .string("\(request.method) \(request.server)\(request.path)"), "inputs": request.inputs.withoutSecrets,
                ],
                reason: arguments["reason"]?.string ?? "",
                rule: decision.rule ?? "",
                people: people
            ),
            digest: digest,
            operation: call.contract.name,
            effect: call.contract.effect.rawValue,
            call: Refusal.Call(call.tool, arguments),
            key: arguments["idempotency_key"]?.string,
            people: people
        )
        return try await context.useApproval(wanted, session)
    }

    private func openedBody() async throws -> JSONValue? {
        guard let body = call.request.body else { return nil }
        return try await AgentCall.opened(body, context.handles, agent: session.agent, audience: call.place.audience)
    }

    private func clearance(_ execution: String, _ decision: Policy.Decision, _ request: AzureRequest) -> Clearance {
        context.clearance(
            session,
            operation: call.contract.name,
            execution: execution,
            exact: call.place.kind == .signet ? nil : Clearance.digest(request.method, request.fullURL, request.body),
            isLed: call.contract.effect != .read && CallOperation.order(in: call.request.path) != nil,
            facts: ["rule": .optional(decision.rule), "digest": .string(digest)],
            allows: { [place = call.place] in place.allows($0) }
        )
    }

    /// The read that shows what became of a write whose answer was lost.
    private func settle() async throws -> Refusal.Call? {
        try await context.library.reader(of: call.contract, call.request.inputs)
    }
}
