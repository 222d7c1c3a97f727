import JSON

/// A tracked resource without properties as it is sent: location, and tags if any.
func trackedBody(location: String, tags: [String: String]) -> JSONValue {
    var body: JSONObject = ["location": .string(location)]
    if !tags.isEmpty { body["tags"] = stringMap(tags) }
    return .object(body)
}

/// A map in the order of its names, so that equal maps make equal bodies.
func stringMap(_ map: [String: String]) -> JSONValue {
    var object = JSONObject()
    for (name, value) in map.sorted(by: { $0.key < $1.key }) { object[name] = .string(value) }
    return .object(object)
}
