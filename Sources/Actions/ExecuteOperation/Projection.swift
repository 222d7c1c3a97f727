import JSON

/// Parts of a value by their paths, as contracts write them: `properties.status`, `value[].name`. What lies on the way is kept.
enum Projection {
    static func select(_ paths: [String], of value: JSONValue) -> JSONValue {
        guard !paths.isEmpty else { return value }
        return select(paths.map(steps), of: value)
    }

    private static func steps(_ path: String) -> [Substring] {
        path.replacing("[]", with: ".[]").split { $0 == "." || $0 == "/" }
    }

    private static func select(_ paths: [[Substring]], of value: JSONValue) -> JSONValue {
        if paths.contains([]) { return value }
        switch value {
        case .array(let elements):
            // A list is gone through whether the path says so or not.
            let inner = paths.map { $0.first == "[]" ? Array($0.dropFirst()) : $0 }
            return .array(elements.map { select(inner, of: $0) })
        case .object(let members):
            return .object(
                members.reduce(into: JSONObject()) { object, member in
                    let inner = paths.filter { $0.first.map { $0 == member.key || $0 == "*" } ?? false }.map { Array($0.dropFirst()) }
                    if !inner.isEmpty { object[member.key] = select(inner, of: member.value) }
                }
            )
        default: return value
        }
    }

    /// The value at a JSON pointer; nil when there is none.
    static func value(at pointer: String, of root: JSONValue) -> JSONValue? {
        pointer.split(separator: "/", omittingEmptySubsequences: true).reduce(root as JSONValue?) { value, step in
            let key = step.replacing("~1", with: "/").replacing("~0", with: "~")
            if case .array? = value { return Int(key).flatMap { value?[$0] } }
            return value?[String(key)]
        }
    }
}
