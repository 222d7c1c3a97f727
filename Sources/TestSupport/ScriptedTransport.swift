import AzureCore
import HTTPTypes
import JSON
import Synchronization

/// A transport that answers from a script, one step per request, and remembers the requests.
///
/// ```swift
/// let transport = ScriptedTransport(.answer(503), .answer(200, ["name": "shop"]))
/// let pipeline = Pipeline(transport: transport.transport, credential: StaticCredential())
/// ```
///
/// A request beyond the script's end fails as `.other`.
package final class ScriptedTransport: Sendable {
    /// What happens to one request.
    package enum Step: Sendable {
        case response(TransportResponse)
        case failure(TransportError)
        case error(any Error)

        /// An answer with a JSON body.
        package static func answer(_ status: Int, _ json: JSONValue? = nil, headers: [String: String] = [:]) -> Step {
            .response(TransportResponse(status: status, headers: fields(headers), body: json?.bytes() ?? []))
        }

        /// An answer with a body of any text.
        package static func text(_ status: Int, _ text: String, headers: [String: String] = [:]) -> Step {
            .response(TransportResponse(status: status, headers: fields(headers), body: Array(text.utf8)))
        }

        /// No answer.
        package static func fail(_ kind: TransportError.Kind, mayHaveArrived: Bool, host: String = "service.test", port: Int = 443) -> Step
        {
            .failure(
                TransportError(
                    kind: kind,
                    host: host,
                    port: port,
                    message: "scripted \(kind.rawValue)",
                    requestMayHaveArrived: mayHaveArrived
                )
            )
        }

        private static func fields(_ headers: [String: String]) -> HTTPFields {
            var fields = HTTPFields()
            for (name, value) in headers {
                if let name = HTTPField.Name(name) { fields[name] = value }
            }
            return fields
        }
    }

    private struct State {
        var steps: [Step]
        var requests: [TransportRequest] = []
    }

    private let state: Mutex<State>

    package init(_ steps: Step...) {
        state = Mutex(State(steps: steps))
    }

    package init(_ steps: [Step]) {
        state = Mutex(State(steps: steps))
    }

    /// The requests so far, in order.
    package var requests: [TransportRequest] { state.withLock { $0.requests } }

    /// The steps no request has used up yet.
    package var remainingSteps: Int { state.withLock { $0.steps.count } }

    /// Adds a step at the end.
    package func add(_ step: Step) {
        state.withLock { $0.steps.append(step) }
    }

    package var transport: HTTPTransport {
        HTTPTransport { request in
            let step = self.state.withLock { state in
                state.requests.append(request)
                return state.steps.isEmpty ? nil : state.steps.removeFirst()
            }
            switch step {
            case .response(let response): return response
            case .failure(let failure): throw failure
            case .error(let error): throw error
            case nil:
                throw TransportError(
                    kind: .other,
                    host: "script",
                    port: 0,
                    message: "the script has ended",
                    requestMayHaveArrived: false
                )
            }
        }
    }
}

/// A credential that always has the same token, and remembers the scopes asked for.
package final class StaticCredential: TokenCredential, Sendable {
    private let asked = Mutex<[TokenScope]>([])
    private let text: String

    package init(_ text: String = "token") {
        self.text = text
    }

    /// The scopes so far, in order.
    package var scopes: [TokenScope] { asked.withLock { $0 } }

    package func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        asked.withLock { $0.append(scope) }
        return AccessToken(token: Secret(text), lifetime: .seconds(3600))
    }
}

extension TransportRequest {
    /// The body as JSON, nil when there is none or it is something else.
    package var json: JSONValue? { body.flatMap { try? JSONValue(parsing: $0) } }

    /// A header by its name.
    package func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { headers[$0] }
    }
}
