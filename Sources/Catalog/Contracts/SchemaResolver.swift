import JSON

/// Makes one schema of one that refers to others: references put in place, `allOf` merged, older dialects read as 2020-12.
///
/// A schema that contains itself ends where it comes again, and one that is too large ends with a note; both stay valid.
struct SchemaResolver {
    enum Direction {
        /// What a caller may say: what only the service sets is left out.
        case input
        /// What comes back.
        case output
    }

    let references: References
    let direction: Direction
    private(set) var missing: [String] = []
    /// Pointers where something was left out because it goes on for too long.
    private(set) var cut: [String] = []
    private var left: Int

    private static let maximumDepth = 24

    init(references: References, direction: Direction, values: Int = 3000) {
        self.references = references
        self.direction = direction
        left = values
    }

    mutating func flat(_ schema: JSONValue) -> JSONValue { flat(schema, inside: [], at: "", depth: 0) }

    private mutating func flat(_ schema: JSONValue, inside: [String], at pointer: String, depth: Int) -> JSONValue {
        left -= 1
        guard left > 0, depth <= Self.maximumDepth else {
            if cut.count < 100 { cut.append(pointer) }
            return ["description": "Left out here: it goes on for too long."]
        }
        guard let object = schema.object else { return schema.bool.map(JSONValue.bool) ?? [:] }
        if let reference = object["$ref"]?.string {
            guard !inside.contains(reference) else {
                return ["description": .string("\(References.name(of: reference)), as further up: it contains itself.")]
            }
            guard case .found(let target, _) = references.resolve(reference) else {
                note(reference)
                return [
                    "description": .string("Not in the document: \(DocumentReader.plain(References.name(of: reference), atMost: 100)).")
                ]
            }
            var flat = flat(target, inside: inside + [reference], at: pointer, depth: depth)
            for name in ["description", "default"] {
                if let own = object[name], case .object(var merged) = flat {
                    merged[name] = own
                    flat = .object(merged)
                }
            }
            if object["readOnly"]?.bool == true, case .object(var merged) = flat {
                merged["readOnly"] = true
                flat = .object(merged)
            }
            return flat
        }
        return plain(object, inside: inside, at: pointer, depth: depth)
    }

    private mutating func note(_ reference: String) {
        let name = DocumentReader.plain(reference, atMost: 300)
        if !missing.contains(name), missing.count < 200 { missing.append(name) }
    }

    /// One schema without a reference of its own.
    private mutating func plain(_ object: JSONObject, inside: [String], at pointer: String, depth: Int) -> JSONValue {
        var result = SchemaDialect.keywords(of: object)
        for part in object["allOf"]?.array ?? [] {
            merge(flat(part, inside: inside, at: pointer, depth: depth + 1), into: &result)
        }
        for name in ["anyOf", "oneOf"] {
            guard let parts = object[name]?.array else { continue }
            result[name] = .array(
                parts.prefix(32).enumerated().map { flat($1, inside: inside, at: "\(pointer)/\(name)/\($0)", depth: depth + 1) }
            )
        }
        if let properties = object["properties"]?.object {
            var flat = result["properties"]?.object ?? [:]
            for (name, schema) in properties {
                let place = pointer + "/" + name
                let resolved = self.flat(schema, inside: inside, at: place, depth: depth + 1)
                if isLeftOut(resolved) || isLeftOut(schema) { continue }
                flat[name] = resolved
            }
            result["properties"] = .object(flat)
        }
        for name in ["items", "additionalProperties", "not"] {
            guard let schema = object[name] else { continue }
            result[name] = flat(schema, inside: inside, at: name == "items" ? pointer + "/0" : pointer + "/*", depth: depth + 1)
        }
        if result["properties"] != nil, result["type"] == nil { result["type"] = "object" }
        trimRequired(&result)
        return .object(result)
    }

    private func isLeftOut(_ schema: JSONValue) -> Bool {
        switch direction {
        case .input: schema["readOnly"]?.bool == true
        case .output: schema["writeOnly"]?.bool == true
        }
    }

    private mutating func merge(_ part: JSONValue, into result: inout JSONObject) {
        for (name, value) in part.object ?? [:] {
            switch name {
            case "properties":
                var properties = result["properties"]?.object ?? [:]
                for (name, schema) in value.object ?? [:] where properties[name] == nil { properties[name] = schema }
                result["properties"] = .object(properties)
            case "required":
                let known = result["required"]?.array ?? []
                result["required"] = .array(known + (value.array ?? []).filter { !known.contains($0) })
            case "readOnly": break
            default: if result[name] == nil { result[name] = value }
            }
        }
    }

    /// What nobody can say is not required either.
    private func trimRequired(_ result: inout JSONObject) {
        guard let required = result["required"]?.array else { return }
        let properties = result["properties"]?.object
        let open = result["additionalProperties"]?.bool != false
        let kept = required.filter { name in name.string.map { properties?[$0] != nil || (properties == nil && open) } ?? false }
        result["required"] = kept.isEmpty ? nil : .array(kept)
    }
}

/// Which words of a schema mean something in 2020-12, and what older ones become.
enum SchemaDialect {
    private static let kept = [
        "type", "title", "description", "enum", "const", "default", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
        "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required", "readOnly", "writeOnly",
        "examples",
        "x-signet-secret",
    ]

    static func keywords(of object: JSONObject) -> JSONObject {
        var result = JSONObject()
        for name in kept { if let value = object[name] { result[name] = value } }
        if let text = object["description"]?.string { result["description"] = .string(DocumentReader.plain(text, atMost: 400)) }
        if object["required"]?.bool != nil { result["required"] = nil }
        if let example = object["example"], result["examples"] == nil { result["examples"] = .array([example]) }
        if object["x-ms-secret"]?.bool == true || object["format"]?.string == "password" { result["x-signet-secret"] = true }
        if let names = object["x-ms-mutability"]?.array, names == [.string("read")] { result["readOnly"] = true }
        bound("Minimum", object, &result)
        bound("Maximum", object, &result)
        openEnum(object, &result)
        if object["nullable"]?.bool == true || object["x-nullable"]?.bool == true, let type = result["type"]?.string {
            result["type"] = .array([.string(type), "null"])
            if let values = result["enum"]?.array, !values.contains(.null) { result["enum"] = .array(values + [.null]) }
        }
        if result["type"]?.string == "file" { result["type"] = "string" }
        return result
    }

    /// Draft 4 says that a bound is exclusive; 2020-12 gives the exclusive bound itself.
    private static func bound(_ end: String, _ object: JSONObject, _ result: inout JSONObject) {
        let (name, exclusive) = (end.lowercased(), "exclusive" + end)
        if object[exclusive]?.bool == true, let bound = object[name] {
            result[exclusive] = bound
            result[name] = nil
        } else if let bound = object[exclusive], bound.double != nil {
            result[exclusive] = bound
        }
    }

    /// Words a service may add to are examples of what can be said, not all of it.
    private static func openEnum(_ object: JSONObject, _ result: inout JSONObject) {
        guard object["x-ms-enum"]?["modelAsString"]?.bool == true, let values = result["enum"] else { return }
        result["enum"] = nil
        result["examples"] = values
    }
}
