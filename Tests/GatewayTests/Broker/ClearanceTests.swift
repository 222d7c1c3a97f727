import AzureCore
import Custody
import Foundation
import HTTPTypes
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

/// The one stage everything of an agent passes on its way out.
@Suite(.onEveryStore) struct ClearanceTests {
    private let store: Store
    private let agents: Agents
    private let audit: AuditLog
    private let session: AgentSession
    private let body: JSONValue = ["tags": ["environment": "test"]]
    private let place = "https://service.test"

    init() async throws {
        store = try await TestedStore.open(Custody.migrations + GatewaySchema.migrations)
        (agents, audit) = (Agents(store: store), AuditLog(store: store))
        try await agents.add("robot", by: .machine)
        let token = try await agents.token(for: "robot", [.read, .execute], lasts: .seconds(60), by: .machine)
        session = try #require(try await agents.session(token))
    }

    private func clearance(_ url: String, _ body: JSONValue?, isLed: Bool = false) -> Clearance {
        let origin = Origin(url: place)
        return Clearance(
            session: session,
            operation: "things/Things_Update",
            execution: "exe_1",
            exact: Clearance.digest(.patch, url, body),
            isLed: isLed,
            facts: [:],
            agents: agents,
            audit: audit
        ) { $0 == origin }
    }

    private func request(_ url: String, method: HTTPRequest.Method = .patch, _ body: JSONValue?, _ kind: Repeatability = .once)
        -> AzureRequest
    {
        AzureRequest(operation: "Things_Update", method: method, url: url, body: body, scope: nil, repeatability: kind)
    }

    /// Sends it under the leave, and gives back the refusal there was.
    private func send(_ request: AzureRequest, _ clearance: Clearance, _ transport: HTTPTransport) async throws -> Refusal? {
        let pipeline = Pipeline(transport: transport, credential: StaticCredential(), gate: Clearance.gate, retry: .never)
        do {
            _ = try await Clearance.$current.withValue(clearance) { try await pipeline.send(request) }
        } catch let error as AzureError {
            guard error.code == .refused else { throw error }
        }
        return clearance.refusal
    }

    @Test func `a write is in the audit before it leaves`() async throws {
        let url = "\(place)/things/1"
        let transport = HTTPTransport { [audit] request in
            let seen = try await audit.last()
            #expect(seen?.json["action"] == "call.sent" && seen?.json["facts"]?["execution"] == "exe_1", "\(request.url) left unseen")
            return TransportResponse(status: 200, body: Array("{}".utf8))
        }
        let clearance = clearance(url, body)
        #expect(try await send(request(url, body), clearance, transport) == nil)
        #expect(try await clearance.seq == audit.last()?.seq && clearance.hasSent)
    }

    @Test func `when the audit cannot be written nothing is sent`() async throws {
        let url = "\(place)/things/1"
        let transport = ScriptedTransport(.answer(200, [:]))
        try await store.write { try $0.execute("DROP TABLE audit_entry") }
        let refusal = try await send(request(url, body), clearance(url, body), transport.transport)
        #expect(refusal?.code == .gatewayFailed)
        #expect(transport.requests.isEmpty)
    }

    @Test func `what is not what was decided about stays in`() async throws {
        let url = "\(place)/things/1"
        let others = [
            request("\(place)/things/2", body), request("\(url)?force=true", body), request(url, ["tags": ["environment": "production"]]),
            request(url, method: .put, body), request(url, nil),
        ]
        for other in others {
            let transport = ScriptedTransport(.answer(200, [:]))
            let refusal = try await send(other, clearance(url, body), transport.transport)
            #expect(refusal?.code == .gatewayFailed && transport.requests.isEmpty, "\(other.method) \(other.url)")
        }
        let read = ScriptedTransport(.answer(200, [:]))
        let look = request("\(place)/things", method: .get, nil, .read)
        let early = try await send(look, clearance(url, body), read.transport)
        #expect(early != nil && read.requests.isEmpty, "nor a read before it, unless it is led by the order's lease")
        #expect(try await send(look, clearance(url, body, isLed: true), read.transport) == nil)
    }

    @Test(arguments: [
        "https://evil.test/things/1", "http://service.test/things/1", "https://service.test:8443/things/1",
        "https://service.test.evil.test/",
    ])
    func `a credential goes to its own place alone`(_ url: String) async throws {
        let transport = ScriptedTransport(.answer(200, [:]))
        // Even where the digest fits.
        let refusal = try? await send(request(url, body), clearance(url, body), transport.transport)
        #expect(refusal == nil || refusal?.code == .deniedByRule)
        #expect(transport.requests.isEmpty)
    }

    @Test func `an agent that was revoked after its call came in sends nothing`() async throws {
        let url = "\(place)/things/1"
        let clearance = clearance(url, body)
        try await Agents(store: store).revoke("robot", by: .machine)
        let transport = ScriptedTransport(.answer(200, [:]))
        #expect(try await send(request(url, body), clearance, transport.transport)?.code == .sessionEnded)
        #expect(transport.requests.isEmpty)
        #expect(try await audit.last()?.json["action"] != "call.sent")
    }
}
