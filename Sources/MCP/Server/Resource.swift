import JSON

/// Something that can be read by its address.
package struct Resource: Sendable, Hashable {
    package let uri: String
    package let name: String
    package let title: String
    package let description: String
    package let mimeType: String

    package init(_ uri: String, name: String, title: String, description: String, mimeType: String) {
        self.uri = uri
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
    }

    var json: JSONValue { .object(Self.facts("uri", uri, name, title, description, mimeType)) }

    static func facts(_ key: String, _ uri: String, _ name: String, _ title: String, _ description: String, _ type: String) -> JSONObject {
        [
            key: .string(uri), "name": .string(name), "title": .string(title), "description": .string(description),
            "mimeType": .string(type),
        ]
    }
}

/// Many resources of one form. The template is a simple one of RFC 6570: a name in braces stands for one segment, at the end for all
/// that is left.
package struct ResourceTemplate: Sendable, Hashable {
    package let uriTemplate: String
    package let name: String
    package let title: String
    package let description: String
    package let mimeType: String

    package init(_ uriTemplate: String, name: String, title: String, description: String, mimeType: String) {
        self.uriTemplate = uriTemplate
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
    }

    var json: JSONValue { .object(Resource.facts("uriTemplate", uriTemplate, name, title, description, mimeType)) }

    /// The values a URI gives to the names in braces; nil when it has another form.
    package func values(of uri: String) -> [String: String]? {
        var values: [String: String] = [:]
        var (rest, pattern) = (Substring(uri), Substring(uriTemplate))
        while let open = pattern.firstIndex(of: "{"), let close = pattern[open...].firstIndex(of: "}") {
            let literal = pattern[..<open]
            guard rest.hasPrefix(literal) else { return nil }
            rest = rest.dropFirst(literal.count)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            let after = pattern[pattern.index(after: close)...]
            let value = after.isEmpty ? rest : rest[..<end]
            guard !value.isEmpty, value.count <= 512 else { return nil }
            values[String(pattern[pattern.index(after: open)..<close])] = String(value)
            rest = rest[value.endIndex...]
            pattern = after
        }
        return rest == pattern ? values : nil
    }
}
