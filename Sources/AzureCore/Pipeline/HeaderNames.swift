import HTTPTypes

extension HTTPField.Name {
    package static let clientRequestID = named("x-ms-client-request-id")
    package static let returnClientRequestID = named("x-ms-return-client-request-id")
    package static let requestID = named("x-ms-request-id")
    package static let correlationID = named("x-ms-correlation-request-id")
    package static let asyncOperation = named("Azure-AsyncOperation")
    package static let retryAfterMilliseconds = named("retry-after-ms")
    package static let serviceRetryAfterMilliseconds = named("x-ms-retry-after-ms")

    /// Only for literals: a name that is no token is a mistake in our own source.
    static func named(_ literal: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(literal) else { preconditionFailure("\(literal) is not a header name") }
        return name
    }
}
