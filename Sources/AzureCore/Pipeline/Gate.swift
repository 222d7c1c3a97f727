import HTTPTypes
import JSON

/// The stage right before the transport, where a host authorises, audits or refuses what is about to leave. It runs once per
/// attempt. To refuse, throw: an ``AzureError`` reaches the caller as it is, any other error as code `.refused`.
public struct Gate: Sendable {
    /// Returns to let the request out, throws to keep it in.
    public let pass: @Sendable (GatedRequest) async throws -> Void

    /// A gate made of a closure.
    public init(_ pass: @escaping @Sendable (GatedRequest) async throws -> Void) {
        self.pass = pass
    }

    /// Lets everything out.
    public static let open = Gate { _ in }
}

/// What a ``Gate`` sees of a request: everything but the token.
public struct GatedRequest: Sendable {
    /// The operation's name, for example `CertificateOrders.createOrUpdate`.
    public let operation: String
    /// The resource id or host it is about.
    public let target: String
    /// The HTTP method.
    public let method: HTTPRequest.Method
    /// The absolute URL, query included.
    public let url: String
    /// Scheme, host and port of the URL.
    public let origin: Origin
    /// The body; it may hold secrets, so digest it rather than store it.
    public let body: JSONValue?
    /// Whether it may be sent again.
    public let repeatability: Repeatability
    /// The client request id, the same for every attempt.
    public let requestId: String
    /// 1 for the first attempt; a call a throttle sends again after a refusal for want of budget keeps its number.
    public let attempt: Int
}
