import HTTPTypes
import JSON

/// A successful answer. Its description carries no body, which may hold secrets.
public struct AzureResponse: Sendable, CustomStringConvertible, CustomReflectable {
    /// The HTTP status, one of the request's expected ones.
    public let status: Int
    /// The headers.
    public let headers: HTTPFields
    /// The body, nil when there was none.
    public let json: JSONValue?
    /// The service's id of this request (`x-ms-request-id`).
    public let requestId: String?
    /// The service's correlation id (`x-ms-correlation-request-id`).
    public let correlationId: String?
    /// How long the service asks to wait before the next call.
    public let retryAfter: Duration?
    /// The operation that was called.
    public let operation: String
    /// The resource id or host it was about.
    public let target: String
    let repeatability: Repeatability

    /// Reads a model out of the body. A missing body, or one of another shape, is `.malformedResponse` with the place in it
    /// (`.outcomeUnknown` after a request that is sent only once: the service did act).
    public func decode<Model>(_ read: (JSONValue) throws(JSONFieldError) -> Model) throws(AzureError) -> Model {
        guard let json else { throw malformed("the answer has no body") }
        do {
            return try read(json)
        } catch {
            throw malformed("\(error)")
        }
    }

    func malformed(_ reason: String) -> AzureError {
        .unreadable(
            reason,
            operation: operation,
            target: target,
            status: status,
            requestId: requestId,
            correlationId: correlationId,
            repeatability: repeatability
        )
    }

    /// Operation, status and request id.
    public var description: String { "\(operation): HTTP \(status) (request id \(requestId ?? "none"))" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
