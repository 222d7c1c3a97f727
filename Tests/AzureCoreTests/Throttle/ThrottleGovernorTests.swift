import FoundationEssentials
import JSON
import TestSupport
import Testing

@testable import AzureCore

@Suite struct ThrottleGovernorTests {
    private let clock = TestClock()
    private let key = ThrottleKey(host: "a.test:443", subscription: "S", principal: "p", verb: .writes)

    private func permit(_ governor: ThrottleGovernor, _ key: ThrottleKey? = nil) async throws -> ThrottlePermit {
        guard case .go(let permit) = await governor.admit(key ?? self.key, .interactive, patience: nil) else {
            throw CancellationError()
        }
        return permit
    }

    /// Waits until a task of the test has come to where it stands still.
    private func until(_ isTrue: () async -> Bool) async {
        while !(await isTrue()) { await Task.yield() }
    }

    @Test func `callers wait for the first answer, then go`() async throws {
        let governor = ThrottleGovernor(clock: clock)
        let first = try await permit(governor)
        let others = (0..<5).map { _ in Task { try await permit(governor) } }
        await until { await governor.waitingCount == 5 }
        await governor.finish(first, .remaining(199))
        for other in others { _ = try await other.value }
        #expect(await governor.waitingCount == 0)
    }

    @Test func `nobody leaves before the pause is over`() async throws {
        let governor = ThrottleGovernor(clock: clock)
        await governor.finish(try await permit(governor), .refused(retryAfter: .seconds(30)))
        let waiting = Task { try await permit(governor) }
        await until { clock.sleeps == [.seconds(30)] }
        clock.advance(by: .seconds(29))
        #expect(await governor.waitingCount == 1)
        clock.advance(by: .seconds(1))
        _ = try await waiting.value
    }

    @Test func `budgets do not share a pause`() async throws {
        let governor = ThrottleGovernor(clock: clock)
        await governor.finish(try await permit(governor), .refused(retryAfter: .seconds(30)))
        for other in [
            ThrottleKey(host: key.host, subscription: "s", principal: "p", verb: .reads),
            ThrottleKey(host: key.host, subscription: "t", principal: "p", verb: .writes),
            ThrottleKey(host: key.host, subscription: "s", principal: "q", verb: .writes),
            ThrottleKey(host: "b.test:443", subscription: "s", principal: "p", verb: .writes),
        ] {
            _ = try await permit(governor, other)
        }
    }

    @Test func `a cancelled caller leaves the line`() async throws {
        let governor = ThrottleGovernor(clock: clock)
        _ = try await permit(governor)
        let waiting = Task { await governor.admit(key, .background, patience: nil) }
        await until { await governor.waitingCount == 1 }
        waiting.cancel()
        guard case .cancelled = await waiting.value else {
            Issue.record("the wait went on")
            return
        }
        #expect(await governor.waitingCount == 0)
    }

    @Test func `a line that is full refuses at once`() async throws {
        let governor = ThrottleGovernor(capacity: 1, clock: clock)
        _ = try await permit(governor)
        let waiting = Task { await governor.admit(key, .background, patience: nil) }
        await until { await governor.waitingCount == 1 }
        guard case .full = await governor.admit(key, .interactive, patience: nil) else {
            Issue.record("it was let in")
            return
        }
        waiting.cancel()
        _ = await waiting.value
    }

    @Test func `a caller without patience learns how long it would take`() async throws {
        let governor = ThrottleGovernor(clock: clock)
        await governor.finish(try await permit(governor), .refused(retryAfter: .seconds(600)))
        guard case .tooLong(let wait) = await governor.admit(key, .interactive, patience: .seconds(120)) else {
            Issue.record("it waits")
            return
        }
        #expect(wait == .seconds(600))
    }

    @Test func `what one process knows another one keeps to`() async throws {
        let (governor, other) = (ThrottleGovernor(clock: clock), ThrottleGovernor(clock: clock))
        await governor.finish(try await permit(governor), .refused(retryAfter: .seconds(300)))
        let date = Date(timeIntervalSince1970: 1_800_000_000)
        let exported = try JSONValue(parsing: await governor.exported(at: date).bytes())
        await other.merge(exported, at: date.addingTimeInterval(100))
        guard case .tooLong(let wait) = await other.admit(key, .interactive, patience: .seconds(10)) else {
            Issue.record("it does not know the pause")
            return
        }
        #expect(wait == .seconds(200))
    }

    @Test(arguments: [-3600.0, 90_000])
    func `an export from the future or from the day before is not taken over`(age: Double) async throws {
        let (governor, other) = (ThrottleGovernor(clock: clock), ThrottleGovernor(clock: clock))
        await governor.finish(try await permit(governor), .refused(retryAfter: .seconds(86_400)))
        let date = Date(timeIntervalSince1970: 1_800_000_000)
        await other.merge(await governor.exported(at: date), at: date.addingTimeInterval(age))
        await other.merge("nonsense", at: date)
        _ = try await permit(other)
    }
}
