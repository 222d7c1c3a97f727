/// When a failed attempt is worth another one, and how long to wait for it. A pure value: the pipeline asks, sleeps and sends.
public struct RetryPolicy: Sendable, Hashable {
    /// All attempts, the first included; at least 1.
    public var maximumAttempts: Int
    /// The wait after the first failure; doubled after each further one.
    public var baseDelay: Duration
    /// The longest wait by back-off.
    public var maximumDelay: Duration
    /// The longest `Retry-After` waited for here; a longer one ends the attempts and reaches the caller as `retryAfter`.
    public var maximumRetryAfter: Duration

    /// A policy with all its numbers.
    public init(
        maximumAttempts: Int = 4,
        baseDelay: Duration = .milliseconds(800),
        maximumDelay: Duration = .seconds(120),
        maximumRetryAfter: Duration = .seconds(120)
    ) {
        self.maximumAttempts = max(1, maximumAttempts)
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
    }

    /// Four attempts, 0.8 s doubling up to 120 s.
    public static let standard = RetryPolicy()
    /// One attempt.
    public static let never = RetryPolicy(maximumAttempts: 1)

    /// The statuses that a repetition may cure.
    public static let retriedStatuses: Set<Int> = [408, 429, 500, 502, 503, 504]

    /// How long to wait before the next attempt; nil to stop.
    ///
    /// - Parameters:
    ///   - attempt: The attempt that just ended, from 1.
    ///   - jitter: 0 to 1, spreads the callers: the wait is between half and all of the back-off.
    func delay(after outcome: Outcome, attempt: Int, repeatability: Repeatability, jitter: @autoclosure () -> Double) -> Duration? {
        guard repeatability != .once, attempt < maximumAttempts else { return nil }
        switch outcome {
        case .answer(let answer):
            guard Self.retriedStatuses.contains(answer.status) || answer.status >= 506 else { return nil }
            guard let asked = RetryAfter.read(answer.headers) else { return backOff(attempt, jitter()) }
            return asked <= maximumRetryAfter ? asked : nil
        case .failure(let failure):
            switch failure.kind {
            case .unresolved, .refused, .timeout, .closed, .other: return backOff(attempt, jitter())
            case .tls, .tooLarge, .invalidURL, .cancelled: return nil
            }
        }
    }

    private func backOff(_ attempt: Int, _ jitter: Double) -> Duration {
        var delay = baseDelay
        for _ in 1..<max(attempt, 1) where delay < maximumDelay {
            delay = min(delay * 2, maximumDelay)
        }
        return delay * (0.5 + 0.5 * min(max(jitter, 0), 1))
    }
}

/// How one attempt ended: with an answer of any status, or without one.
enum Outcome: Sendable, CustomStringConvertible {
    case answer(TransportResponse)
    case failure(TransportError)

    var description: String {
        switch self {
        case .answer(let answer): "HTTP \(answer.status)"
        case .failure(let failure): failure.description
        }
    }
}
