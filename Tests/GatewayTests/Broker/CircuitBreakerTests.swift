import Foundation
import Synchronization
import Testing

@testable import Gateway

@Suite struct CircuitBreakerTests {
    private final class Hand: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        var now: Date { time.withLock { $0 } }
        func move(_ seconds: Double) { time.withLock { $0 += seconds } }
    }

    @Test func `a host that fails half of its calls is left alone for a while, then tried by one`() async {
        let hand = Hand()
        let breaker = CircuitBreaker { hand.now }
        for call in 0..<10 {
            #expect(breaker.wait(for: "host") == nil)
            breaker.record("host", isFailure: call.isMultiple(of: 2))
        }
        #expect(breaker.wait(for: "host") == 15)
        #expect(breaker.wait(for: "another") == nil)
        hand.move(15)
        #expect(breaker.wait(for: "host") == nil, "one goes first")
        #expect(breaker.wait(for: "host") == 1, "and the others wait for it")
        breaker.record("host", isFailure: true)
        #expect(breaker.wait(for: "host") == 15)
        hand.move(15)
        #expect(breaker.wait(for: "host") == nil)
        breaker.record("host", isFailure: false)
        #expect(breaker.wait(for: "host") == nil)
        #expect(breaker.wait(for: "host") == nil)
    }

    @Test func `few failures, and old ones, count for nothing`() async {
        let hand = Hand()
        let breaker = CircuitBreaker { hand.now }
        for _ in 0..<9 { breaker.record("host", isFailure: true) }
        hand.move(31)
        breaker.record("host", isFailure: true)
        #expect(breaker.wait(for: "host") == nil)
    }
}
