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
