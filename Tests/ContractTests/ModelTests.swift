import AzureCore
import JSON
import TestSupport
import Testing

// An answer in which every property has a value of its own is read; then one value after the other is changed. What the
// client's model shows must change with it, `raw` not counted, or the model does not read that property.
@Suite struct ModelTests {
    private let table: OperationTable

    init() throws {
        table = try OperationTable.shared.get()
    }

    /// Items whose details the services put in two places, and under two names: what is left out in turn.
    private static let shapes: [String: [Set<String>]] = [
        "[CertificateOrderAction]": [
            ["*.properties"], ["*.actionType", "*.createdAt", "*.properties.type"],
            ["*.actionType", "*.createdAt", "*.properties.actionType"],
        ],
        "RecordSet": ["ARecords", "CNAMERecord", "TXTRecords", "caaRecords"].map { kept in
            Set(["ARecords", "CNAMERecord", "TXTRecords", "caaRecords"].filter { $0 != kept }.map { "properties.\($0)" })
        },
        "[CertificateEmail]": [["*.properties"], ["*.emailId", "*.timeStamp"]],
    ]

    @Test func `every property of every answer is read by the model`() async throws {
        for operation in table.operations {
            guard let type = operation.response, !table.isNotRead(operation.id) else { continue }
            for omitted in Self.shapes[type] ?? [[]] {
                let sample = Sample(table: table, omitted: omitted)
                let before = try await read(operation, sample.document(type))
                for (path, owner) in sample.scalars(type) where !table.isSecret(owner) && !table.isNotRead(owner) {
                    let after = try await read(operation, sample.document(type, changing: path))
                    #expect(Picture().text(before) != Picture().text(after), "\(operation.id) does not read \(owner)")
                }
            }
        }
    }

    @Test func `no secret of an answer is shown, not even in raw`() async throws {
        var seen: Set<String> = []
        for operation in table.operations {
            guard let type = operation.response else { continue }
            let sample = Sample(table: table)
            let before = try await read(operation, sample.document(type))
            for (path, owner) in sample.scalars(type) where table.isSecret(owner) {
                seen.insert(owner)
                let after = try await read(operation, sample.document(type, changing: path))
                let picture = Picture(includesRaw: true)
                #expect(picture.text(before) == picture.text(after), "\(operation.id) shows \(owner)")
            }
        }
        #expect(seen.count >= 4)
    }

    private func read(_ operation: OperationTable.Operation, _ answer: JSONValue) async throws -> any Sendable {
        let transport = ScriptedTransport(.answer(operation.success.min() ?? 200, answer))
        return try await Calls.run(operation.id, operation.versions.last ?? "", transport)
    }
}
