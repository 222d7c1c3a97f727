import Catalog
import JSON
import Testing

// What signet publishes of the four APIs is held against the same table as its clients.
@Suite struct OwnDocumentTests {
    private struct Described {
        let verb: String
        let path: String
        let node: JSONValue
    }

    private static let described: [String: Described] = {
        var found: [String: Described] = [:]
        for source in OwnDocuments.sources where source.name != "signet" {
            let paths = (try? JSONValue(parsing: source.json))?["paths"]?.object ?? [:]
            for (path, item) in paths {
                for (verb, node) in item.object ?? [:] {
                    found[node["operationId"]?.string ?? ""] = Described(verb: verb.uppercased(), path: path, node: node)
                }
            }
        }
        return found
    }()

    private func operations() throws -> [OperationTable.Operation] {
        try OperationTable.shared.get().operations.filter { !["surroundings", "graph"].contains($0.service) }
    }

    @Test func `our documents have every operation of the four APIs and no other`() throws {
        #expect(try Set(operations().map(\.id)) == Set(Self.described.keys))
    }

    @Test func `verb, path, statuses and marks are those of the table`() throws {
        for operation in try operations() {
            let own = try #require(Self.described[operation.id])
            #expect(own.verb == operation.verb && own.path == operation.path, "\(operation.id)")
            let statuses = Set((own.node["responses"]?.object ?? [:]).keys.filter { $0.hasPrefix("2") }.compactMap { Int($0) })
            #expect(statuses == operation.success, "\(operation.id)")
            #expect((own.node["x-ms-long-running-operation"]?.bool ?? false) == operation.isLongRunning, "\(operation.id)")
            #expect((own.node["x-ms-pageable"] != nil) == operation.isPaged, "\(operation.id)")
            #expect((own.node["requestBody"] != nil) == (operation.request != nil), "\(operation.id)")
        }
    }

    @Test func `what is sent has the members of the table that are not read-only, what comes back has all`() throws {
        let table = try OperationTable.shared.get()
        for operation in try operations() {
            let node = try #require(Self.described[operation.id]).node
            if let type = operation.request, let members = table.record(type) {
                let schema = node["requestBody"]?["content"]?["application/json"]?["schema"]
                let wanted = members.filter { !$0.value.isReadOnly }.keys
                #expect(Set(schema?["properties"]?.object?.keys ?? []) == Set(wanted), "\(operation.id)")
            }
            if let type = operation.response, let members = table.record(type) {
                let schema = node["responses"]?["200"]?["content"]?["application/json"]?["schema"]
                #expect(Set(schema?["properties"]?.object?.keys ?? []) == Set(members.keys), "\(operation.id)")
            }
        }
    }
}
