import Actions
import Gateway
import HTTPTypes
import JSON
import MCP

/// Who is at the other end of a call, as whatever carries it has found out.
struct ToolCaller: Sendable {
    let session: AgentSession
    /// What a client is told whose token allows too little; nil where nobody can sign in for more.
    var challenge: (@Sendable (Set<AgentScope>) -> HTTPFields)?

    /// Set while a message is taken in; what it starts inherits it.
    @TaskLocal static var current: ToolCaller?
}

/// The actions of agents as the tools of a server of the Model Context Protocol, with prompts and resources around them.
///
/// It looks an action up and renders what it comes to; who may do what is decided behind the action, as for every other door.
package struct AgentTools: Sendable {
    let context: GatewayContext
    private let seal: RequestSeal
    private let clock: any Clock<Duration>

    /// - Parameters:
    ///   - seal: recognises what clients carry from a question to its answer; the same in every process that answers them.
    ///   - clock: by which a call that waits says that it does.
    package init(_ context: GatewayContext, seal: RequestSeal = RequestSeal(), clock: any Clock<Duration> = ContinuousClock()) {
        (self.context, self.seal, self.clock) = (context, seal, clock)
    }

    /// For a server of which there are several behind one address: what one asks, another may get the answer to.
    package static func shared(_ context: GatewayContext) async throws -> AgentTools {
        let key = try await context.custody.sharedKey("request-states", for: "key of what MCP clients carry between calls")
        return AgentTools(context, seal: RequestSeal(key: key))
    }

    package func server() -> Server {
        Server(
            .init(name: "signet", title: "Signet", version: "1", instructions: Self.instructions),
            tools: AgentActions.all.map(tool),
            prompts: Self.prompts,
            resources: [Self.inventory],
            templates: [Self.audit, Self.contract],
            read: { uri, _ in try await read(uri) },
            complete: { request, _ in try await complete(request) },
            seal: seal
        )
    }

    private static let instructions = """
        Signet orders, proves, stores, binds, renews and watches Azure App Service certificates, and calls other APIs for you. Certificates: \
        cert_inventory and cert_status show them, cert_plan says what an action would do and cost, cert_apply carries that plan out. \
        Anything else: search_operations, load_operations, then execute_read or execute. You never see a secret: where one would stand \
        there is a handle. Every answer and every refusal names one next call in `next`, or what a person has to do in `human`. What a \
        person has to agree to waits for them: ask get_execution how it stands, and do not repeat the call.
        """

    private func tool(_ action: AgentAction) -> Tool {
        Tool(
            action.name,
            title: ToolFacts.titles[action.name] ?? action.name,
            description: action.summary,
            inputSchema: action.input,
            outputSchema: ToolSchemas.ofResult[action.name],
            annotations: ToolFacts.annotations(action.name),
            scope: action.scope.rawValue
        ) { arguments, call in try await run(action, .object(arguments), call) }
    }

    private func run(_ action: AgentAction, _ arguments: JSONValue, _ call: Call) async throws -> Tool.Outcome {
        guard let caller = ToolCaller.current else { throw RPCError.failed }
        let (name, arguments) = Self.goesOn(action.name, arguments, call)
        do {
            let value = try await reporting(call, seconds: Self.wait(action, arguments)) {
                try await AgentActions.run(name, arguments, context, caller.session)
            }
            return .complete(ToolResult(value))
        } catch let refusal as Refusal {
            // With 403 a client can have its user allow more, and call again.
            if let scopes = refusal.scopes, caller.challenge != nil {
                throw RPCError(RPCError.Code.insufficientScope, refusal.message, missingScopes: scopes.sorted().map(\.rawValue))
            }
            return Self.question(refusal, call) ?? .complete(.error(refusal.json.text()))
        }
    }

    // MARK: Asking the user

    private static let question = "approval"

    /// A call that a person has to agree to shows them the page, where the client can. Whoever opens it signs in there.
    private static func question(_ refusal: Refusal, _ call: Call) -> Tool.Outcome? {
        guard refusal.code == .approvalRequired, call.answers[question] == nil, let url = refusal.human?.url,
            let execution = refusal.execution
        else { return nil }
        let request = InputRequest(question, .url(url, message: "Somebody has to look at this call and agree to it, or not."))
        guard call.canAsk(request) else { return nil }
        return .ask([request], state: ["execution": .string(execution)])
    }

    /// After the question it is the held call that goes on: the same would be asked again otherwise.
    private static func goesOn(_ name: String, _ arguments: JSONValue, _ call: Call) -> (String, JSONValue) {
        guard let execution = call.state?["execution"]?.string else { return (name, arguments) }
        let seconds = call.answers[question]?.action == .accept ? longestWait : 0
        return ("get_execution", ["execution": .string(execution), "wait_s": .number(JSONNumber(seconds))])
    }

    // MARK: Waiting

    private static let longestWait = 50

    private static func wait(_ action: AgentAction, _ arguments: JSONValue) -> Int {
        let usual = action.input["properties"]?["wait_s"]?["default"]?.int
        return min(arguments["wait_s"]?.int ?? usual ?? 0, longestWait)
    }

    /// Says every second that it goes on, to a client that wants to hear of it.
    private func reporting(_ call: Call, seconds: Int, _ body: () async throws -> JSONValue) async throws -> JSONValue {
        guard seconds > 0 else { return try await body() }
        let ticking = Task { [clock] in
            for passed in 1...seconds {
                try await clock.sleep(for: .seconds(1))
                call.report(Progress(Double(passed), of: Double(seconds), "It goes on."))
            }
        }
        defer { ticking.cancel() }
        return try await body()
    }
}

extension AgentTools {
    /// Serves one client on a pair of descriptors until its input ends.
    package func serve(_ session: AgentSession, input: Int32, output: Int32) async {
        // Whoever sits at the machine has no token that would have to allow something.
        let scopes = session.isLocal ? nil : Set(session.scopes.map(\.rawValue))
        await ToolCaller.$current.withValue(ToolCaller(session: session)) {
            await StdioServer(server(), caller: Caller(id: session.agent, scopes: scopes)).serve(input: input, output: output)
        }
    }
}
