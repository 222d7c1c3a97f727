/// Runs attempts as the policy says, with an injected clock and an injected source of jitter.
struct RetryStage: Sendable {
    let policy: RetryPolicy
    let clock: any Clock<Duration>
    var jitter: @Sendable () -> Double = { Double.random(in: 0...1) }

    /// The outcome of the last attempt. An error thrown by an attempt (a refused credential, a closed gate) ends it at once.
    func run(
        _ repeatability: Repeatability,
        origin: Origin,
        _ attempt: (Int) async throws(AzureError) -> Outcome
    ) async throws(AzureError) -> Outcome {
        var number = 1
        while true {
            let outcome = try await attempt(number)
            guard let delay = policy.delay(after: outcome, attempt: number, repeatability: repeatability, jitter: jitter()) else {
                return outcome
            }
            do {
                try await clock.sleep(for: delay)
            } catch {
                let why = "cancelled while waiting to send again after: \(outcome)"
                return .failure(
                    TransportError(kind: .cancelled, host: origin.host, port: origin.port, message: why, requestMayHaveArrived: true)
                )
            }
            number += 1
        }
    }
}
