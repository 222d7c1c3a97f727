import Foundation
import Testing

@testable import AzureEmulator

@Suite struct VirtualClockTests {
    private let start = Date(timeIntervalSince1970: 1_000)

    @Test func `it runs beside real time, faster, not at all, and from where it was set`() {
        var clock = VirtualClock(startingAt: start)
        #expect(clock.now(at: start + 10) == start + 10)
        clock.run(atRate: 60, at: start + 10)
        #expect(clock.now(at: start + 11) == start + 70)
        clock.run(atRate: 0, at: start + 11)
        #expect(clock.now(at: start + 5_000) == start + 70)
        clock.advance(by: 30, at: start + 5_000)
        #expect(clock.now(at: start + 9_000) == start + 100)
        clock.set(start, at: start + 9_000)
        #expect(clock.now(at: start + 9_999) == start)
    }

    @Test func `the delay until a time is in real seconds, and there is none while it stands`() {
        var clock = VirtualClock(startingAt: start)
        clock.run(atRate: 10, at: start)
        #expect(clock.realDelay(until: start + 100, at: start) == 10)
        #expect(clock.realDelay(until: start - 5, at: start) == 0)
        clock.run(atRate: 0, at: start)
        #expect(clock.realDelay(until: start + 100, at: start) == nil)
    }
}
