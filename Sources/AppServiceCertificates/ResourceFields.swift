import AzureCore
import JSON

/// What the models of this module share in reading and writing.
extension JSONFields {
    /// The `properties` of a resource; an absent object reads like an empty one.
    func properties() throws(JSONFieldError) -> JSONFields {
        if let properties = try fields("properties") { return properties }
        return try JSONFields([:], at: pointer + "/properties")
    }

    func word<Word: ServiceWord>(_ name: String) throws(JSONFieldError) -> Word? {
        try string(name).map { Word(rawValue: $0) }
    }

    func words<Word: ServiceWord>(_ name: String) throws(JSONFieldError) -> [Word] {
        (try strings(name) ?? []).map { Word(rawValue: $0) }
    }

    /// A nested model; errors inside it name the place from the nested object on, so its own place is put in front.
    func model<Model>(_ name: String, _ read: (JSONValue) throws(JSONFieldError) -> Model) throws(JSONFieldError) -> Model? {
        guard let fields = try fields(name) else { return nil }
        return try Self.model(fields, read)
    }

    /// A list of nested models; an absent list reads like an empty one.
    func models<Model>(_ name: String, _ read: (JSONValue) throws(JSONFieldError) -> Model) throws(JSONFieldError) -> [Model] {
        var models: [Model] = []
        for fields in try list(name) ?? [] { models.append(try Self.model(fields, read)) }
        return models
    }

    private static func model<Model>(
        _ fields: JSONFields,
        _ read: (JSONValue) throws(JSONFieldError) -> Model
    ) throws(JSONFieldError) -> Model {
        do throws(JSONFieldError) {
            return try read(fields.value)
        } catch {
            throw JSONFieldError(pointer: fields.pointer + error.pointer, expected: error.expected, found: error.found)
        }
    }
}

/// A tracked resource as it is sent: location, tags if any, properties.
func resourceBody(location: String, tags: [String: String], properties: JSONObject) -> JSONValue {
    var body: JSONObject = ["location": .string(location)]
    if !tags.isEmpty {
        var object = JSONObject()
        for (name, value) in tags.sorted(by: { $0.key < $1.key }) { object[name] = .string(value) }
        body["tags"] = .object(object)
    }
    body["properties"] = .object(properties)
    return .object(body)
}
