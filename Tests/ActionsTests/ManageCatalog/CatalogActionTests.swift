import Catalog
import Foundation
import HTTPTypes
import JSON
import Storage
import Testing

@testable import Actions

@Suite struct CatalogActionTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "signet-catalog-\(UUID().uuidString)").path

    private func store() throws -> CatalogStore {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return CatalogStore(try Store.open(path: folder + "/state.sqlite", migrations: CatalogStore.migrations))
    }

    private func document(_ title: String, path: String, version: String = "1") -> [UInt8] {
        let operation =
            "{\"operationId\": \"\(title)_Get\", \"summary\": \"Reads a lamp.\", \"responses\": {\"200\": {\"description\": \"It.\"}}}"
        let text =
            "{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"\(title)\", \"version\": \"\(version)\"}, \"paths\": {\"\(path)\": {\"get\": \(operation)}}}"
        return Array(text.utf8)
    }

    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `a document is added once, replaced by a later one and forgotten`() async throws {
        let catalog = ManageCatalog(try store())
        #expect(try await catalog.add(document("Lamps", path: "/lamps"), source: "lamps.json", now: now).outcome == .added)
        #expect(try await catalog.add(document("Lamps", path: "/lamps"), source: "lamps.json", now: now).outcome == .unchanged)
        #expect(try await catalog.add(document("Lamps", path: "/lamps/{id}"), source: "lamps.json", now: now).outcome == .replaced)
        #expect(try await catalog.list().map(\.name) == ["lamps@1"])
        #expect(try await catalog.list().map(\.importedAt) == ["2027-01-15T08:00:00Z"])
        #expect(try await catalog.remove("lamps") == 1)
        await #expect(throws: (any Error).self) { try await catalog.remove("lamps") }
    }

    @Test func `another service with the same title is called after its file`() async throws {
        let catalog = ManageCatalog(try store())
        _ = try await catalog.add(document("Lamps", path: "/lamps"), source: "Lamps-1.json", now: now)
        _ = try await catalog.add(document("Lamps", path: "/bulbs"), source: "LampBulbs-1.json", now: now)
        #expect(try await catalog.list().map(\.name) == ["lamp-bulbs@1", "lamps@1"])
    }

    @Test func `what was imported is found and loaded, and a name of two services asks which`() async throws {
        let store = try store()
        let catalog = ManageCatalog(store)
        _ = try await catalog.add(document("Lamps", path: "/lamps/{lamp}"), source: "lamps.json", now: now)
        let report = try await SearchOperations(store)("look at a lamp")
        #expect(report.answer.hits.first?.variant.operation.id == "Lamps_Get")
        #expect(report.next == "signet load lamps/Lamps_Get")
        #expect(try await LoadOperations(store)(["Lamps_Get"], tokens: 3000).first?.inputSchema["required"] == ["lamp"])
        _ = try await catalog.add(document("Lamps", path: "/other/{lamp}"), source: "x.json", name: "others", now: now)
        await #expect(throws: (any Error).self) { try await LoadOperations(store)(["Lamps_Get"], tokens: 3000) }
        #expect(try await LoadOperations(store)(["others/Lamps_Get"], tokens: 3000).first?.path == "/other/{lamp}")
    }

    @Test func `our documents and the operations of signet api say the same of effect and pages`() throws {
        let described = Dictionary(OwnDocuments.all.flatMap(\.operations).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for operation in APIOperation.all {
            guard let own = described[operation.id] else { continue }
            #expect(own.method == operation.method.rawValue, "\(operation.id)")
            #expect(own.isPaged == operation.isPaged, "\(operation.id)")
            #expect(own.effect.rawValue == operation.effect.rawValue, "\(operation.id)")
        }
        #expect(APIOperation.all.count { described[$0.id] == nil } == 0)
    }
}
