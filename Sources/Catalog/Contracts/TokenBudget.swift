import JSON

/// Shortens a contract to so many tokens, by leaving out what a caller misses least, and says what was left out.
package struct TokenBudget {
    package let tokens: Int

    package init(_ tokens: Int) {
        self.tokens = max(200, min(tokens, 100_000))
    }

    /// Four bytes of JSON are about one token.
    package static func tokens(_ contract: Contract) -> Int { contract.json.bytes().count / 4 }

    package func fitted(_ contract: Contract) -> Contract {
        var contract = contract
        let steps: [(inout Contract) -> Void] =
            [{ Self.shortenTexts(&$0, to: 80) }, { Self.cutOutput(&$0, depth: 2) }]
            + [5, 4, 3].map { depth in { Self.cutInput(&$0, depth: depth) } }
            + [{ Self.shortenTexts(&$0, to: 0) }, { Self.cutOutput(&$0, depth: 1) }, { Self.cutInput(&$0, depth: 2) }]
        for step in steps {
            if Self.tokens(contract) <= tokens { return contract }
            step(&contract)
        }
        return contract
    }

    private static func shortenTexts(_ contract: inout Contract, to count: Int) {
        func shortened(_ value: JSONValue) -> JSONValue {
            guard let object = value.object else { return value.array.map { .array($0.map(shortened)) } ?? value }
            var result = JSONObject()
            for (name, member) in object {
                if name == "description", let text = member.string {
                    if count > 0 { result[name] = .string(String(text.prefix(count))) }
                } else {
                    result[name] = shortened(member)
                }
            }
            return .object(result)
        }
        contract.inputSchema = shortened(contract.inputSchema)
    }

    private static func cutOutput(_ contract: inout Contract, depth: Int) {
        var kept: [Contract.Field] = []
        for field in contract.output {
            let parts = field.path.split(separator: ".")
            if parts.count <= depth || field.isSecret {
                kept.append(field)
            } else {
                let stem = parts.prefix(depth).joined(separator: ".")
                if !contract.omitted.contains(stem) { contract.omitted.append(stem) }
            }
        }
        contract.output = kept
    }

    /// What is below so many names becomes any value; only what is not required goes altogether.
    private static func cutInput(_ contract: inout Contract, depth: Int) {
        var omitted: [String] = []
        func cut(_ schema: JSONValue, _ pointer: String, _ level: Int) -> JSONValue {
            guard var object = schema.object else { return schema }
            if level >= depth, object["properties"] != nil || object["items"] != nil {
                omitted.append(pointer)
                var type = JSONObject()
                type["type"] = object["type"]
                return .object(type)
            }
            if let properties = object["properties"]?.object {
                var kept = JSONObject()
                for (name, part) in properties { kept[name] = cut(part, "\(pointer)/\(name)", level + 1) }
                object["properties"] = .object(kept)
            }
            if let items = object["items"] { object["items"] = cut(items, pointer + "/0", level + 1) }
            return .object(object)
        }
        contract.inputSchema = cut(contract.inputSchema, "", 0)
        for pointer in omitted where !contract.omitted.contains(pointer) { contract.omitted.append(pointer) }
    }
}
