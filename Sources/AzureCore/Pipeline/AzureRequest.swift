import HTTPTypes
import JSON

/// Whether a request may be sent more than once.
public enum Repeatability: Sendable, Hashable {
    /// Changes nothing.
    case read
    /// Changes something, but twice is the same as once.
    case idempotentWrite
    /// Buys, renews or reissues: the pipeline never sends it a second time. A lost answer is ``AzureError/Code/outcomeUnknown``.
    case once
}

/// One call of one operation, before identity and transport are added.
public struct AzureRequest: Sendable {
    /// 8 MiB.
    public static let standardMaximumResponseBytes = 8 * 1024 * 1024

    /// The operation's name, used in errors, audit and logs: `CertificateOrders.get`.
    public var operation: String
    /// The HTTP method.
    public var method: HTTPRequest.Method
    /// The absolute `https` URL without our query.
    public var url: String
    /// Query parameters, encoded when sent; `api-version` is one of them.
    public var query: [(name: String, value: String)]
    /// Headers of the operation's own; they take the place of none the pipeline sets.
    public var headers: HTTPFields = [:]
    /// The JSON body, nil for none.
    public var body: JSONValue?
    /// The statuses that mean success; every other status is an error.
    public var expectedStatuses: Set<Int>
    /// The token scope; nil sends no token.
    public var scope: TokenScope?
    /// Whether it may be sent again.
    public var repeatability: Repeatability
    /// The resource id or host the call is about, for errors. The URL without query when not given.
    public var target: String
    /// The refusals the service behind it is known for.
    public var knownRefusals: [KnownRefusal]
    /// The longest answer accepted, in bytes.
    public var maximumResponseBytes: Int
    /// The time for one attempt.
    public var timeout: Duration

    /// A call with all its parts.
    public init(
        operation: String,
        method: HTTPRequest.Method = .get,
        url: String,
        query: [(name: String, value: String)] = [],
        body: JSONValue? = nil,
        expectedStatuses: Set<Int> = [200],
        scope: TokenScope?,
        repeatability: Repeatability = .read,
        target: String? = nil,
        knownRefusals: [KnownRefusal] = [],
        maximumResponseBytes: Int = AzureRequest.standardMaximumResponseBytes,
        timeout: Duration = .seconds(60)
    ) {
        self.operation = operation
        self.method = method
        self.url = url
        self.query = query
        self.body = body
        self.expectedStatuses = expectedStatuses
        self.scope = scope
        self.repeatability = repeatability
        self.target = target ?? String(url.prefix { $0 != "?" })
        self.knownRefusals = knownRefusals
        self.maximumResponseBytes = maximumResponseBytes
        self.timeout = timeout
    }

    /// The URL with the query added.
    package var fullURL: String {
        guard !query.isEmpty else { return url }
        let pairs = query.map { "\(URLText.encode($0.name))=\(URLText.encode($0.value))" }
        return url + (url.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + pairs.joined(separator: "&")
    }
}
