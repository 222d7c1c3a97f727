import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct PolicyStoreTests {
    @Test func `the newest policy holds, and the same once more is no new one`() async throws {
        let store = try await TestedStore.open(GatewaySchema.migrations)
        let policies = PolicyStore(store: store)
        #expect(try await policies.newest() == nil)
        for text in ["rules: []", "rules: [{name: a, then: deny}]", "rules: [{name: a, then: deny}]"] {
            try await policies.apply(text, rules: 1, by: .person("anna"))
        }
        let newest = try #require(try await policies.newest())
        #expect(newest.version == 2 && newest.text == "rules: [{name: a, then: deny}]")
        let lines = try await AuditLog(store: store).entries(after: 0).map(\.json)
        #expect(lines.count == 2 && lines.last?["facts"]?["digest"]?.string == "sha256:\(newest.digest)")
    }
}
