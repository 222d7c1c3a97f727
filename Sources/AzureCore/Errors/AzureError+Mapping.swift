import HTTPTypes
import JSON

/// How failures below become an ``AzureError``.
extension AzureError {
    /// An answer whose status is not an expected one.
    ///
    /// - Parameter known: The refusals this service is known for.
    static func answered(
        _ answer: TransportResponse,
        operation: String,
        target: String,
        repeatability: Repeatability,
        known: [KnownRefusal] = []
    ) -> AzureError {
        let body = ErrorBody(bytes: answer.body)
        let code = Code.forStatus(answer.status, repeatability)
        return AzureError(
            code: code,
            operation: operation,
            target: target,
            status: answer.status,
            serviceCode: body.code,
            innerCode: body.innerCode,
            serviceMessage: body.message,
            requestId: answer.headers[.requestID] ?? body.traceId,
            correlationId: answer.headers[.correlationID],
            retryAfter: RetryAfter.read(answer.headers),
            known: known
        )
    }

    /// No answer at all.
    static func unanswered(_ failure: TransportError, operation: String, target: String, repeatability: Repeatability) -> AzureError {
        let lost = repeatability == .once && failure.requestMayHaveArrived
        let code: Code
        switch failure.kind {
        case _ where lost: code = .outcomeUnknown
        case .timeout: code = .timeout
        case .tooLarge: code = .responseTooLarge
        case .cancelled: code = .cancelled
        case .invalidURL: code = .invalidRequest
        case .unresolved, .refused, .tls, .closed, .other: code = .network
        }
        return AzureError(
            code: code,
            operation: operation,
            target: target,
            serviceMessage: "\(failure.host):\(failure.port): \(Redaction.scrub(failure.message))",
            nextStep: lost ? NextStep.readFirst(target) : NextStep.forTransport(failure)
        )
    }

    /// An answer that came and cannot be read. After a request that is sent only once the service did act, so what is
    /// unknown is the outcome.
    static func unreadable(
        _ reason: String,
        operation: String,
        target: String,
        status: Int,
        requestId: String?,
        correlationId: String?,
        repeatability: Repeatability
    ) -> AzureError {
        let once = repeatability == .once
        return AzureError(
            code: once ? .outcomeUnknown : .malformedResponse,
            operation: operation,
            target: target,
            status: status,
            serviceMessage: "the answer cannot be read: \(reason)",
            requestId: requestId,
            correlationId: correlationId,
            nextStep: once ? NextStep.readFirst(target) : NextStep.unreadable
        )
    }

    /// The next step is looked up from the codes.
    init(
        code: Code,
        operation: String,
        target: String,
        status: Int,
        serviceCode: String?,
        innerCode: String?,
        serviceMessage: String?,
        requestId: String?,
        correlationId: String?,
        retryAfter: Duration?,
        known: [KnownRefusal] = []
    ) {
        self.init(
            code: code,
            operation: operation,
            target: target,
            status: status,
            serviceCode: serviceCode,
            innerCode: innerCode,
            serviceMessage: serviceMessage,
            requestId: requestId,
            correlationId: correlationId,
            retryAfter: retryAfter,
            nextStep: ""
        )
        nextStep = NextStep.forAnswer(self, known: known)
    }
}

extension AzureError.Code {
    /// The sort of failure a status means. After a request that is sent only once, a failing service or gateway leaves open
    /// whether it acted.
    static func forStatus(_ status: Int, _ repeatability: Repeatability) -> AzureError.Code {
        let isOpen = status == 408 || ((500..<600).contains(status) && status != 501)
        return switch status {
        case _ where isOpen && repeatability == .once: .outcomeUnknown
        case 400, 405, 406, 411, 413, 414, 415, 422, 501: .invalidRequest
        case 401: .unauthenticated
        case 403: .forbidden
        case 404, 410: .notFound
        case 408: .timeout
        case 409: .conflict
        case 412: .preconditionFailed
        case 429: .throttled
        case 500..<600: .serviceUnavailable
        default: .malformedResponse
        }
    }
}
