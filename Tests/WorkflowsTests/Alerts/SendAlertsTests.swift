import AzureCore
import Crypto
import Foundation
import HTTPTypes
import JSON
import Storage
import TestSupport
import Testing

@testable import Workflows

@Suite struct SendAlertsTests {
    private let fleet: AlertFleet
    private static let url = "https://alerts.test/signet"

    init() async throws {
        fleet = try await AlertFleet()
    }

    private func sender(_ transport: ScriptedTransport, key: @escaping @Sendable () throws -> String = { "key" }) throws -> SendAlerts {
        let hook = try AlertHook(url: Self.url, transport: transport.transport) { Secret(try key()) }
        return SendAlerts(journal: fleet.journals[0], hooks: [hook], rules: AlertRules())
    }

    /// One alert, told to the hook of that sender.
    private func open(_ sender: SendAlerts) async throws {
        try await fleet.see(daysLeft: 5)
        _ = try await fleet.journals[0].settleAlerts(AlertRules(), hooks: sender.hooks.map(\.mark), at: fleet.time.now)
    }

    @Test func `what is sent is signed with the key over the time and the body, and says what to do`() async throws {
        let transport = ScriptedTransport(.answer(204))
        let sender = try sender(transport)
        try await open(sender)
        try await sender()
        let request = try #require(transport.requests.first), body = try #require(request.body)
        #expect(request.method == .post && request.url == Self.url && request.header("Content-Type") == "application/json")
        let message = try #require(request.json)
        #expect(message["event"] == "opened" && message["kind"] == "days-left" && message["name"] == "web")
        #expect(message["id"]?.string == request.header("Signet-Delivery"))
        #expect(message["nextStep"] == "signet status web --resource-group group")
        let signed = Array("1700000000.".utf8) + body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Array("key".utf8)))
        let hex = code.map { String(format: "%02x", $0) }.joined()
        #expect(request.header("Signet-Signature") == "t=1700000000,v1=\(hex)")
        #expect(try await fleet.messages() == ["opened sent"])
        try await sender()
        #expect(transport.requests.count == 1)
    }

    @Test func `the signature of known bytes is the known one`() {
        let value = AlertSignature.value(Array("{}".utf8), at: 1_700_000_000, key: Secret("key"))
        #expect(value == "t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae")
    }

    @Test func `a hook that does not take it is asked again, later each time and with the same body, and for a bounded time`() async throws
    {
        let transport = ScriptedTransport(.answer(500), .fail(.timeout, mayHaveArrived: true), .answer(302), .answer(200))
        let sender = try sender(transport)
        try await open(sender)
        var waits: [Double] = []
        for _ in 0..<4 {
            let before = fleet.time.now, count = transport.requests.count
            while transport.requests.count == count {
                try await sender()
                fleet.time.pass(1)
            }
            waits.append(fleet.time.now.timeIntervalSince(before))
        }
        #expect(waits[1] >= 5 && waits[2] >= 10 && waits[3] >= 20, "\(waits)")
        #expect(Set(transport.requests.map(\.body)).count == 1)
        #expect(try await fleet.messages() == ["opened sent"])
    }

    @Test func `a hook that never takes it is given up after a day, and one that is gone at once`() async throws {
        let never = ScriptedTransport((0..<100).map { _ in .answer(503) })
        let sender = try sender(never)
        try await open(sender)
        for _ in 0..<200 {
            try await sender()
            fleet.time.pass(1000)
        }
        #expect(try await fleet.messages() == ["opened lost"])
        #expect((20...50).contains(never.requests.count), "\(never.requests.count)")
        let gone = ScriptedTransport(.answer(410))
        try await fleet.see(daysLeft: 100)
        let other = try self.sender(gone)
        _ = try await fleet.journals[0].settleAlerts(AlertRules(), hooks: other.hooks.map(\.mark), at: fleet.time.now)
        try await other()
        #expect(try await fleet.messages() == ["opened lost", "closed lost"])
    }

    @Test func `a key that cannot be read loses no alert`() async throws {
        let transport = ScriptedTransport(.answer(200))
        let broken = try sender(transport) { throw Problem(.precondition, "No key.", why: "not set", nextStep: "export KEY=…") }
        try await open(broken)
        try await broken { #expect($0 == .again(host: "alerts.test", why: "not set")) }
        #expect(transport.requests.isEmpty)
        fleet.time.pass(10)
        try await sender(transport)()
        #expect(try await fleet.messages() == ["opened sent"])
    }

    @Test(arguments: ["http://alerts.test/x", "alerts.test", "https://", "ftp://127.0.0.1/x", ""])
    func `an address that anybody on the way could read is refused`(url: String) {
        #expect(throws: Problem.self) { try AlertHook(url: url, transport: ScriptedTransport().transport) { Secret("key") } }
    }

    @Test func `the state holds neither the key nor the address`() async throws {
        let sender = try sender(ScriptedTransport())
        try await open(sender)
        let rows = try await fleet.journals[0].store.read { try $0.rows("SELECT hook, body FROM alert_message", []) }
        let text = try rows.map { "\(try $0.text("hook")) \(try $0.text("body"))" }.joined()
        #expect(!rows.isEmpty && !text.contains("alerts.test") && !text.contains("key"))
    }
}
