import JSON

/// Makes a call that the schema takes: what the document gives as an example where that is valid, otherwise something plain.
struct ExampleMaker {
    /// Where no value could be made, and why.
    private(set) var gaps: [String] = []

    private static let maximumDepth = 12

    mutating func value(_ schema: JSONValue, name: String = "", at pointer: String = "", depth: Int = 0) -> JSONValue {
        if let given = given(schema) { return given }
        if let part = (schema["oneOf"] ?? schema["anyOf"])?.array?.first, schema["properties"] == nil {
            return value(part, name: name, at: pointer, depth: depth + 1)
        }
        let type = schema["type"]?.string ?? schema["type"]?[0]?.string ?? (schema["properties"] != nil ? "object" : "string")
        switch type {
        case "object": return object(schema, at: pointer, depth: depth)
        case "array": return array(schema, name: name, at: pointer, depth: depth)
        case "boolean": return true
        case "integer", "number": return .number(number(schema))
        case "null": return .null
        default: return .string(text(schema, name: name, at: pointer))
        }
    }

    /// A value the document itself gives, if it holds what it promises.
    private func given(_ schema: JSONValue) -> JSONValue? {
        var candidates: [JSONValue] = []
        for value in [schema["const"], schema["examples"]?[0], schema["default"]] { if let value { candidates.append(value) } }
        candidates += (schema["enum"]?.array ?? []).prefix(8)
        return candidates.first { !$0.isNull && SchemaValidator.complaints($0, schema).isEmpty }
    }

    /// Required members, and below the top those of a wrapper that has nothing else.
    private mutating func object(_ schema: JSONValue, at pointer: String, depth: Int) -> JSONValue {
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        let properties = schema["properties"]?.object ?? [:]
        var object = JSONObject()
        guard depth < Self.maximumDepth else { return .object(object) }
        let wanted = properties.filter { required.contains($0.key) || (depth <= 1 && $0.key == "properties") }
        for (name, part) in wanted { object[name] = value(part, name: name, at: "\(pointer)/\(name)", depth: depth + 1) }
        let least = max(schema["minProperties"]?.int ?? 0, wanted.isEmpty && depth > 0 && depth < 4 ? 1 : 0)
        for (name, part) in properties where object.count < least && object[name] == nil {
            object[name] = value(part, name: name, at: "\(pointer)/\(name)", depth: depth + 1)
        }
        return .object(object)
    }

    private mutating func array(_ schema: JSONValue, name: String, at pointer: String, depth: Int) -> JSONValue {
        guard depth < Self.maximumDepth else { return [] }
        let count = min(16, max(schema["minItems"]?.int ?? 1, schema["maxItems"]?.int == 0 ? 0 : 1))
        let item = schema["items"] ?? ["type": "string"]
        let element = value(item, name: name, at: pointer + "/0", depth: depth + 1)
        guard count > 1 else { return .array(Array(repeating: element, count: count)) }
        let others = (1..<count).map { place in element.string.map { JSONValue.string("\($0)\(place)") } ?? element }
        return .array([element] + others)
    }

    private func number(_ schema: JSONValue) -> JSONNumber {
        var value = schema["minimum"]?.double ?? 1
        if let least = schema["exclusiveMinimum"]?.double { value = max(value, least + 1) }
        if let most = schema["maximum"]?.double { value = min(value, most) }
        if let most = schema["exclusiveMaximum"]?.double { value = min(value, most - 1) }
        if let step = schema["multipleOf"]?.double, step > 0 { value = (value / step).rounded(.up) * step }
        guard value == value.rounded(), abs(value) < 1e15 else { return JSONNumber(value) ?? 1 }
        return JSONNumber(Int(value))
    }

    private mutating func text(_ schema: JSONValue, name: String, at pointer: String) -> String {
        let least = max(0, schema["minLength"]?.int ?? 0)
        let most = max(least, min(schema["maxLength"]?.int ?? 4000, 4000))
        let plain = Self.plain(name, format: schema["format"]?.string ?? "")
        var candidates = [plain, "example", "example-1", "a", "00000000-0000-0000-0000-000000000000", "2027-01-31T08:00:00Z"]
        if plain.utf8.count < least, least <= 4000 { candidates.append(plain + String(repeating: "a", count: least - plain.utf8.count)) }
        if plain.utf8.count > most { candidates.append(String(plain.prefix(most))) }
        if let source = schema["pattern"]?.string {
            guard let pattern = Pattern(source) else {
                gaps.append("\(pointer): its pattern is not read, so the value is a guess")
                return plain
            }
            if let sample = pattern.sample(lengths: least...most) { candidates.append(sample) }
        }
        if let good = candidates.first(where: { SchemaValidator.complaints(.string($0), schema).isEmpty }) { return good }
        gaps.append("\(pointer): no value was found that holds all its rules")
        return plain
    }

    /// What somebody would write there.
    private static func plain(_ name: String, format: String) -> String {
        switch format {
        case "date-time": return "2027-01-31T08:00:00Z"
        case "date": return "2027-01-31"
        case "uuid": return "11111111-2222-3333-4444-555555555555"
        case "uri", "url": return "https://contoso.com/"
        case "email": return "admin@contoso.com"
        case "byte", "base64url": return "AAECAw=="
        case "ipv4": return "192.0.2.1"
        case "duration": return "PT1H"
        default: break
        }
        let known: [(String, String)] = [
            ("subscriptionid", "11111111-2222-3333-4444-555555555555"), ("tenantid", "11111111-2222-3333-4444-555555555555"),
            ("objectid", "11111111-2222-3333-4444-555555555555"), ("resourcegroup", "shop"),
            ("vaultbaseurl", "https://shop-vault.vault.azure.net"),
            ("vaultname", "shop-vault"), ("location", "westeurope"), ("email", "admin@contoso.com"), ("hostname", "www.contoso.com"),
            ("url", "https://contoso.com/"), ("uri", "https://contoso.com/"), ("distinguishedname", "CN=www.contoso.com"), ("name", "shop"),
        ]
        let word = name.lowercased().filter(\.isLetter)
        return known.first { word.contains($0.0) }?.1 ?? "example"
    }
}
