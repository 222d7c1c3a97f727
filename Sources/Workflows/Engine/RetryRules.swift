import AzureCore

/// Whether a run that met with a failure tries again, by the failure's cause. Pure: counts and times come in.
struct RetryRules: Sendable {
    let pace: Pace
    /// Whether somebody watches. Who watches is told at once what only a person can mend; who does not finds the run waiting.
    let attended: Bool

    enum Verdict: Sendable, Hashable {
        case again(after: Duration)
        case stop
    }

    /// - Parameters:
    ///   - failures: how many came before this one without anything that worked in between.
    ///   - failingFor: seconds since the first of them.
    func verdict(_ cause: FailureCause, failures: Int, failingFor seconds: Double) -> Verdict {
        switch cause {
        case .passing:
            let isOver = attended ? failures >= Self.mostAttendedTries : seconds >= Self.longestOutage
            return isOver ? .stop : .again(after: doubling(pace.quickest, failures, upTo: max(pace.slowest, .seconds(300))))
        case .throttled(let retryAfter):
            // Waiting its turn is no failure, so it is not counted; a limit that never lets through is one.
            guard seconds < Self.longestOutage else { return .stop }
            return .again(after: max(retryAfter ?? .zero, pace.pause(failures)))
        case .rights:
            if attended || seconds >= Self.longestWithoutRights { return .stop }
            return .again(after: doubling(.seconds(300), failures, upTo: .seconds(3600)))
        case .lasting:
            return .stop
        }
    }

    private func doubling(_ first: Duration, _ failures: Int, upTo most: Duration) -> Duration {
        min(first * (1 << min(failures, 16)), most)
    }

    static let mostAttendedTries = 6
    static let longestOutage = 24.0 * 3600
    static let longestWithoutRights = 72.0 * 3600
}

enum FailureCause: Sendable, Hashable {
    /// The network, or a fault of the service.
    case passing
    case throttled(retryAfter: Duration?)
    /// Somebody has to grant something, mostly on a vault.
    case rights
    /// It will be the same the next time.
    case lasting

    init(_ error: AzureError) {
        switch error.code {
        case .network, .timeout, .serviceUnavailable: self = .passing
        case .throttled: self = .throttled(retryAfter: error.retryAfter)
        // A write that must not leave twice came back for its token's age, so it had no effect; the next one takes a fresh token.
        case .unauthenticated where error.serviceCode == "ExpiredAuthenticationToken": self = .passing
        case .forbidden: self = .rights
        default: self = .lasting
        }
    }

    init(_ problem: Problem) {
        self = problem.owner == .vaultOwner ? .rights : .lasting
    }
}
