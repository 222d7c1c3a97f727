import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite struct AgentLimitsTests {
    private static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func limits(_ change: (inout AgentLimit) -> Void, now: @escaping @Sendable () -> Date = { start }) -> AgentLimits {
        var limit = AgentLimit()
        change(&limit)
        return AgentLimits(limit, now: now)
    }

    @Test func `who calls too often waits, and another agent does not`() async throws {
        let time = Mutex(Self.start)
        let limits = limits({ $0.callsPerMinute = 3 }, now: { time.withLock { $0 } })
        for _ in 0..<3 {
            try limits.enter("greedy")
            limits.leave("greedy", bytes: 0)
        }
        let refused = #expect(throws: Refusal.self) { try limits.enter("greedy") }
        #expect(refused?.code == .rateLimited && refused?.retryAfterSeconds == 20 && refused?.retryable == true)
        try limits.enter("other")
        time.withLock { $0 += 20 }
        try limits.enter("greedy")
    }

    @Test func `so many calls at once, so many bytes an hour`() async throws {
        let limits = limits { ($0.together, $0.bytesPerHour) = (2, 100) }
        try limits.enter("wide")
        try limits.enter("wide")
        #expect(#expect(throws: Refusal.self) { try limits.enter("wide") }?.code == .rateLimited)
        try limits.enter("other")
        limits.leave("wide", bytes: 100)
        #expect(#expect(throws: Refusal.self) { try limits.enter("wide") }?.code == .budgetExhausted)
        #expect(limits.left("wide").bytes == 0)
    }
}

@Suite(.onEveryStore) struct UsesTests {
    @Test func `the last call a rule allows is taken by one, whoever asks at the same time`() async throws {
        let store = try await TestedStore.open(GatewaySchema.migrations)
        let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { try await Uses(store: store).take("rule x", by: "robot", most: 3, within: 60) } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(taken == 3)
        #expect(try await Uses(store: store).take("rule x", by: "another", most: 3, within: 60))
    }

    @Test func `money is counted in the store, for a month`() async throws {
        let store = try await TestedStore.open(GatewaySchema.migrations)
        try await Uses(store: store).add(Uses.spending, by: "robot", amount: 69.99)
        try await Uses(store: store).add(Uses.spending, by: "robot", amount: 10)
        #expect(try await Uses(store: store).spent(by: "robot", within: 3600) == 79.99)
        let later = Uses(store: store) { Date() + 7200 }
        #expect(try await later.spent(by: "robot", within: 3600) == 0)
    }
}
