import Gateway

extension Refusal.Code {
    /// What HTTP has for it. Agents go by the code; caches, proxies and libraries by this.
    var httpStatus: Int {
        switch self {
        case .invalidInputs: 400
        case .sessionEnded: 401
        case .deniedByRule, .approvalRequired, .approvalDenied, .secretWithheld: 403
        case .unknownOperation, .unknownExecution, .notVisible: 404
        case .contractChanged, .ambiguousCredential, .planStale: 409
        case .approvalExpired: 410
        case .resultTooLarge: 422
        case .noCredential, .credentialFailed, .credentialExpiring: 424
        case .budgetExhausted, .rateLimited: 429
        case .upstreamRejected, .outcomeUnknown: 502
        case .upstreamThrottled, .upstreamUnavailable, .gatewayFailed: 503
        }
    }
}
