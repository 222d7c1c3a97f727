import Custody
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct ApprovalsTests {
    private let store: Store

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
        let operators = Operators(store: store, rounds: 1 << 4)
        for name in ["anna", "bert"] { try await operators.put(name, password: Plaintext("correct horse of \(name)".utf8), by: .machine) }
    }

    private func approvals(at second: Double = 0) -> Approvals {
        Approvals(store: store) { Date(timeIntervalSince1970: 1_800_000_000 + second) }
    }

    private func proof(_ name: String) async throws -> OperatorProof {
        try await Operators(store: store, rounds: 1 << 4).proof(name, password: Plaintext("correct horse of \(name)".utf8))
    }

    private func request(_ digest: String = "sha256:1", agent: String = "robot", people: Int = 1) -> ApprovalRequest {
        ApprovalRequest(
            agent: agent,
            kind: .request,
            digest: digest,
            title: "Certificates_Renew of web",
            document: ["method": "POST", "path": "/x"],
            reason: "it ends soon",
            rule: "purchases",
            people: people,
            life: .seconds(3600)
        )
    }

    @Test func `what a person agreed to is let through once, and once only`() async throws {
        let asked = try await approvals().ask(request())
        #expect(asked.state == .pending && asked.missing == 1)
        #expect(try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) == .pending(asked))
        let approved = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna"))
        #expect(approved.state == .approved)
        guard case .granted = try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) else {
            return #expect(Bool(false), "it was not granted")
        }
        #expect(try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) == .notAsked)
        let actions = try await AuditLog(store: store).entries(after: 0).compactMap { $0.json["action"]?.string }
        #expect(actions.suffix(3) == ["approval.asked", "approval.approved", "approval.used"])
    }

    @Test func `of many that want to use it at the same moment one gets it`() async throws {
        let asked = try await approvals().ask(request())
        _ = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna"))
        let uses = try await withThrowingTaskGroup(of: Approvals.Use.self) { group in
            for _ in 0..<8 { group.addTask { try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let granted = uses.filter { if case .granted = $0 { true } else { false } }
        #expect(granted.count == 1)
    }

    @Test func `another request, another plan and another agent are not what was agreed to`() async throws {
        let asked = try await approvals().ask(request())
        _ = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna"))
        #expect(try await approvals().use(agent: "robot", digest: "sha256:2", people: 1) == .notAsked)
        #expect(try await approvals().use(agent: "other", digest: "sha256:1", people: 1) == .notAsked)
    }

    @Test func `a person agrees to what they were shown and to nothing else`() async throws {
        let asked = try await approvals().ask(request())
        await #expect(throws: GatewayError.self) { try await approvals().approve(asked.id, digest: "sha256:2", by: proof("anna")) }
        #expect(try await approvals().find(asked.id)?.state == .pending)
    }

    @Test func `two people are two different people`() async throws {
        let asked = try await approvals().ask(request(people: 2))
        let once = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna"))
        #expect(once.state == .pending && once.missing == 1)
        await #expect(throws: GatewayError.self) { try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna")) }
        let twice = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("bert"))
        #expect(twice.state == .approved && twice.votes.map(\.person) == ["anna", "bert"])
    }

    @Test func `one no is enough, says why, and is not asked again`() async throws {
        let asked = try await approvals().ask(request(people: 2))
        _ = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna"))
        let denied = try await approvals().deny(asked.id, digest: "sha256:1", words: "not before the audit", by: proof("bert"))
        #expect(denied.state == .denied && denied.words == "not before the audit")
        #expect(try await approvals().ask(request()) == denied)
        #expect(try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) == .denied(denied))
    }

    @Test func `time ends a question and an answer`() async throws {
        let first = try await approvals().ask(request())
        await #expect(throws: GatewayError.self) { try await approvals(at: 3600).approve(first.id, digest: "sha256:1", by: proof("anna")) }
        #expect(try await approvals(at: 3600).find(first.id)?.state == .expired)
        let second = try await approvals(at: 3600).ask(request())
        #expect(second.id != first.id)
        _ = try await approvals(at: 3601).approve(second.id, digest: "sha256:1", by: proof("anna"))
        guard case .expired = try await approvals(at: 7200).use(agent: "robot", digest: "sha256:1", people: 1) else {
            return #expect(Bool(false), "an old answer was used")
        }
    }

    @Test func `the same question is one, from however many places`() async throws {
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 { group.addTask { try await approvals().ask(request()).id } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await approvals().list().count == 1)
    }

    @Test func `one agent cannot fill the list, and takes no room of another`() async throws {
        for number in 0..<Approvals.mostPending { _ = try await approvals().ask(request("sha256:\(number)")) }
        await #expect(throws: Approvals.TooMany(most: Approvals.mostPending)) { try await approvals().ask(request("sha256:more")) }
        _ = try await approvals().ask(request("sha256:more", agent: "other"))
        #expect(try await approvals().list(agent: "robot", state: .pending).count == Approvals.mostPending)
    }

    @Test func `a policy that asks for more people now sends it back to them`() async throws {
        let asked = try await approvals().ask(request())
        _ = try await approvals().approve(asked.id, digest: "sha256:1", by: proof("anna"))
        guard case .pending(let more) = try await approvals().use(agent: "robot", digest: "sha256:1", people: 2) else {
            return #expect(Bool(false), "one person was enough for two")
        }
        #expect(more.people == 2 && more.missing == 1)
        #expect(try await approvals().approve(asked.id, digest: "sha256:1", by: proof("bert")).state == .approved)
    }

    @Test func `who is no operator any more neither decides nor has decided`() async throws {
        let (first, second) = (try await approvals().ask(request()), try await approvals().ask(request("sha256:2")))
        let anna = try await proof("anna")
        _ = try await approvals().approve(first.id, digest: "sha256:1", by: anna)
        try await Operators(store: store).remove("anna", by: .machine)
        guard case .pending = try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) else {
            return #expect(Bool(false), "the word of somebody who left was used")
        }
        await #expect(throws: GatewayError.self) { try await approvals().approve(second.id, digest: "sha256:2", by: anna) }
    }

    @Test func `an agent takes back its own question and nobody else's`() async throws {
        let asked = try await approvals().ask(request())
        #expect(try await approvals().withdraw(asked.id, agent: "other") == nil)
        #expect(try await approvals().withdraw(asked.id, agent: "robot")?.state == .withdrawn)
        #expect(try await approvals().use(agent: "robot", digest: "sha256:1", people: 1) == .notAsked)
    }
}
