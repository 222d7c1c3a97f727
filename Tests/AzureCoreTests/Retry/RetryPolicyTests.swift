import HTTPTypes
import Testing

@testable import AzureCore

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(
        maximumAttempts: 5,
        baseDelay: .seconds(1),
        maximumDelay: .seconds(5),
        maximumRetryAfter: .seconds(60)
    )

    private func answer(_ status: Int, _ retryAfter: String? = nil) -> Outcome {
        .answer(TransportResponse(status: status, headers: retryAfter.map { [.retryAfter: $0] } ?? [:]))
    }

    private func failure(_ kind: TransportError.Kind) -> Outcome {
        .failure(TransportError(kind: kind, host: "h", port: 1, message: "", requestMayHaveArrived: true))
    }

    @Test func `a script of failures waits 1, 2, 4 and 5 seconds and then stops`() {
        let delays = (1...5).map { policy.delay(after: answer(503), attempt: $0, repeatability: .read, jitter: 1) }
        #expect(delays == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), nil])
    }

    @Test func `jitter takes off up to half and values beyond its range count as its ends`() {
        func delay(_ jitter: Double) -> Duration? { policy.delay(after: answer(503), attempt: 2, repeatability: .read, jitter: jitter) }
        #expect(delay(0) == .seconds(1))
        #expect(delay(0.5) == .milliseconds(1500))
        #expect(delay(-7) == .seconds(1))
        #expect(delay(7) == .seconds(2))
    }

    @Test func `what the service asks for wins over the back-off, up to a bound`() {
        #expect(policy.delay(after: answer(429, "9"), attempt: 1, repeatability: .read, jitter: 1) == .seconds(9))
        #expect(policy.delay(after: answer(429, "0"), attempt: 1, repeatability: .read, jitter: 1) == .zero)
        #expect(policy.delay(after: answer(429, "61"), attempt: 1, repeatability: .read, jitter: 1) == nil)
    }

    @Test(arguments: [200, 201, 400, 401, 403, 404, 409, 412, 501, 505])
    func `a status no repetition cures stops, whatever the service asks for`(status: Int) {
        #expect(policy.delay(after: answer(status, "1"), attempt: 1, repeatability: .read, jitter: 1) == nil)
    }

    @Test(arguments: [TransportError.Kind.unresolved, .refused, .timeout, .closed, .other])
    func `a broken exchange is repeated for reads and idempotent writes`(kind: TransportError.Kind) {
        #expect(policy.delay(after: failure(kind), attempt: 1, repeatability: .read, jitter: 1) == .seconds(1))
        #expect(policy.delay(after: failure(kind), attempt: 1, repeatability: .idempotentWrite, jitter: 1) == .seconds(1))
    }

    @Test(arguments: [TransportError.Kind.tls, .tooLarge, .invalidURL, .cancelled])
    func `a failure that repeats itself is not repeated`(kind: TransportError.Kind) {
        #expect(policy.delay(after: failure(kind), attempt: 1, repeatability: .read, jitter: 1) == nil)
    }

    @Test func `nothing at all is repeated for a request that must leave once`() {
        let kinds: [TransportError.Kind] = [
            .unresolved, .refused, .timeout, .tls, .closed, .tooLarge, .invalidURL, .cancelled, .other,
        ]
        let outcomes = kinds.map(failure) + (200...599).map { answer($0, "1") }
        #expect(outcomes.allSatisfy { policy.delay(after: $0, attempt: 1, repeatability: .once, jitter: 1) == nil })
    }

    @Test func `a huge attempt number does not overflow the back-off`() {
        let patient = RetryPolicy(maximumAttempts: .max)
        #expect(patient.delay(after: answer(503), attempt: 1_000_000, repeatability: .read, jitter: 1) == .seconds(120))
    }
}
