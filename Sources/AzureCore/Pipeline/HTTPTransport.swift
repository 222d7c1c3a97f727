import HTTPTypes

/// The seam to the network: one closure that sends one request once and gives back the whole answer, or throws a
/// ``TransportError`` (or `CancellationError`). It must not retry, follow redirects or decompress.
public struct HTTPTransport: Sendable {
    /// Sends the request once.
    public let send: @Sendable (TransportRequest) async throws -> TransportResponse

    /// A transport made of a closure.
    public init(_ send: @escaping @Sendable (TransportRequest) async throws -> TransportResponse) {
        self.send = send
    }
}

/// One HTTP request as it goes on the wire. Its description names method, URL and header names, never values or body.
public struct TransportRequest: Sendable {
    /// The HTTP method.
    public var method: HTTPRequest.Method
    /// The absolute URL, query included.
    public var url: String
    /// All headers except `Host` and `Content-Length`, which the transport sets.
    public var headers: HTTPFields
    /// The body, nil for none.
    public var body: [UInt8]?
    /// The longest answer body accepted; a longer one is a ``TransportError`` of kind `.tooLarge`.
    public var maximumResponseBytes: Int
    /// The time for the whole exchange.
    public var timeout: Duration

    /// A request with all its parts.
    public init(
        method: HTTPRequest.Method,
        url: String,
        headers: HTTPFields = [:],
        body: [UInt8]? = nil,
        maximumResponseBytes: Int = AzureRequest.standardMaximumResponseBytes,
        timeout: Duration = .seconds(60)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.maximumResponseBytes = maximumResponseBytes
        self.timeout = timeout
    }
}

/// One HTTP answer. Its description names the status and the length of the body only.
public struct TransportResponse: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The headers.
    public var headers: HTTPFields
    /// The whole body.
    public var body: [UInt8]

    /// An answer with all its parts.
    public init(status: Int, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension TransportRequest: CustomStringConvertible, CustomReflectable {
    /// Method, URL, names of the headers, length of the body.
    public var description: String {
        let names = headers.map(\.name.rawName).joined(separator: ", ")
        return "\(method.rawValue) \(url) [\(names)] (\(body?.count ?? 0) bytes)"
    }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension TransportResponse: CustomStringConvertible, CustomReflectable {
    /// Status and length of the body.
    public var description: String { "HTTP \(status) (\(body.count) bytes)" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why an exchange gave no answer.
public struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sort of failure.
    public enum Kind: String, Sendable, Hashable {
        /// The host name has no address.
        case unresolved
        /// No connection: refused or unreachable.
        case refused
        /// Connecting or waiting for the answer took too long.
        case timeout
        /// The TLS handshake failed, an untrusted certificate included.
        case tls
        /// The connection ended before the answer was complete.
        case closed
        /// The answer is longer than the request allows.
        case tooLarge
        /// The URL cannot be used.
        case invalidURL
        /// The caller was cancelled.
        case cancelled
        /// Anything else.
        case other
    }

    /// The sort of failure.
    public let kind: Kind
    /// The host that was to be reached.
    public let host: String
    /// Its port.
    public let port: Int
    /// What the library underneath said.
    public let message: String
    /// False only when it is certain that the service saw nothing of the request.
    public let requestMayHaveArrived: Bool

    /// A failure with all its parts.
    public init(kind: Kind, host: String, port: Int, message: String, requestMayHaveArrived: Bool) {
        self.kind = kind
        self.host = host
        self.port = port
        self.message = message
        self.requestMayHaveArrived = requestMayHaveArrived
    }

    /// Kind, host, port and message.
    public var description: String { "\(kind.rawValue): \(host):\(port): \(message)" }
}
