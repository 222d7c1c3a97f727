import JSON

/// Holds a document against a type of the table: requests of the clients, and answers of the emulator.
struct Shape {
    enum Direction {
        /// What a client sends: nothing read-only.
        case request
        /// What a service answers.
        case answer
    }

    let table: OperationTable
    let direction: Direction

    /// What does not fit, each with its place; empty when all fits.
    func problems(_ json: JSONValue, as type: String, at place: String = "") -> [String] {
        if json.isNull { return [] }
        if let element = type.content(of: "[", "]") {
            guard let elements = json.array else { return ["\(place): no list"] }
            return elements.enumerated().flatMap { problems($1, as: element, at: "\(place)/\($0)") }
        }
        if let element = type.content(of: "{", "}") {
            guard let object = json.object else { return ["\(place): no object"] }
            return object.flatMap { problems($0.value, as: element, at: "\(place)/\($0.key)") }
        }
        guard let record = table.record(type) else { return scalar(json, as: type).map { ["\(place): \($0)"] } ?? [] }
        guard let object = json.object else { return ["\(place): no object"] }
        return object.flatMap { name, value in
            guard let property = record[name] else { return ["\(place)/\(name): unknown to \(type)"] }
            if property.isReadOnly, direction == .request { return ["\(place)/\(name): read-only in \(type)"] }
            return problems(value, as: property.type, at: "\(place)/\(name)")
        }
    }

    private func scalar(_ json: JSONValue, as type: String) -> String? {
        switch type {
        case "any": nil
        case "boolean": json.bool == nil ? "no boolean" : nil
        case "integer", "unixtime": json.int == nil ? "no integer" : nil
        case "number": json.double == nil ? "no number" : nil
        case "date-time": json.string.flatMap(RFC3339.date) == nil ? "no date and time" : nil
        default: json.string.map { word(problemWith: $0, of: type) } ?? "no string"
        }
    }

    /// Services answer with words of theirs, in their casing; what a caller sends may be newer.
    private func word(problemWith text: String, of type: String) -> String? {
        guard direction == .answer, let words = table.words[type], !words.contains(text) else { return nil }
        return "'\(text)' is no \(type)"
    }

    /// The properties a caller could set and the document does not have, except those left out on purpose.
    func missing(_ json: JSONValue, as type: String, isChange: Bool, at place: String = "") -> [String] {
        if let element = type.content(of: "[", "]") {
            return (json.array ?? []).flatMap { missing($0, as: element, isChange: isChange, at: "\(place)/0") }
        }
        if let element = type.content(of: "{", "}") {
            return (json.object ?? [:]).flatMap { missing($0.value, as: element, isChange: isChange, at: "\(place)/*") }
        }
        guard let record = table.record(type) else { return [] }
        return record.sorted { $0.key < $1.key }.flatMap { name, property -> [String] in
            if property.isReadOnly || table.isNotSent(name, of: type) { return [] }
            guard let value = json[name] else { return isChange && property.isCreateOnly ? [] : ["\(place)/\(name)"] }
            return missing(value, as: property.type, isChange: isChange, at: "\(place)/\(name)")
        }
    }
}

extension String {
    /// What stands between two marks, nil when it is not between them.
    func content(of opening: Character, _ closing: Character) -> String? {
        first == opening && last == closing ? String(dropFirst().dropLast()) : nil
    }
}
