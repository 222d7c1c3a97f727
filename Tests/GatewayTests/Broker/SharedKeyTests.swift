import Custody
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite struct SharedKeyTests {
    @Test func `all processes of a state have one key under a name, whoever was first`() async throws {
        let store = try await TestedStore.open(Custody.migrations)
        func custody() -> Custody {
            Custody(store: store, keys: { _ in [.passphrase(KeySource.Passphrase(Plaintext("shared".utf8)))] }, passphraseRounds: 16)
        }
        let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<4 { group.addTask { try await custody().sharedKey("states", for: "a test") } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(keys.count == 1 && keys.first?.count == 32)
        #expect(try await custody().sharedKey("others", for: "a test") != keys.first)
        #expect(try await custody().records(.privateKey).map { $0.facts["holds"]?.string } == ["a test", "a test"])
    }
}
