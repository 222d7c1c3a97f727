import JSON

/// Makes documents in which every property of a type has a value of its own.
struct Sample {
    /// A way to one scalar: names of members, with `*` for the one element of a list or map.
    typealias Path = [String]

    let table: OperationTable
    /// Properties left out, as dotted ways from the item.
    var omitted: Set<String> = []

    /// The document, with other values at the given scalar.
    func document(_ type: String, changing changed: Path? = nil) -> JSONValue {
        var serial = 0
        return value(type, path: [], changed: changed, serial: &serial)
    }

    /// The ways to all scalars of a type, each with `Type.property` of the property it belongs to.
    func scalars(_ type: String, path: Path = [], owner: String = "") -> [(path: Path, owner: String)] {
        if omitted.contains(path.joined(separator: ".")) { return [] }
        if let element = type.content(of: "[", "]") ?? type.content(of: "{", "}") {
            return scalars(element, path: path + ["*"], owner: owner)
        }
        guard let record = table.record(type) else { return [(path, owner)] }
        return record.sorted { $0.key < $1.key }.flatMap { name, property in
            name == "nextLink" ? [] : scalars(property.type, path: path + [name], owner: "\(type).\(name)")
        }
    }

    private func value(_ type: String, path: Path, changed: Path?, serial: inout Int) -> JSONValue {
        if let element = type.content(of: "[", "]") {
            return .array([value(element, path: path + ["*"], changed: changed, serial: &serial)])
        }
        if let element = type.content(of: "{", "}") {
            return ["one": value(element, path: path + ["*"], changed: changed, serial: &serial)]
        }
        guard let record = table.record(type) else {
            serial += 1
            return scalar(type, name: path.last { $0 != "*" } ?? "", serial, isOther: path == changed)
        }
        var object = JSONObject()
        for (name, property) in record.sorted(by: { $0.key < $1.key }) where name != "nextLink" {
            let path = path + [name]
            if omitted.contains(path.joined(separator: ".")) { continue }
            object[name] = value(property.type, path: path, changed: changed, serial: &serial)
        }
        return .object(object)
    }

    private func scalar(_ type: String, name: String, _ serial: Int, isOther: Bool) -> JSONValue {
        let number = isOther ? serial + 100_000 : serial
        switch type {
        case "boolean": return .bool(!isOther)
        case "integer", "unixtime", "number": return .number(JSONNumber(number))
        case "date-time": return .string("20\(isOther ? 31 : 30)-01-01T00:\(Self.two(serial / 60)):\(Self.two(serial % 60))Z")
        case "any": return ["text": .string("any \(number)")]
        default: break
        }
        // The last word of a state is one that waits, so that no operation counts as failed.
        if let words = table.words[type] { return .string((isOther ? (words.count > 1 ? words.last : nil) : words.first) ?? "Other") }
        // An id that is a resource id and the address of a secret's version at once, so that every model can read it.
        if name.lowercased().hasSuffix("id") { return .string("/x/secrets/n\(number)/v\(number)") }
        return .string("text \(number)")
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
