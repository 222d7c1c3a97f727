/// The one error of this module and of the clients on top of it: what failed, why, and what to do next.
public struct AzureError: Error, Sendable {
    /// What sort of failure it is; programs branch on this and on ``serviceCode``.
    public var code: Code
    /// The operation, for example `CertificateOrders.get`.
    public var operation: String
    /// The resource id or host it was about.
    public var target: String
    /// The HTTP status, when there was an answer.
    public var status: Int?
    /// The service's own code, verbatim: `ResourceGroupNotFound`, `AADSTS7000215`.
    public var serviceCode: String?
    /// The more exact code some services add: an extended code of App Service, an inner code of Key Vault.
    public var innerCode: String?
    /// Why, in the service's own words (or the transport's), shortened and without anything that looks like a secret.
    public var serviceMessage: String?
    /// The service's id of the request (`x-ms-request-id`; the trace id for token requests).
    public var requestId: String?
    /// The service's correlation id.
    public var correlationId: String?
    /// How long the service asks to wait.
    public var retryAfter: Duration?
    /// One concrete step: a command, a setting, a role, a place in the portal.
    public var nextStep: String

    /// An error with all its parts. Message and next step are put in by the caller as they are to be shown.
    public init(
        code: Code,
        operation: String,
        target: String,
        status: Int? = nil,
        serviceCode: String? = nil,
        innerCode: String? = nil,
        serviceMessage: String? = nil,
        requestId: String? = nil,
        correlationId: String? = nil,
        retryAfter: Duration? = nil,
        nextStep: String
    ) {
        self.code = code
        self.operation = operation
        self.target = target
        self.status = status
        self.serviceCode = serviceCode
        self.innerCode = innerCode
        self.serviceMessage = serviceMessage
        self.requestId = requestId
        self.correlationId = correlationId
        self.retryAfter = retryAfter
        self.nextStep = nextStep
    }
}

extension AzureError {
    /// An open set of failure sorts; new ones may be added, so a switch needs a default.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The word shown and stored, for example `notFound`.
        public let rawValue: String

        /// A code by its word.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The word itself.
        public var description: String { rawValue }

        /// The identity was refused, or no token could be had.
        public static let unauthenticated = Code(rawValue: "unauthenticated")
        /// The identity is known and not allowed to do this.
        public static let forbidden = Code(rawValue: "forbidden")
        /// The resource, or something it lies in, does not exist.
        public static let notFound = Code(rawValue: "notFound")
        /// The resource is in a state that does not allow this.
        public static let conflict = Code(rawValue: "conflict")
        /// A precondition (`If-Match`) did not hold.
        public static let preconditionFailed = Code(rawValue: "preconditionFailed")
        /// The request itself is wrong.
        public static let invalidRequest = Code(rawValue: "invalidRequest")
        /// Too many requests; ``AzureError/retryAfter`` says how long to wait.
        public static let throttled = Code(rawValue: "throttled")
        /// The service failed.
        public static let serviceUnavailable = Code(rawValue: "serviceUnavailable")
        /// The service could not be reached, or the connection broke.
        public static let network = Code(rawValue: "network")
        /// No answer in time.
        public static let timeout = Code(rawValue: "timeout")
        /// A request that must not be sent twice got no usable answer: read the resource before anything else.
        public static let outcomeUnknown = Code(rawValue: "outcomeUnknown")
        /// The answer is not what the operation promises.
        public static let malformedResponse = Code(rawValue: "malformedResponse")
        /// The answer is longer than allowed.
        public static let responseTooLarge = Code(rawValue: "responseTooLarge")
        /// A long-running operation ended in failure.
        public static let operationFailed = Code(rawValue: "operationFailed")
        /// The gate kept the request in.
        public static let refused = Code(rawValue: "refused")
        /// The task was cancelled before anything was decided.
        public static let cancelled = Code(rawValue: "cancelled")
    }
}

extension AzureError: CustomStringConvertible {
    /// Three parts: what failed with its identifiers, why, and the next step.
    public var description: String {
        var what = "\(operation) on \(target): \(code)"
        var facts: [String] = []
        if let status { facts.append("HTTP \(status)") }
        if let serviceCode { facts.append(innerCode.map { "\(serviceCode)/\($0)" } ?? serviceCode) }
        if let requestId { facts.append("request id \(requestId)") }
        if let correlationId { facts.append("correlation id \(correlationId)") }
        if let retryAfter { facts.append("retry after \(retryAfter.components.seconds) s") }
        if !facts.isEmpty { what += " (\(facts.joined(separator: ", ")))" }
        return [what, serviceMessage, "Next: \(nextStep)"].compactMap(\.self).joined(separator: "\n")
    }
}
