import Custody
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct AuditLogTests {
    let store: Store

    init() async throws {
        store = try await TestedStore.open(Custody.migrations + AuditLog.migrations)
    }

    private func log() -> AuditLog { AuditLog(store: store) { Date(timeIntervalSince1970: 1_800_000_000) } }

    private func draft(_ name: String) -> AuditDraft { AuditDraft("agent.added", by: .person("anna"), on: name, facts: ["scope": "read"]) }

    @Test func `each entry holds the hash of the one before it, whichever process wrote that`() async throws {
        #expect(try await log().record(draft("first")) == 1)
        #expect(try await log().record(draft("second")) == 2)
        var chain = AuditChain()
        let entries = try await log().entries(after: 0)
        for entry in entries { try chain.take(entry.text) }
        #expect(try chain.end() == (vouchedTo: 0, count: 2))
        #expect(entries[0].json["actor"] == "operator:anna" && entries[0].json["at"] == "2027-01-15T08:00:00Z")
        #expect(entries[1].json["previous"]?.string == entries[0].hash)
    }

    @Test func `many writers at once leave one chain without gaps`() async throws {
        let logs = (0..<4).map { _ in log() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<80 { group.addTask { try await logs[number % 4].record(draft("agent-\(number)")) } }
            try await group.waitForAll()
        }
        var chain = AuditChain()
        let entries = try await log().entries(after: 0)
        for entry in entries { try chain.take(entry.text) }
        #expect(Set(entries.compactMap { $0.json["target"]?.string }).count == 80 && entries.count == 80)
    }

    @Test func `what is noted is written before the log has drained`() async throws {
        let log = log()
        for number in 0..<300 { try await log.note(draft("agent-\(number)")) }
        try await log.drain()
        #expect(try await log.last()?.seq == 300)
        #expect(try await log.newest(2).map(\.seq) == [300, 299])
        #expect(try await log.newest(2, before: 299).map(\.seq) == [298, 297])
    }

    @Test func `an entry somebody waits for takes along what was noted before it`() async throws {
        let log = log()
        for name in ["first", "second"] { try await log.note(draft(name)) }
        #expect(try await log.record(draft("third")) == 3)
    }

    @Test func `when an entry cannot be written nothing more is noted`() async throws {
        let log = log()
        try await store.write { _ = try $0.execute("DROP TABLE audit_entry") }
        try await log.note(draft("lost"))
        await #expect(throws: AuditLog.Unwritable.self) { try await log.drain() }
        await #expect(throws: (any Error).self) { try await log.note(draft("next")) }
        await #expect(throws: (any Error).self) { try await log.record(draft("next")) }
    }

    @Test func `a checkpoint vouches for all entries up to it`() async throws {
        let custody = Custody(store: store) { _ in [.passphrase(KeySource.Passphrase(Plaintext("audit".utf8)))] }
        let log = log()
        #expect(try await log.checkpoint(custody) == nil)
        for name in ["first", "second"] { try await log.record(draft(name)) }
        let kept = try #require(try await log.checkpoint(custody)).json
        try await log.record(draft("third"))
        let again = try #require(try await log.checkpoint(custody))
        #expect(again.publicKey == kept["publicKey"]?.string)
        var chain = AuditChain(checkpoint: try AuditCheckpoint(json: kept))
        for entry in try await log.entries(after: 0) { try chain.take(entry.text) }
        #expect(try chain.end() == (vouchedTo: 2, count: 3))
    }
}
