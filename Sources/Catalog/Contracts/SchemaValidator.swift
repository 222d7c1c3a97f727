import JSON

/// Checks a value against a JSON Schema of the 2020-12 draft, without references: a contract has none. Every complaint says
/// where it is and names kinds and bounds, never the value: inputs hold secrets.
package struct SchemaValidator {
    package struct Complaint: Sendable, Hashable, CustomStringConvertible {
        /// The place in the value as a JSON pointer.
        package let pointer: String
        package let expected: String

        package var description: String { "\(pointer.isEmpty ? "the input" : pointer): expected \(expected)" }
    }

    /// More are not listed.
    private static let maximumComplaints = 50
    private static let maximumDepth = 128

    private var complaints: [Complaint] = []

    package static func complaints(_ value: JSONValue, _ schema: JSONValue) -> [Complaint] {
        var validator = SchemaValidator()
        validator.check(value, schema, "", 0)
        return validator.complaints
    }

    private mutating func complain(_ pointer: String, _ expected: String) {
        if complaints.count < Self.maximumComplaints { complaints.append(Complaint(pointer: pointer, expected: expected)) }
    }

    private static func holds(_ value: JSONValue, _ schema: JSONValue, _ depth: Int) -> Bool {
        var validator = SchemaValidator()
        validator.check(value, schema, "", depth)
        return validator.complaints.isEmpty
    }

    private mutating func check(_ value: JSONValue, _ schema: JSONValue, _ pointer: String, _ depth: Int) {
        guard depth < Self.maximumDepth else { return complain(pointer, "less depth") }
        if schema.bool == false { return complain(pointer, "nothing") }
        guard let rules = schema.object else { return }
        let types = rules["type"]?.string.map { [$0] } ?? rules["type"]?.array?.compactMap(\.string) ?? []
        if !types.isEmpty, !types.contains(where: { Self.isOf(value, $0) }) {
            return complain(pointer, types.map(Self.words).joined(separator: " or "))
        }
        if let fixed = rules["const"], !Self.areEqual(fixed, value) { complain(pointer, "the value \(Self.short(fixed))") }
        if let allowed = rules["enum"]?.array, !allowed.contains(where: { Self.areEqual($0, value) }) {
            complain(pointer, "one of \(allowed.prefix(20).map(Self.short).joined(separator: ", "))")
        }
        switch value {
        case .string(let text): check(text, rules, pointer)
        case .number(let number): check(number, rules, pointer)
        case .array(let elements): check(elements, rules, pointer, depth)
        case .object(let object): check(object, rules, pointer, depth)
        case .null, .bool: break
        }
        combine(value, rules, pointer, depth)
    }

    private mutating func combine(_ value: JSONValue, _ rules: JSONObject, _ pointer: String, _ depth: Int) {
        for part in rules["allOf"]?.array ?? [] { check(value, part, pointer, depth + 1) }
        if let parts = rules["anyOf"]?.array, !parts.contains(where: { Self.holds(value, $0, depth + 1) }) {
            complain(pointer, "what one of \(parts.count) alternatives says")
        }
        if let parts = rules["oneOf"]?.array {
            let count = parts.count { Self.holds(value, $0, depth + 1) }
            if count != 1 { complain(pointer, "what exactly one of \(parts.count) alternatives says; \(count) do") }
        }
        if let not = rules["not"], Self.holds(value, not, depth + 1) { complain(pointer, "something else") }
    }

    private mutating func check(_ text: String, _ rules: JSONObject, _ pointer: String) {
        let count = text.unicodeScalars.count
        if let least = rules["minLength"]?.int, count < least { complain(pointer, "at least \(least) characters") }
        if let most = rules["maxLength"]?.int, count > most { complain(pointer, "at most \(most) characters") }
        if let source = rules["pattern"]?.string, let pattern = Pattern(source), !pattern.matches(text) {
            complain(pointer, "text that matches \(DocumentReader.plain(source, atMost: 100))")
        }
        if let format = rules["format"]?.string, !Formats.holds(text, format) {
            complain(pointer, "a \(DocumentReader.plain(format, atMost: 40))")
        }
    }

    private mutating func check(_ number: JSONNumber, _ rules: JSONObject, _ pointer: String) {
        guard let value = number.double else { return complain(pointer, "a number that can be held") }
        if let least = rules["minimum"]?.double, value < least { complain(pointer, "at least \(least)") }
        if let most = rules["maximum"]?.double, value > most { complain(pointer, "at most \(most)") }
        if let least = rules["exclusiveMinimum"]?.double, value <= least { complain(pointer, "more than \(least)") }
        if let most = rules["exclusiveMaximum"]?.double, value >= most { complain(pointer, "less than \(most)") }
        if let step = rules["multipleOf"]?.double, step > 0 {
            let quotient = value / step
            if abs(quotient - quotient.rounded()) > 1e-9 { complain(pointer, "a multiple of \(step)") }
        }
    }

    private mutating func check(_ elements: [JSONValue], _ rules: JSONObject, _ pointer: String, _ depth: Int) {
        if let least = rules["minItems"]?.int, elements.count < least { complain(pointer, "at least \(least) elements") }
        if let most = rules["maxItems"]?.int, elements.count > most { complain(pointer, "at most \(most) elements") }
        if rules["uniqueItems"]?.bool == true, Set(elements).count < elements.count { complain(pointer, "no element twice") }
        let leading = rules["prefixItems"]?.array ?? []
        for (place, element) in elements.enumerated() {
            if place < leading.count {
                check(element, leading[place], "\(pointer)/\(place)", depth + 1)
            } else if let items = rules["items"] {
                check(element, items, "\(pointer)/\(place)", depth + 1)
            }
        }
    }

    private mutating func check(_ object: JSONObject, _ rules: JSONObject, _ pointer: String, _ depth: Int) {
        for name in (rules["required"]?.array ?? []).compactMap(\.string) where object[name] == nil {
            complain(Self.step(pointer, name), "a value: it is required")
        }
        if let least = rules["minProperties"]?.int, object.count < least { complain(pointer, "at least \(least) members") }
        if let most = rules["maxProperties"]?.int, object.count > most { complain(pointer, "at most \(most) members") }
        let known = rules["properties"]?.object
        for (name, value) in object {
            let place = Self.step(pointer, name)
            if let schema = known?[name] {
                check(value, schema, place, depth + 1)
            } else if let other = rules["additionalProperties"] {
                if other.bool == false { complain(place, "no such member") } else { check(value, other, place, depth + 1) }
            }
        }
    }

    private static func step(_ pointer: String, _ name: String) -> String {
        pointer + "/" + name.pointerStep
    }

    private static func isOf(_ value: JSONValue, _ type: String) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object), ("number", .number): true
        case ("integer", .number(let number)): number.double.map { $0 == $0.rounded() } ?? false
        default: false
        }
    }

    private static func words(_ type: String) -> String {
        switch type {
        case "boolean": "true or false"
        case "array": "a list"
        case "object": "an object"
        case "integer": "a whole number"
        case "null": "null"
        default: "a \(DocumentReader.plain(type, atMost: 20))"
        }
    }

    private static func short(_ value: JSONValue) -> String { DocumentReader.plain(value.text(), atMost: 60) }

    private static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if case .number(let one) = left, case .number(let other) = right { return one == other || one.double == other.double }
        return left == right
    }
}

/// The formats that are checked; any other is a note to the reader.
enum Formats {
    static func holds(_ text: String, _ format: String) -> Bool {
        switch format {
        case "date-time": RFC3339.date(text) != nil
        case "date": text.utf8.count == 10 && RFC3339.date(text + "T00:00:00Z") != nil
        case "uuid": isUUID(text)
        case "uri", "url": text.contains(":") && !text.contains(" ")
        case "email": text.split(separator: "@").count == 2
        case "ipv4": text.split(separator: ".", omittingEmptySubsequences: false).count { UInt8($0) != nil } == 4
        case "byte": text.utf8.allSatisfy(isBase64)
        default: true
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == [8, 4, 4, 4, 12]
            && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "+/=-_\r\n".utf8.contains(byte)
    }
}
