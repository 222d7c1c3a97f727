import JSON

/// The names of the fields that a call sends, or that a read answers with: people ask for `name servers` and mean a field.
struct FieldNames {
    let references: References
    private var names: [String] = []
    private var seen: Set<String> = []
    private var values = 0

    private static let maximum = 60
    private static let maximumDepth = 4
    private static let maximumValues = 1000

    init(_ operation: JSONObject, method: String, parameters: [JSONValue], references: References) {
        self.references = references
        if method == "GET" {
            collect(Self.answer(operation, references), depth: 0)
        } else {
            let body = references.follow(operation["requestBody"] ?? [:])?["content"]?.object
            collect(body?.first?.value["schema"], depth: 0)
            let parameter = parameters.lazy.compactMap(references.follow).first { $0["in"]?.string == "body" }
            collect(parameter?["schema"], depth: 0)
        }
    }

    static func of(_ operation: JSONObject, method: String, parameters: [JSONValue], references: References) -> [String] {
        FieldNames(operation, method: method, parameters: parameters, references: references).names
    }

    private static func answer(_ operation: JSONObject, _ references: References) -> JSONValue? {
        let response = references.follow(operation["responses"]?["200"] ?? [:])
        return response?["content"]?.object?.first?.value["schema"] ?? response?["schema"]
    }

    private mutating func collect(_ schema: JSONValue?, depth: Int) {
        values += 1
        guard depth <= Self.maximumDepth, values <= Self.maximumValues, names.count < Self.maximum else { return }
        guard let schema, let followed = references.follow(schema) else { return }
        for part in followed["allOf"]?.array ?? [] { collect(part, depth: depth + 1) }
        collect(followed["items"], depth: depth + 1)
        for (name, part) in followed["properties"]?.object ?? [:] where names.count < Self.maximum {
            if seen.insert(name).inserted { names.append(DocumentReader.plain(name, atMost: 60)) }
            if name == "properties" || name == "value" || name == "attributes" { collect(part, depth: depth + 1) }
        }
    }
}
