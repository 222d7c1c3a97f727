import HTTPTypes

/// The stage that makes calls wait their turn: a governor, for whom it asks, and how urgent that is.
public struct Throttle: Sendable {
    /// What knows the budgets; share one among all pipelines of a process.
    public let governor: ThrottleGovernor
    /// The identity the calls are made with, as any text: budgets are per identity.
    public let principal: String
    /// Who goes first when calls have to wait.
    public var priority: RequestPriority
    /// The longest a call waits for its turn before it fails as `.throttled`; nil for as long as it takes.
    public var patience: Duration?

    /// A stage with all its parts.
    public init(
        governor: ThrottleGovernor,
        principal: String,
        priority: RequestPriority = .interactive,
        patience: Duration? = .seconds(120)
    ) {
        self.governor = governor
        self.principal = principal
        self.priority = priority
        self.patience = patience
    }

    /// Refusals of one attempt that are waited out before the refusal is the outcome.
    private static let maximumRefusals = 16

    /// Waits for leave, sends, and learns from the answer. A refusal (429) is waited out here and is no attempt; a call that must leave
    /// once is never sent again.
    func run(_ call: Call, _ send: () async throws(AzureError) -> Outcome) async throws(AzureError) -> Outcome {
        let key = ThrottleKey(call, principal: principal)
        var refusals = 0
        while true {
            let permit: ThrottlePermit
            switch await governor.admit(key, priority, patience: patience) {
            case .go(let granted): permit = granted
            case .cancelled: return .failure(call.cancelled(requestMayHaveArrived: refusals > 0))
            case .full: throw held(call, "too many calls wait for their turn already", nil)
            case .tooLong(let wait): throw held(call, "the budget of \(key.verb) of this subscription is used up", wait)
            }
            let outcome: Outcome
            do {
                outcome = try await send()
            } catch {
                await governor.finish(permit, .notSent)
                throw error
            }
            let result = Self.result(of: outcome, key.verb)
            await governor.finish(permit, result)
            guard case .refused = result, call.request.repeatability != .once, refusals < Self.maximumRefusals else { return outcome }
            refusals += 1
        }
    }

    private static func result(of outcome: Outcome, _ verb: ThrottleVerb) -> ThrottleBudget.Result {
        switch outcome {
        case .failure(let failure): failure.requestMayHaveArrived ? .silent : .notSent
        case .answer(let answer) where answer.status == 429: .refused(retryAfter: RetryAfter.read(answer.headers))
        case .answer(let answer):
            if let remaining = RateLimitHeaders.remaining(answer.headers, verb) {
                .remaining(remaining)
            } else {
                (200..<300).contains(answer.status) ? .unmetered : .silent
            }
        }
    }

    private func held(_ call: Call, _ why: String, _ wait: Duration?) -> AzureError {
        let seconds = wait.map { $0.components.seconds + 1 }
        return AzureError(
            code: .throttled,
            operation: call.request.operation,
            target: call.request.target,
            serviceMessage: "not sent: \(why)",
            retryAfter: seconds.map { .seconds($0) },
            nextStep: seconds.map { "Wait \($0) s, then run it again." } ?? "Run fewer calls at a time."
        )
    }
}
