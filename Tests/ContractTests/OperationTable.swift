import Foundation
import JSON

/// The facts about the services that the code is held against: operations, types and words, as Scripts/generate-operations.py
/// wrote them down, and what overlay.json says of exceptions.
struct OperationTable: Sendable {
    static let shared = Result { try OperationTable() }

    struct Operation: Sendable {
        let id: String
        let service: String
        let verb: String
        let path: String
        let versions: [String]
        let success: Set<Int>
        let isLongRunning: Bool
        let isPaged: Bool
        let request: String?
        let response: String?
    }

    struct Property: Sendable {
        let type: String
        let isReadOnly: Bool
        let isCreateOnly: Bool
    }

    let operations: [Operation]
    let types: [String: [String: Property]]
    let words: [String: [String]]
    let overlay: JSONValue

    init() throws {
        let table = try JSONValue(parsing: Self.bytes("operations.json"))
        overlay = try JSONValue(parsing: Self.bytes("overlay.json"))
        operations = try (table["operations"]?.object ?? [:]).map { id, facts in try Operation(id: id, JSONFields(facts)) }
        types = (table["types"]?.object ?? [:]).map().mapValues { $0.map().mapValues(Property.init) }
        words = (table["words"]?.object ?? [:]).map().mapValues { ($0.array ?? []).compactMap(\.string) }
    }

    static func bytes(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: file)))
    }

    /// The statuses the client takes for success beyond the documented ones, each with its reason in the overlay.
    func alsoAccepted(_ id: String) -> Set<Int> {
        Set((overlay["alsoAccepted"]?[id]?["statuses"]?.array ?? []).compactMap(\.int))
    }

    /// The members of a record type, nil for everything else.
    func record(_ type: String) -> [String: Property]? { types[type] }

    /// Whether a property holds a secret, by `Type.property`.
    func isSecret(_ property: String) -> Bool {
        (overlay["secrets"]?.array ?? []).contains(.string(property))
    }

    /// Whether the models leave a property, by `Type.property`, or an operation's whole answer unread on purpose.
    func isNotRead(_ name: String) -> Bool { overlay["notRead"]?[name] != nil }

    /// Whether a property that could be set is left out on purpose, by name or by `Type.property`.
    func isNotSent(_ name: String, of type: String) -> Bool {
        let reasons = overlay["notSent"]
        return (reasons?[name] ?? reasons?["\(type).\(name)"]) != nil
    }
}

extension OperationTable.Operation {
    fileprivate init(id: String, _ facts: JSONFields) throws {
        self.id = id
        service = try facts.requiredString("service")
        verb = try facts.requiredString("verb")
        path = try facts.requiredString("path")
        versions = try facts.strings("versions") ?? []
        success = Set((try facts.array("success") ?? []).compactMap(\.int))
        isLongRunning = try facts.bool("longRunning") ?? false
        isPaged = try facts.bool("paged") ?? false
        request = try facts.string("request")
        response = try facts.string("response")
    }
}

extension OperationTable.Property {
    fileprivate init(_ facts: JSONValue) {
        type = facts["type"]?.string ?? "any"
        isReadOnly = facts["readOnly"]?.bool ?? false
        isCreateOnly = facts["createOnly"]?.bool ?? false
    }
}

extension JSONObject {
    fileprivate func map() -> [String: JSONValue] {
        Dictionary(map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension JSONValue {
    fileprivate func map() -> [String: JSONValue] { (object ?? [:]).map() }
}
