import AzureCore
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct AgentsTests {
    private let store: Store
    private let clock = Mutable(Date(timeIntervalSince1970: 1_800_000_000))

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
    }

    private var agents: Agents { Agents(store: store) { [clock] in clock.date } }

    private func newToken(_ scopes: Set<AgentScope> = [.read], _ life: Duration = .seconds(3600)) async throws -> AgentToken {
        try await agents.add("bot", by: .machine)
        return try await agents.token(for: "bot", scopes, lasts: life, by: .machine)
    }

    @Test func `a token says who it is and what for, until its time is over`() async throws {
        let token = try await newToken([.order, .read])
        #expect(token.secret.reveal().hasPrefix("sgt_") && "\(token.secret)" == "<redacted>")
        let shown = try #require(AgentToken(token.secret.reveal()))
        let session = try #require(try await agents.session(shown))
        #expect(session.agent == "bot" && session.scopes == [.read, .order])
        clock.date += 3600
        #expect(try await agents.session(shown) == nil)
    }

    @Test func `revoked in one process, a token is refused in another at once`() async throws {
        let token = try await newToken()
        let other = agents
        #expect(try await other.session(token) != nil)
        try await agents.revoke("bot", by: .person("anna"))
        #expect(try await other.session(token) == nil)
        await #expect(throws: GatewayError.self) { try await agents.token(for: "bot", [.read], lasts: .seconds(60), by: .machine) }
        await #expect(throws: GatewayError.self) { try await agents.add("bot", by: .machine) }
        #expect(try await agents.all().first?.revoked != nil)
    }

    @Test func `a session seen a moment ago is believed where that is asked for, until its end or its agent's`() async throws {
        let token = try await newToken()
        let (here, elsewhere) = (agents, agents)
        let session = try #require(try await here.session(token))
        #expect(try await here.isLive(session))
        clock.date += 3600
        #expect(try await !here.isLive(session, believed: .seconds(600)))
        clock.date -= 3600
        try await elsewhere.revoke("bot", by: .machine)
        #expect(try await here.isLive(session, believed: .seconds(600)))
        #expect(try await !here.isLive(session))
        try await here.revoke("bot", by: .machine)
        #expect(try await !here.isLive(session, believed: .seconds(600)))
    }

    @Test func `the store knows no token, only its hash`() async throws {
        let token = try await newToken()
        let rows = try await store.read { try $0.rows("SELECT hash FROM gateway_token").map { try $0.text("hash") } }
        #expect(rows == [token.hash] && !rows[0].contains(token.secret.reveal().dropFirst(4)))
        let lines = try await AuditLog(store: store).entries(after: 0).map(\.text).joined()
        #expect(!lines.contains(token.secret.reveal()) && !lines.contains(token.hash))
    }

    @Test func `every change is a line of the audit`() async throws {
        _ = try await newToken([.execute])
        try await agents.revoke("bot", by: .person("anna"))
        try await agents.revoke("bot", by: .person("anna"))
        let lines = try await AuditLog(store: store).entries(after: 0).map(\.json)
        #expect(lines.map { $0["action"] } == ["agent.added", "agent.token", "agent.revoked"])
        #expect(lines.last?["actor"] == "operator:anna")
        #expect(lines[1]["facts"]?["scopes"] == ["execute"])
    }

    @Test(arguments: ["", "a b", "../x", "ä", String(repeating: "a", count: 65)])
    func `a name that is none is refused`(_ name: String) async throws {
        await #expect(throws: GatewayError.self) { try await agents.add(name, by: .machine) }
    }

    @Test(arguments: ["", "sgt_", "sgt_short", "Bearer sgt_", String(repeating: "a", count: 10_000)])
    func `what cannot be a token is none`(_ text: String) {
        #expect(AgentToken(text) == nil)
    }

    @Test func `a token without a scope, or for ever, is refused`() async throws {
        try await agents.add("bot", by: .machine)
        await #expect(throws: GatewayError.self) { try await agents.token(for: "bot", [], lasts: .seconds(60), by: .machine) }
        for life in [Duration.zero, .seconds(-1), .seconds(91 * 86_400)] {
            await #expect(throws: GatewayError.self) { try await agents.token(for: "bot", [.read], lasts: life, by: .machine) }
        }
    }
}

/// A date the test moves.
private final class Mutable: Sendable {
    private let value: Mutex<Date>
    init(_ date: Date) { value = Mutex(date) }
    var date: Date {
        get { value.withLock { $0 } }
        set { value.withLock { $0 = newValue } }
    }
}
