import AzureCore
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// A call that was begun before, by this process or another: how it stands, and going on with it.
struct Following: Sendable {
    let execution: Executions.Execution
    let context: GatewayContext
    let session: AgentSession

    init(_ execution: Executions.Execution, _ context: GatewayContext, _ session: AgentSession) {
        (self.execution, self.context, self.session) = (execution, context, session)
    }

    func answer(wait seconds: Int) async throws -> JSONValue {
        switch execution.state {
        case .succeeded: return execution.answer
        case .failed, .unknown: throw Refusal(json: execution.answer)
        case .held: return try await goOn(wait: seconds)
        case .running: return try await follow(wait: seconds)
        case .sending: return try await underWay()
        }
    }

    /// Somebody sends it just now, or did and is gone: then nobody knows, and it is read instead of sent again.
    private func underWay() async throws -> JSONValue {
        guard execution.until <= context.now() else {
            return Answer(execution: execution.id, state: .running, body: .null, redactions: []).json
        }
        throw try await context.failed(
            execution,
            Refusal(
                .outcomeUnknown,
                "Whoever was sending it ended before the answer came; it may have been carried out.",
                human: Refusal.Human("Look at what it was about, and at the audit: signet audit list")
            )
        )
    }

    /// The call that waits for a person is made again from its beginning: what was decided then may be decided otherwise now.
    private func goOn(wait seconds: Int) async throws -> JSONValue {
        if seconds > 0, let approval = execution.approval {
            _ = try await context.approvals.decided(approval, within: .seconds(seconds))
        }
        let text = try await context.custody.open(.request, name: execution.id).withBytes { Array($0) }
        guard let call = Refusal.Call(json: try JSONValue(parsing: text)), let action = AgentActions.named(call.tool) else {
            throw Refusal(.unknownExecution, "What was held cannot be read any more.", next: Refusal.Call("describe_access"))
        }
        return try await action.body(call.arguments, context, session)
    }

    private func follow(wait seconds: Int) async throws -> JSONValue {
        let azure = try await context.azure()
        if let run = execution.token?["run"]?.string { return try await follow(run: run, azure, seconds) }
        guard let json = execution.token?["operation"] else { return execution.answer }
        let (world, vault) = (azure.world, execution.token?["vault"]?.string)
        let endpoint = vault.map { world.cloud.vaultURL($0) } ?? world.cloud.resourceManager
        let clearance = clearance(world)
        do {
            let result = try await Clearance.$current.withValue(clearance) {
                var operation = try LongRunningOperation<JSONValue>(
                    resuming: try OperationToken(json: json),
                    endpoint: endpoint,
                    scope: vault == nil ? world.cloud.resourceManagerScope : world.cloud.keyVaultScope,
                    pipeline: world.pipeline,
                    whenEmpty: .some(.null)
                ) { json throws(JSONFieldError) in json }
                return try await Self.wait(for: &operation, seconds: seconds)
            }
            guard let result else { return execution.answer }
            return try await end(result)
        } catch let error as AzureError where error.code == .operationFailed {
            let filter = try await filter()
            throw try await context.failed(execution, Refusal(azure: error).filtered(filter))
        }
    }

    private func follow(run id: String, _ azure: ActionContext, _ seconds: Int) async throws -> JSONValue {
        let run = try await FindRun(azure)(id)
        guard run.state == .active else {
            let view = RunView(run)
            guard run.state == .done else {
                throw try await context.failed(
                    execution,
                    Refusal(.upstreamRejected, view.standing, human: Refusal.Human(view.nextStep)).filtered(try await filter())
                )
            }
            return try await context.ended(.done(run: run.id, result: run.result ?? .null), execution, nil, session)
        }
        let clearance = clearance(azure.world)
        let ending = try await Clearance.$current.withValue(clearance) {
            try await ResumeRun(azure.unattended)(run, patience: Patience(seconds: Double(seconds)))
        }
        return try await context.ended(try VerbOutcome(ending), execution, clearance, session)
    }

    private func end(_ result: JSONValue) async throws -> JSONValue {
        let (clean, redactions) = try await filter()?(result) ?? (result, [])
        var (ended, answer) = (execution, execution.answer.object ?? [:])
        answer["state"] = .string(Executions.State.succeeded.rawValue)
        answer["body"] = clean
        answer["redactions"] = .array(redactions.map(\.json))
        answer["next"] = .null
        (ended.state, ended.answer, ended.token) = (.succeeded, .object(answer), nil)
        try await context.executions.move(ended, from: .running)
        return ended.answer
    }

    private func filter() async throws -> ResponseFilter? {
        let contract = try? await context.library.contract(execution.operation)
        return try await context.filter(contract, session, origin: execution.operation, audience: CallPlace.cloudAudience)
    }

    private func clearance(_ world: World) -> Clearance {
        context.clearance(session, operation: execution.operation, execution: execution.id) { CallPlace.isOf(world.cloud, $0) }
    }

    /// Asks until it is over or the time is; nil while it runs on.
    static func wait(for operation: inout LongRunningOperation<JSONValue>, seconds: Int) async throws -> JSONValue? {
        let end = ContinuousClock.now + .seconds(seconds)
        while true {
            switch try await operation.poll() {
            case .finished(let result): return result
            case .running(_, let asked):
                let pause = min(max(asked ?? .seconds(1), .milliseconds(20)), .seconds(10))
                guard ContinuousClock.now + pause < end else { return nil }
                try await Task.sleep(for: pause)
            }
        }
    }
}

extension Refusal {
    /// As it was written down.
    init(json: JSONValue) {
        self.init(
            json["code"]?.string.flatMap(Code.init(rawValue:)) ?? .gatewayFailed,
            json["message"]?.string ?? "",
            next: Call(json: json["next"]),
            human: json["human"]?["do"]?.string.map {
                Human($0, url: json["human"]?["url"]?.string, expires: json["human"]?["expires_at"]?.string)
            },
            upstream: json["upstream"].flatMap { $0.isNull ? nil : Upstream(json: $0) },
            execution: json["execution"]?.string
        )
    }
}

extension Refusal.Upstream {
    init(json: JSONValue) {
        self.init(
            status: json["http_status"]?.int,
            code: json["code"]?.string,
            message: json["message"]?.string,
            requestId: json["request_id"]?.string
        )
    }
}
