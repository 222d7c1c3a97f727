import JSON
import Testing

@Suite struct EmulatorWordTests {
    private static let ways = WordWays.all.flatMap { type, ways in ways.keys.map { [type, $0] } }.sorted { $0[0] + $0[1] < $1[0] + $1[1] }
    private let table: OperationTable

    init() throws {
        table = try OperationTable.shared.get()
    }

    @Test(arguments: ways) func `the emulator reaches a word of the order API`(word: [String]) throws {
        let way = try #require(WordWays.all[word[0]]?[word[1]])
        var world = try World()
        #expect(try way(&world) == .string(word[1]))
    }

    @Test func `there is a way to each of the 10 statuses, 11 link states, 14 actions, 3 reasons and the rest of the order API`() {
        let counts = [
            "CertificateOrderStatus": 10, "KeyVaultSecretStatus": 11, "CertificateOrderActionType": 14, "ResourceNotRenewableReason": 3,
        ]
        for (type, ways) in WordWays.all {
            #expect(Set(ways.keys) == Set(table.words[type] ?? []), "\(type)")
            if let count = counts[type] { #expect(ways.count == count, "\(type)") }
        }
    }

    @Test func `every other word is seen on a walk through all operations, or says why not`() throws {
        var seen: [String: Set<String>] = [:]
        for answer in try Tour().world.answers where answer.operation.response != nil {
            collect(answer.json, as: answer.operation.response ?? "", &seen)
        }
        let excepted = Set(table.overlay["exceptedWords"]?.object?.keys ?? [])
        let answered = table.words.filter { WordWays.all[$0.key] == nil && !excepted.contains($0.key) }
        for (type, words) in answered {
            let unreached = Set(table.overlay["unreachedWords"]?[type]?["words"]?.array?.compactMap(\.string) ?? [])
            let never = Set(words).subtracting(seen[type] ?? [])
            #expect(never == unreached, "\(type): never \(never.sorted())")
        }
    }

    /// The words of every vocabulary in a document.
    private func collect(_ json: JSONValue, as type: String, _ seen: inout [String: Set<String>]) {
        if let element = type.content(of: "[", "]") {
            for item in json.array ?? [] { collect(item, as: element, &seen) }
        } else if let element = type.content(of: "{", "}") {
            for member in json.object ?? [:] { collect(member.value, as: element, &seen) }
        } else if let record = table.record(type) {
            for member in json.object ?? [:] {
                if let property = record[member.key] { collect(member.value, as: property.type, &seen) }
            }
        } else if table.words[type] != nil, let word = json.string {
            seen[type, default: []].insert(word)
        }
    }
}
