import AppServiceCertificates
import JSON
import TestSupport
import Testing

// The emulator is held against the same table as the clients: each operation is called on a staged state.
@Suite struct EmulatorOperationTests {
    private static let whole = Result { try ["2015-08-01", "2018-02-01", ""].map { try Tour(versions: versions($0)).world } }

    /// The older versions of the other services go with the older ones of the orders.
    private static func versions(_ order: String) -> [String: String] {
        order.isEmpty
            ? [:]
            : [
                "Microsoft.CertificateRegistration": order, "Microsoft.KeyVault": "2019-09-01", "vault.secrets": "7.0",
                "Microsoft.Web": order < "2018" ? "2018-11-01" : "2019-08-01",
            ]
    }

    private let table: OperationTable

    init() throws {
        table = try OperationTable.shared.get()
    }

    @Test func `every operation is served, with each documented success and no other status`() throws {
        var seen: [String: Set<Int>] = [:]
        for answer in try Self.whole.get().flatMap(\.answers) {
            seen[answer.operation.id, default: []].insert(answer.status)
            let fits = answer.operation.success.contains(answer.status)
            #expect(fits, "\(answer.operation.id) \(answer.version): \(answer.status) \(answer.json)")
        }
        for operation in table.operations {
            let excepted = Set((table.overlay["notAnswered"]?[operation.id]?["statuses"]?.array ?? []).compactMap(\.int))
            let never = operation.success.subtracting(seen[operation.id] ?? [])
            #expect(never == excepted, "\(operation.id) never answers \(never.sorted())")
        }
    }

    @Test func `every answer has the properties of its type only, each of its kind`() throws {
        let shape = Shape(table: table, direction: .answer)
        for answer in try Self.whole.get().flatMap(\.answers) {
            guard let type = answer.operation.response, answer.status != 204 else {
                #expect(answer.isEmpty, "\(answer.operation.id) answers \(answer.json)")
                continue
            }
            #expect(shape.problems(answer.json, as: type) == [], "\(answer.operation.id) \(answer.version)")
        }
    }

    @Test func `every property a service returns is in some answer, or says why not`() throws {
        var seen = Set<String>()
        for answer in try Self.whole.get().flatMap(\.answers) where answer.status != 204 {
            guard let type = answer.operation.response else { continue }
            seen.formUnion(properties(answer.json, as: type))
        }
        var known = Set<String>()
        for type in Set(table.operations.compactMap(\.response)) { known.formUnion(all(type)) }
        let excepted = Set(table.overlay["notReturned"]?.object?.keys ?? [])
        #expect(known.subtracting(seen).subtracting(excepted).sorted() == [], "never returned")
        #expect(excepted.intersection(seen).sorted() == [], "returned after all")
        #expect(excepted.subtracting(known).sorted() == [], "not in the documents")
    }

    @Test func `the clients read every answer of the emulator`() async throws {
        for answer in try Self.whole.get().flatMap(\.answers) {
            let step: ScriptedTransport.Step = answer.isEmpty ? .answer(answer.status) : .answer(answer.status, Self.last(answer.json))
            let transport = ScriptedTransport(step)
            _ = try await Calls.run(answer.operation.id, answer.version, transport)
        }
    }

    /// A page without its link, since the script has no second one.
    private static func last(_ json: JSONValue) -> JSONValue {
        guard var object = json.object else { return json }
        object["nextLink"] = nil
        return .object(object)
    }

    /// `Type.property` of everything that has a value.
    private func properties(_ json: JSONValue, as type: String) -> Set<String> {
        if let element = type.content(of: "[", "]") {
            return (json.array ?? []).reduce(into: []) { $0.formUnion(properties($1, as: element)) }
        }
        if let element = type.content(of: "{", "}") {
            return (json.object ?? [:]).reduce(into: []) { $0.formUnion(properties($1.value, as: element)) }
        }
        guard let record = table.record(type), let object = json.object else { return [] }
        return object.reduce(into: []) { found, member in
            guard let property = record[member.key], !member.value.isNull else { return }
            found.insert("\(type).\(member.key)")
            found.formUnion(properties(member.value, as: property.type))
        }
    }

    /// `Type.property` of everything a type can hold; links to next pages have tests of their own.
    private func all(_ type: String, without seen: Set<String> = []) -> Set<String> {
        let bare = type.content(of: "[", "]") ?? type.content(of: "{", "}") ?? type
        if bare != type { return all(bare, without: seen) }
        guard let record = table.record(type), !seen.contains(type) else { return [] }
        return record.reduce(into: []) { found, member in
            if member.key == "nextLink" { return }
            found.insert("\(type).\(member.key)")
            found.formUnion(all(member.value.type, without: seen.union([type])))
        }
    }
}
