import FoundationEssentials

/// A member that is missing or has the wrong kind of value, and where.
///
/// The description names kinds, never values, so it is safe to show even when the document holds secrets.
public struct JSONFieldError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The place as a JSON pointer (RFC 6901); empty for the document itself.
    public let pointer: String

    /// What should be there, such as `a string`.
    public let expected: String

    /// What is there, such as `a number` or `nothing`.
    public let found: String

    /// An error for a check of one's own.
    public init(pointer: String, expected: String, found: String) {
        self.pointer = pointer
        self.expected = expected
        self.found = found
    }

    /// For example `/properties/keySize: expected a whole number, found a string`.
    public var description: String { "\(pointer.isEmpty ? "the document" : pointer): expected \(expected), found \(found)" }
}

/// Typed reading of an object's members, for models that are built straight from JSON.
///
/// ```swift
/// let fields = try JSONFields(json)
/// id = try fields.requiredString("id")
/// if let properties = try fields.fields("properties") { keySize = try properties.int("keySize") }
/// ```
///
/// Every reader gives nil when the member is absent or null, and throws a ``JSONFieldError`` when it has another kind.
public struct JSONFields: Sendable {
    /// The object itself.
    public let object: JSONObject

    /// Where the object lies in the document, as a JSON pointer.
    public var pointer: String { step.map { Self.pointer(base, $0) } ?? base }

    // In two parts, which are put together when somebody asks: most objects are read without an error.
    private let base: String
    private let step: String?

    /// The object itself as a value.
    public var value: JSONValue { .object(object) }

    /// Throws when the value is no object.
    ///
    /// - Parameter pointer: where the value lies in its document, for errors.
    public init(_ value: JSONValue, at pointer: String = "") throws(JSONFieldError) {
        try self.init(value, base: pointer, step: nil)
    }

    private init(_ value: JSONValue, base: String, step: String?) throws(JSONFieldError) {
        (self.base, self.step) = (base, step)
        guard case .object(let object) = value else {
            let pointer = step.map { Self.pointer(base, $0) } ?? base
            throw JSONFieldError(pointer: pointer, expected: "an object", found: value.kind)
        }
        self.object = object
    }

    /// A string.
    public func string(_ name: String) throws(JSONFieldError) -> String? {
        try read(name, "a string") { $0.string }
    }

    /// A number written as a whole one that fits in `Int`.
    public func int(_ name: String) throws(JSONFieldError) -> Int? {
        try read(name, "a whole number") { $0.int }
    }

    /// `true` or `false`.
    public func bool(_ name: String) throws(JSONFieldError) -> Bool? {
        try read(name, "true or false") { $0.bool }
    }

    /// A string that is a date and time of RFC 3339; see ``RFC3339``.
    public func date(_ name: String) throws(JSONFieldError) -> Date? {
        try read(name, "a date and time such as 2026-01-31T08:00:00Z") { $0.string.flatMap(RFC3339.date) }
    }

    /// A list of any values.
    public func array(_ name: String) throws(JSONFieldError) -> [JSONValue]? {
        try read(name, "a list") { $0.array }
    }

    /// A list of strings.
    public func strings(_ name: String) throws(JSONFieldError) -> [String]? {
        try elements(name) { element, index throws(JSONFieldError) in
            try Self.string(element, at: "\(place(of: name))/\(index)")
        }
    }

    /// An object of strings, such as the tags of a resource.
    public func stringMap(_ name: String) throws(JSONFieldError) -> [String: String]? {
        guard let fields = try fields(name) else { return nil }
        var map: [String: String] = [:]
        for (key, value) in fields.object { map[key] = try Self.string(value, at: fields.place(of: key)) }
        return map
    }

    /// An object, to be read in the same way.
    public func fields(_ name: String) throws(JSONFieldError) -> JSONFields? {
        guard let value = object[name], !value.isNull else { return nil }
        return try JSONFields(value, base: pointer, step: name)
    }

    /// A list of objects, each to be read in the same way.
    public func list(_ name: String) throws(JSONFieldError) -> [JSONFields]? {
        let place = place(of: name)
        return try elements(name) { element, index throws(JSONFieldError) in
            try JSONFields(element, base: place, step: String(index))
        }
    }

    /// A nested model; an error inside it names its place in this document.
    public func model<Model>(_ name: String, _ read: (JSONValue) throws(JSONFieldError) -> Model) throws(JSONFieldError) -> Model? {
        guard let value = object[name], !value.isNull else { return nil }
        return try model(value, at: place(of: name), read)
    }

    /// A list of nested models; an absent list reads like an empty one.
    public func models<Model>(_ name: String, _ read: (JSONValue) throws(JSONFieldError) -> Model) throws(JSONFieldError) -> [Model] {
        try elements(name) { element, index throws(JSONFieldError) in
            try model(element, at: "\(place(of: name))/\(index)", read)
        } ?? []
    }

    /// A string that must be there.
    public func requiredString(_ name: String) throws(JSONFieldError) -> String {
        guard let text = try string(name) else { throw missing(name, "a string") }
        return text
    }

    /// An object that must be there.
    public func requiredFields(_ name: String) throws(JSONFieldError) -> JSONFields {
        guard let fields = try fields(name) else { throw missing(name, "an object") }
        return fields
    }
}

extension JSONFields {
    @inline(__always)
    private func read<Value>(
        _ name: String,
        _ expected: StaticString,
        _ convert: (JSONValue) -> Value?
    ) throws(JSONFieldError) -> Value? {
        // The value is looked at where it lies: taking it out would count a reference more, and again less.
        guard let place = object.place(of: name), !object.members[place].value.isNull else { return nil }
        guard let converted = convert(object.members[place].value) else {
            throw JSONFieldError(pointer: self.place(of: name), expected: expected.description, found: object.members[place].value.kind)
        }
        return converted
    }

    private func elements<Value>(
        _ name: String,
        _ convert: (JSONValue, _ index: Int) throws(JSONFieldError) -> Value
    ) throws(JSONFieldError) -> [Value]? {
        guard let elements = try array(name) else { return nil }
        var values: [Value] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() { values.append(try convert(element, index)) }
        return values
    }

    private static func string(_ value: JSONValue, at pointer: @autoclosure () -> String) throws(JSONFieldError) -> String {
        guard case .string(let text) = value else {
            throw JSONFieldError(pointer: pointer(), expected: "a string", found: value.kind)
        }
        return text
    }

    private func model<Model>(
        _ value: JSONValue,
        at place: @autoclosure () -> String,
        _ read: (JSONValue) throws(JSONFieldError) -> Model
    ) throws(JSONFieldError) -> Model {
        do throws(JSONFieldError) {
            return try read(value)
        } catch {
            throw JSONFieldError(pointer: place() + error.pointer, expected: error.expected, found: error.found)
        }
    }

    private func missing(_ name: String, _ expected: String) -> JSONFieldError {
        JSONFieldError(pointer: place(of: name), expected: expected, found: object[name] == nil ? "nothing" : "null")
    }

    private func place(of name: String) -> String { Self.pointer(pointer, name) }

    private static func pointer(_ base: String, _ step: String) -> String { base + "/" + step.pointerStep }
}

extension JSONValue {
    /// The kind of value in words, for errors.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
