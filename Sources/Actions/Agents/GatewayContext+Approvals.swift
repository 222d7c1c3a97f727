import Custody
import FoundationEssentials
import Gateway
import JSON

extension GatewayContext {
    /// Where a person decides about something.
    func review(_ approval: Approval) -> Refusal.Human {
        Refusal.Human(
            approval.missing > 1
                ? "Two operators look at it and decide." : "An operator looks at it and decides: signet approval show \(approval.id)",
            url: pages.map { "\($0)/approvals/\(approval.id)" },
            expires: RFC3339.text(approval.expires)
        )
    }

    func shown(_ approval: Approval) -> JSONValue {
        [
            "required": true, "approval": .string(approval.id), "state": .string(approval.state.rawValue),
            "missing": .number(JSONNumber(approval.missing)), "review_url": .optional(review(approval).url),
            "expires_at": .string(RFC3339.text(approval.expires)),
        ]
    }

    /// Asks the people, or joins the same question.
    func ask(_ request: ApprovalRequest) async throws -> Approval {
        do {
            return try await approvals.ask(request)
        } catch let many as Approvals.TooMany {
            throw Refusal(
                .budgetExhausted,
                "\(many.most) calls of this agent wait for a person already.",
                retryAfterSeconds: 60,
                next: Refusal.Call("describe_access")
            )
        }
    }

    /// What has been asked for and waits for a person.
    struct Wanted {
        let request: ApprovalRequest
        let digest: String
        let operation: String
        let effect: String
        /// The call that is made once they agreed.
        let call: Refusal.Call
        let key: String?
        let people: Int
    }

    /// Uses the approval there is, for this once; without one the call is held, and refused for now.
    ///
    /// - Returns: the execution that was held for it, which goes on; nil when none was.
    func useApproval(_ wanted: Wanted, _ session: AgentSession) async throws -> Executions.Execution? {
        let waiting = try await executions.held(of: session.agent).first { $0.digest == wanted.digest }
        switch try await approvals.use(agent: session.agent, digest: wanted.digest, people: wanted.people) {
        case .granted: return waiting
        case .pending(let approval): throw try await hold(wanted, waiting, approval, session)
        case .denied(let approval):
            let words = approval.words.isEmpty ? "" : " They said: \(approval.words.prefix(300))"
            throw try await end(waiting, Refusal(.approvalDenied, "A person has said no.\(words)", human: Refusal.Human("Ask them why.")))
        case .expired where waiting != nil:
            let refusal = Refusal(.approvalExpired, "Nobody decided in time.", next: wanted.call)
            throw try await end(waiting, refusal)
        case .notAsked, .expired:
            throw try await hold(wanted, waiting, try await ask(wanted.request), session)
        }
    }

    private func hold(_ wanted: Wanted, _ waiting: Executions.Execution?, _ approval: Approval, _ session: AgentSession) async throws
        -> Refusal
    {
        var execution = waiting
        if waiting == nil {
            var made = Executions.Execution(
                id: Executions.newId("exe_"),
                agent: session.agent,
                operation: wanted.operation,
                effect: wanted.effect,
                state: .held,
                digest: wanted.digest,
                same: wanted.key,
                settle: nil,
                at: now()
            )
            made.approval = approval.id
            // Sealed: an agent may have written a secret into it.
            let text = wanted.call.json.text()
            try await custody.put(Plaintext(text.utf8), .request, name: made.id, facts: ["agent": .string(session.agent)])
            execution = try await executions.begin(made) ?? made
            try await audit.record(
                AuditDraft("call.held", by: session.actor, on: wanted.operation, facts: ["request": .string(wanted.digest)])
            )
        }
        let id = execution?.id ?? ""
        return Refusal(
            .approvalRequired,
            "A person has to agree first. Do not repeat the call; ask how it stands.",
            next: Refusal.Call("get_execution", ["execution": .string(id), "wait_s": 50]),
            human: review(approval),
            execution: id
        )
    }

    private func end(_ waiting: Executions.Execution?, _ refusal: Refusal) async throws -> Refusal {
        guard var ended = waiting else { return refusal }
        ended.state = .failed
        var told = refusal
        told.execution = ended.id
        ended.answer = told.json
        try await executions.move(ended, from: .held)
        try? await custody.remove(.request, name: ended.id)
        return told
    }
}
