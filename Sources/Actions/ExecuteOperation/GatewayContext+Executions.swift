import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// Writing down what agents have done, so that a later question, also of another process, has an answer.
extension GatewayContext {
    /// The row of a call that is about to leave: the held one that goes on, or a new one.
    func begin(
        _ session: AgentSession,
        _ operation: String,
        effect: Effect,
        digest: String,
        key: String? = nil,
        settle: Refusal.Call? = nil,
        held: Executions.Execution? = nil
    ) async throws -> Executions.Execution {
        if var execution = held {
            execution.state = .sending
            execution.settle = settle?.json
            execution.until = now() + Executions.longestSend
            guard try await executions.move(execution, from: .held) else {
                throw Refusal(
                    .outcomeUnknown,
                    "Another call goes on with this execution already.",
                    next: Refusal.Call("get_execution", ["execution": .string(execution.id)]),
                    execution: execution.id
                )
            }
            try? await custody.remove(.request, name: execution.id)
            return execution
        }
        let execution = Executions.Execution(
            id: Executions.newId("exe_"),
            agent: session.agent,
            operation: operation,
            effect: effect.rawValue,
            state: .sending,
            digest: digest,
            same: key,
            settle: settle?.json,
            at: now()
        )
        guard let other = try await executions.begin(execution) else { return execution }
        // The same key came in twice at the same time, and this one is the second.
        throw Refusal(
            .outcomeUnknown,
            "A call with this idempotency key is being made already.",
            next: Refusal.Call("get_execution", ["execution": .string(other.id), "wait_s": 20]),
            execution: other.id
        )
    }

    /// The end of a call that did not succeed, written down; what is thrown then.
    func failed(_ execution: Executions.Execution, _ refusal: Refusal) async throws -> Refusal {
        var (ended, told) = (execution, refusal)
        told.execution = execution.id
        if told.code == .outcomeUnknown, let settle = Refusal.Call(json: execution.settle) {
            (told.next, told.human) = (settle, nil)
        }
        ended.state = told.code == .outcomeUnknown ? .unknown : .failed
        ended.answer = told.json
        try await executions.move(ended, from: execution.state)
        return told
    }

    /// The end of a workflow, or where it waits.
    func ended(_ outcome: VerbOutcome, _ execution: Executions.Execution, _ clearance: Clearance?, _ session: AgentSession) async throws
        -> JSONValue
    {
        var ended = execution
        let filter = try await filter(nil, session, origin: execution.operation, audience: CallPlace.cloudAudience)
        let (body, redactions) = try await filter?(outcome.json) ?? (outcome.json, [])
        var answer = Answer(execution: execution.id, state: .succeeded, body: body, redactions: redactions)
        answer.seq = clearance?.seq
        if case .waiting(let run, let wait) = outcome {
            answer.state = .running
            answer.waitingFor = wait.reason
            ended.token = ["run": .string(run)]
        }
        ended.state = answer.state
        ended.answer = answer.json
        try await executions.move(ended, from: execution.state)
        return answer.json
    }
}

/// What a call comes to, as agents get it.
struct Answer: Sendable {
    let execution: String
    var state: Executions.State
    var status: Int?
    var body: JSONValue
    var redactions: [ResponseFilter.Redaction] = []
    var truncated: JSONValue = .null
    var requestId: String?
    var isAsync = false
    var seq: Int64?
    var waitingFor: String?
    var next: Refusal.Call?
    /// Where a long-running operation stands; not for the agent.
    var token: JSONValue?

    init(execution: String, state: Executions.State, body: JSONValue, redactions: [ResponseFilter.Redaction]) {
        (self.execution, self.state, self.body, self.redactions) = (execution, state, body, redactions)
    }

    var json: JSONValue {
        let poll = Refusal.Call("get_execution", ["execution": .string(execution), "wait_s": 20])
        var json: JSONObject = [
            "execution": .string(execution), "state": .string(state.rawValue),
            "http_status": status.map { .number(JSONNumber($0)) } ?? .null, "body": body,
            "redactions": .array(redactions.map(\.json)), "truncated": truncated,
            "upstream": ["request_id": .optional(requestId), "async_url": .bool(isAsync)],
            "audit_seq": seq.map { .number(JSONNumber(Int(clamping: $0))) } ?? .null,
            "next": (state == .running ? poll : next)?.json ?? .null,
        ]
        if let waitingFor { json["waiting_for"] = .string(waitingFor) }
        return .object(json)
    }
}
