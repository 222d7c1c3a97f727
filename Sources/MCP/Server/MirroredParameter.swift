import JSON

/// An argument that a client repeats in a header, so that what stands between can route by it.
struct MirroredParameter: Sendable, Hashable {
    /// Names of properties, from the outside in.
    let path: [String]
    /// Without the `Mcp-Param-` before it.
    let header: String

    /// Those a schema asks for: plain values that are reached through `properties` alone.
    static func all(in schema: JSONValue) -> [MirroredParameter] { found(in: schema, below: [], depth: 0) }

    private static func found(in schema: JSONValue, below path: [String], depth: Int) -> [MirroredParameter] {
        guard depth < 8, let properties = schema["properties"]?.object else { return [] }
        return properties.flatMap { name, property -> [MirroredParameter] in
            let inner = found(in: property, below: path + [name], depth: depth + 1)
            guard let header = property["x-mcp-header"]?.string, ["string", "integer", "boolean"].contains(property["type"]?.string) else {
                return inner
            }
            return [MirroredParameter(path: path + [name], header: header)] + inner
        }
    }

    func value(in arguments: JSONObject) -> JSONValue? {
        var value: JSONValue? = .object(arguments)
        for name in path { value = value?[name] }
        return value == .null ? nil : value
    }

    /// Whether a header's value says the same; numbers are compared as numbers.
    static func agree(_ argument: JSONValue, _ header: String) -> Bool {
        switch argument {
        case .string(let text): text == header
        case .bool(let flag): header == (flag ? "true" : "false")
        case .number(let number): number.double != nil && number.double == JSONNumber(text: header)?.double
        default: false
        }
    }
}
