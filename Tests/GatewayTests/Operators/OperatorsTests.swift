import Custody
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct OperatorsTests {
    private let store: Store

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
    }

    private func operators(at second: Double = 0) -> Operators {
        Operators(store: store, rounds: 1 << 4) { Date(timeIntervalSince1970: 1_800_000_000 + second) }
    }

    private func word(_ text: String) -> Plaintext { Plaintext(text.utf8) }

    @Test func `a person is known by name and password`() async throws {
        try await operators().put("anna", password: word("correct horse battery"), by: .machine)
        #expect(try await operators().authenticate("anna", password: word("correct horse battery")))
        #expect(try await !operators().authenticate("anna", password: word("correct horse batterz")))
        #expect(try await !operators().authenticate("bert", password: word("correct horse battery")))
    }

    @Test func `a new password takes the place of the old one`() async throws {
        try await operators().put("anna", password: word("correct horse battery"), by: .machine)
        try await operators().put("anna", password: word("another horse battery"), by: .person("anna"))
        #expect(try await !operators().authenticate("anna", password: word("correct horse battery")))
        #expect(try await operators().authenticate("anna", password: word("another horse battery")))
        let actions = try await AuditLog(store: store).entries(after: 0).map { $0.json["action"]?.string }
        #expect(actions == ["operator.added", "operator.password", "operator.refused"])
    }

    @Test func `guessing waits after some wrong passwords, for the right one too`() async throws {
        try await operators().put("anna", password: word("correct horse battery"), by: .machine)
        for _ in 0..<5 { #expect(try await !operators().authenticate("anna", password: word("wrong horse battery"))) }
        await #expect(throws: GatewayError.self) {
            try await operators(at: 59).authenticate("anna", password: word("correct horse battery"))
        }
        #expect(try await operators(at: 61).authenticate("anna", password: word("correct horse battery")))
        #expect(try await !operators(at: 61).authenticate("anna", password: word("wrong horse battery")))
    }

    @Test func `neither password nor salt of two people is the same in the store`() async throws {
        for name in ["anna", "bert"] { try await operators().put(name, password: word("correct horse battery"), by: .machine) }
        let rows = try await store.read { try $0.rows("SELECT hash FROM gateway_operator").map { try $0.text("hash") } }
        #expect(Set(rows).count == 2)
        try await operators().remove("bert", by: .person("anna"))
        #expect(try await operators().all().map(\.name) == ["anna"])
        await #expect(throws: GatewayError.self) { try await operators().remove("bert", by: .person("anna")) }
    }

    @Test(arguments: ["short", String(repeating: "x", count: 2000)])
    func `a password too short or too long is refused`(_ password: String) async throws {
        await #expect(throws: GatewayError.self) { try await operators().put("anna", password: word(password), by: .machine) }
    }
}
