import JSON
import Testing

@testable import AzureCore

@Suite struct ThrottleLanesTests {
    private var lanes = ThrottleLanes(capacity: 10)
    private let key = ThrottleKey(host: "a.test:443", subscription: "s", principal: "p", verb: .writes)

    /// The ids that may go, and those that were told to wait no longer.
    private mutating func settled(at now: Duration) -> (go: [Int], tooLong: [Int], permits: [ThrottlePermit]) {
        var settled: (go: [Int], tooLong: [Int], permits: [ThrottlePermit]) = ([], [], [])
        for (id, verdict) in lanes.settle(at: now) {
            switch verdict {
            case .go(let permit):
                settled.go.append(id)
                settled.permits.append(permit)
            case .tooLong: settled.tooLong.append(id)
            }
        }
        return settled
    }

    private mutating func enqueue(_ id: Int, _ priority: RequestPriority, deadline: Duration? = nil, at now: Duration = .zero) {
        _ = lanes.enqueue(id, key, priority, deadline: deadline, at: now)
    }

    /// Brings the budget to a known remainder.
    private mutating func learn(_ remaining: Int...) throws {
        for count in remaining {
            enqueue(1000, .interactive)
            lanes.finish(try #require(settled(at: .zero).permits.first), .remaining(count), at: .zero)
        }
    }

    @Test mutating func `the first call goes ahead, and its answer lets the others go by priority`() throws {
        enqueue(1, .background)
        enqueue(2, .interactive)
        enqueue(3, .urgentRenewal)
        let first = settled(at: .zero)
        #expect(first.go == [2])
        #expect(lanes.nextWake(at: .zero) == nil)
        lanes.finish(try #require(first.permits.first), .remaining(1199), at: .zero)
        #expect(settled(at: .zero).go == [3, 1])
    }

    @Test mutating func `what little is left goes to the higher class first`() throws {
        try learn(1199, 37)
        enqueue(1, .background)
        enqueue(2, .background)
        enqueue(3, .interactive)
        #expect(settled(at: .zero).go == [3])
        let wake = try #require(lanes.nextWake(at: .zero))
        #expect(wake == .seconds(100))
        #expect(settled(at: wake).go == [1])
    }

    @Test mutating func `a call that would wait beyond its deadline is told at once, the others wait on`() throws {
        try learn(1199, 36)
        enqueue(1, .interactive, deadline: .seconds(60))
        enqueue(2, .background)
        let settled = settled(at: .zero)
        #expect(settled.go.isEmpty)
        #expect(settled.tooLong == [1])
        #expect(lanes.nextWake(at: .zero) == .seconds(100))
    }

    @Test mutating func `a call behind others is told when its deadline has passed`() throws {
        enqueue(1, .interactive)
        _ = settled(at: .zero)
        enqueue(2, .interactive, deadline: .seconds(60))
        #expect(settled(at: .zero).go.isEmpty)
        #expect(lanes.nextWake(at: .zero) == .seconds(60))
        #expect(settled(at: .seconds(60)).tooLong == [2])
    }

    @Test mutating func `one that was withdrawn is gone`() {
        enqueue(1, .interactive)
        enqueue(2, .interactive)
        let (first, second) = (lanes.withdraw(1, key), lanes.withdraw(1, key))
        #expect(first && !second)
        #expect(settled(at: .zero).go == [2])
    }

    @Test mutating func `an export comes back the same, whatever stands beside it`() throws {
        try learn(1199, 400)
        let exported = lanes.exported(at: .zero)
        var other = ThrottleLanes(capacity: 1)
        let entries = try #require(exported.array)
        other.merge(.array(entries + [nil, [:], ["key": ["host": "h"]], "x"]), age: .zero, at: .zero)
        #expect(other.exported(at: .zero) == exported)
    }
}
