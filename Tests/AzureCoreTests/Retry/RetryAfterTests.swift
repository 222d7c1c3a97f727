import FoundationEssentials
import HTTPTypes
import Testing

@testable import AzureCore

@Suite struct RetryAfterTests {
    @Test func `milliseconds, seconds and dates are read`() {
        #expect(RetryAfter.read([.retryAfterMilliseconds: "250"]) == .milliseconds(250))
        #expect(RetryAfter.read([.serviceRetryAfterMilliseconds: "1500", .retryAfter: "9"]) == .milliseconds(1500))
        #expect(RetryAfter.read([.retryAfter: "12"]) == .seconds(12))
        #expect(RetryAfter.read([:]) == nil)
    }

    @Test func `a date counts from the answer's own date, else from now`() {
        let later = "Sun, 06 Nov 1994 08:50:07 GMT"
        #expect(RetryAfter.read([.retryAfter: later, .date: "Sun, 06 Nov 1994 08:49:37 GMT"]) == .seconds(30))
        #expect(RetryAfter.read([.retryAfter: later], now: Date(timeIntervalSince1970: 784_111_797)) == .seconds(10))
        #expect(RetryAfter.read([.retryAfter: later], now: Date(timeIntervalSince1970: 800_000_000)) == .zero)
    }

    @Test(arguments: [("-5", Duration.zero), ("1e300", .seconds(86_400)), ("99999999999999999999", .seconds(86_400))])
    func `figures out of bounds become the nearest bound`(text: String, expected: Duration) {
        #expect(RetryAfter.read([.retryAfter: text]) == expected)
    }

    @Test(arguments: ["soon", "nan", "inf", "Sun, 99 Nov 1994 08:49:37 GMT", "06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 CET"])
    func `anything else is no wish at all`(text: String) {
        #expect(RetryAfter.read([.retryAfter: text]) == nil)
    }
}
