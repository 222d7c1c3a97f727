import AzureCore
import Testing

@testable import Workflows

@Suite struct RetryRulesTests {
    let watched = RetryRules(pace: .cloud, attended: true)
    let alone = RetryRules(pace: .cloud, attended: false)

    @Test(arguments: [(0, 5), (1, 10), (3, 40), (10, 300), (5000, 300)])
    func `a passing fault is tried again later and later, at most every five minutes`(failures: Int, seconds: Int) {
        #expect(alone.verdict(.passing, failures: failures, failingFor: 60) == .again(after: .seconds(seconds)))
    }

    @Test func `who watches hears of a passing fault after six tries, who does not after a day`() {
        #expect(watched.verdict(.passing, failures: 5, failingFor: 60) != .stop)
        #expect(watched.verdict(.passing, failures: 6, failingFor: 60) == .stop)
        #expect(alone.verdict(.passing, failures: 5000, failingFor: 24 * 3600 - 1) != .stop)
        #expect(alone.verdict(.passing, failures: 1, failingFor: 24 * 3600) == .stop)
    }

    @Test func `a throttled call waits as long as it was told and is not counted`() {
        let told = FailureCause.throttled(retryAfter: .seconds(90))
        #expect(watched.verdict(told, failures: 50, failingFor: 600) == .again(after: .seconds(90)))
        #expect(watched.verdict(.throttled(retryAfter: nil), failures: 50, failingFor: 600) == .again(after: .seconds(60)))
        #expect(watched.verdict(told, failures: 50, failingFor: 24 * 3600) == .stop)
    }

    @Test func `a missing right is told at once to who watches, and looked at again for three days otherwise`() {
        #expect(watched.verdict(.rights, failures: 0, failingFor: 0) == .stop)
        #expect(alone.verdict(.rights, failures: 0, failingFor: 0) == .again(after: .seconds(300)))
        #expect(alone.verdict(.rights, failures: 9, failingFor: 3600) == .again(after: .seconds(3600)))
        #expect(alone.verdict(.rights, failures: 9, failingFor: 72 * 3600) == .stop)
    }

    @Test func `what will be the same the next time stops at once`() {
        #expect(alone.verdict(.lasting, failures: 0, failingFor: 0) == .stop)
    }

    @Test(
        arguments: [
            (AzureError.Code.network, FailureCause.passing), (.timeout, .passing), (.serviceUnavailable, .passing),
            (.throttled, .throttled(retryAfter: .seconds(7))), (.forbidden, .rights), (.conflict, .lasting), (.invalidRequest, .lasting),
            (.unauthenticated, .lasting), (.malformedResponse, .lasting), (.refused, .lasting),
        ]
    )
    func `each sort of failure has its cause`(code: AzureError.Code, cause: FailureCause) {
        let error = AzureError(code: code, operation: "o", target: "t", retryAfter: .seconds(7), nextStep: "n")
        #expect(FailureCause(error) == cause)
    }

    @Test func `a write refused for its token's age is tried again with a fresh one, and needs nobody`() {
        let refused = AzureError(
            code: .unauthenticated,
            operation: "o",
            target: "t",
            status: 401,
            serviceCode: "ExpiredAuthenticationToken",
            nextStep: "n"
        )
        #expect(FailureCause(refused) == .passing)
    }
}
