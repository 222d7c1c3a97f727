import AzureCore
import Custody
import Foundation
import Gateway
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Service

@Suite(.onEveryStore) struct SessionBookTests {
    private let store: Store
    private let agents: Agents

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
        agents = Agents(store: store)
        try await agents.add("robot", by: .machine)
    }

    private func token() async throws -> String {
        try await agents.token(for: "robot", [.read], lasts: .seconds(60), by: .machine).secret.reveal()
    }

    /// A hand on the clock, and how often the store was asked.
    private final class Bench: Sendable {
        private let state = Mutex((now: ContinuousClock.now, looks: 0))
        var now: ContinuousClock.Instant { state.withLock { $0.now } }
        var looks: Int { state.withLock { $0.looks } }
        func move(_ time: Duration) { state.withLock { $0.now += time } }
        func look() { state.withLock { $0.looks += 1 } }
    }

    private func book(_ bench: Bench) -> SessionBook {
        SessionBook(now: { bench.now }) { [agents] text, resource in
            bench.look()
            guard let token = AgentToken(text) else { return nil }
            return try await agents.session(token, at: resource)
        }
    }

    @Test func `an agent that was revoked on one instance is refused on every other within a second`() async throws {
        let bench = Bench()
        let book = book(bench)
        let token = try await token()
        for _ in 0..<100 { #expect(try await book.session(token, at: "here")?.agent == "robot") }
        #expect(bench.looks == 1)
        try await Agents(store: store).revoke("robot", by: .machine)
        bench.move(.milliseconds(999))
        #expect(try await book.session(token, at: "here") == nil)
    }

    @Test func `what is no token is not remembered, so one that is given out now works now`() async throws {
        let bench = Bench()
        let book = book(bench)
        #expect(try await book.session("sgt_" + String(repeating: "x", count: 43), at: "here") == nil)
        #expect(try await book.session("nonsense", at: "here") == nil)
        #expect(try await book.session(token(), at: "here") != nil)
        #expect(bench.looks == 3)
    }
}
