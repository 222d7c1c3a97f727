import AzureCore
import Catalog
import Gateway
import JSON
import Workflows

/// One thing an agent can ask for, the same from every door: a name, what it takes, and what it does.
///
/// The doors decode, look the action up and render; who asks, what is allowed and what leaves is decided behind this.
package struct AgentAction: Sendable {
    package let name: String
    /// For a person or a model that chooses; never a word of an upstream.
    package let summary: String
    /// JSON Schema of the arguments, an object.
    package let input: JSONValue
    /// What a token has to allow at least.
    package let scope: AgentScope
    let body: @Sendable (JSONValue, GatewayContext, AgentSession) async throws -> JSONValue

    /// Throws ``Refusal`` and `CancellationError`, nothing else.
    package func run(_ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws -> JSONValue {
        let complaints = SchemaValidator.complaints(arguments, input)
        guard complaints.isEmpty else {
            throw Refusal(
                .invalidInputs,
                "The arguments of \(name) are not what it takes.",
                fieldErrors: complaints.map { Refusal.FieldError($0.pointer, expected: $0.expected) },
                human: Refusal.Human("Correct the arguments; the schema of \(name) says what it takes.")
            )
        }
        guard session.scopes.contains(scope) else { throw Refusal.narrow(session, needs: scope, for: name) }
        do {
            return try await body(arguments, context, session)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw await context.refusal(of: error, session, origin: name)
        }
    }
}

/// All of them, in the order they are listed.
package enum AgentActions {
    package static let all: [AgentAction] = [
        SearchOperations.action, LoadOperations.action, ExecuteOperation.readAction, ExecuteOperation.action, GetExecution.action,
        ReadResult.action, DescribeAccess.action, RequestAccess.action, CertificateLooks.inventory, CertificateLooks.status,
        CertificatePlans.plan, ApplyAgentPlan.action, CertificatePlans.cancel, CertificateLooks.probe, CertificateLooks.history,
    ]

    package static func named(_ name: String) -> AgentAction? { all.first { $0.name == name } }

    /// Throws ``Refusal`` and `CancellationError`, nothing else.
    package static func run(_ name: String, _ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws
        -> JSONValue
    {
        guard let action = named(name) else {
            throw Refusal(
                .unknownOperation,
                "There is no tool '\(name.prefix(100))'; there are \(all.map(\.name).joined(separator: ", ")).",
                next: Refusal.Call("describe_access")
            )
        }
        return try await action.run(arguments, context, session)
    }
}

extension Refusal {
    /// What is no refusal yet: an error of a layer below, in words that name nothing of this machine.
    package init(any error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case let error as AzureError: self = Refusal(azure: error)
        case let problem as Problem: self = Refusal(problem: problem)
        default:
            self = Refusal(
                .gatewayFailed,
                "The gateway could not do its part.",
                human: Human("Look at what the gateway printed: signet doctor")
            )
        }
    }

    /// The token allows too little for what was asked.
    static func narrow(_ session: AgentSession, needs scope: AgentScope, for name: String) -> Refusal {
        let scopes = session.scopes.union([scope])
        let words = scopes.sorted().map(\.rawValue).joined(separator: ",")
        var refusal = Refusal(
            .deniedByRule,
            "The token does not allow '\(scope.rawValue)', which \(name) needs.",
            human: Human(
                "Sign in again and allow it, or give the agent a token with it: signet agent token \(session.agent) --scope \(words)"
            )
        )
        refusal.scopes = scopes
        return refusal
    }

    init(problem: Problem) {
        let code: Code =
            switch problem.kind {
            case .input: .invalidInputs
            case .precondition, .service, .notServed: .upstreamRejected
            case .refused: .upstreamRejected
            case .clock: .gatewayFailed
            }
        self = Refusal(code, "\(problem.what) \(problem.why)", human: Human(problem.nextStep))
    }

    init(azure error: AzureError) {
        let upstream = Upstream(
            status: error.status,
            code: error.serviceCode,
            message: error.serviceMessage,
            requestId: error.requestId
        )
        let wait = error.retryAfter.map { Int(clamping: $0.components.seconds) }
        let (code, message): (Code, String) =
            switch error.code {
            case .throttled: (.upstreamThrottled, "The service asks for fewer calls.")
            case .network, .timeout, .serviceUnavailable: (.upstreamUnavailable, "The service could not be reached.")
            case .outcomeUnknown: (.outcomeUnknown, "The call left, its answer did not come; it may have been carried out.")
            case .unauthenticated: (.credentialFailed, "The identity service or the service refused the credential.")
            case .notFound: (.notVisible, "It is not there, or not visible to this identity.")
            case .refused: (.deniedByRule, "The gateway did not let the call out.")
            default: (.upstreamRejected, "The service refused the call.")
            }
        self = Refusal(code, message, retryAfterSeconds: wait, human: Human(error.nextStep), upstream: upstream)
    }
}
