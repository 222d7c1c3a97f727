import JSON

/// The parts of an operation, the same for Swagger 2.0 and OpenAPI 3.
struct OperationShape {
    struct Parameter {
        let name: String
        let place: String
        let isRequired: Bool
        let schema: JSONValue
        let description: String
    }

    struct Body {
        let schema: JSONValue
        let isRequired: Bool
        let mediaType: String
    }

    struct Response {
        let status: String
        let description: String
        let schema: JSONValue?
    }

    private(set) var parameters: [Parameter] = []
    private(set) var body: Body?
    private(set) var responses: [Response] = []
    private(set) var missing: [String] = []

    private static let maximumParameters = 200

    init(_ operation: CatalogOperation, references: References) {
        var form: [Parameter] = []
        for value in (operation.node["parameters"]?.array ?? []).prefix(Self.maximumParameters) {
            guard let parameter = references.follow(value) else {
                missing.append(DocumentReader.plain(value["$ref"]?.string ?? "a parameter", atMost: 300))
                continue
            }
            guard let name = parameter["name"]?.string, let place = parameter["in"]?.string else { continue }
            let isRequired = parameter["required"]?.bool ?? (place == "path")
            if place == "body" {
                body = Body(schema: parameter["schema"] ?? [:], isRequired: isRequired, mediaType: "application/json")
                continue
            }
            let read = Parameter(
                name: name,
                place: place,
                isRequired: isRequired || place == "path",
                schema: Self.schema(of: parameter),
                description: DocumentReader.plain(parameter["description"]?.string ?? "", atMost: 300)
            )
            if place == "formData" { form.append(read) } else { parameters.append(read) }
        }
        readPath(operation, references)
        if !form.isEmpty { body = Self.body(of: form) }
        readBody(operation, references)
        readResponses(operation, references)
    }

    /// What a path names and nobody describes is a string all the same; documents whose common parts are missing are full of it.
    private mutating func readPath(_ operation: CatalogOperation, _ references: References) {
        let path = operation.node["x-signet-path"]?.string ?? operation.path
        let server = references.root["servers"]?[0]
        let names = Self.names(in: (server?["url"]?.string ?? "") + path)
        for name in names where !parameters.contains(where: { $0.name == name && $0.place == "path" }) {
            let variable = server?["variables"]?[name]
            let text = DocumentReader.plain(variable?["description"]?.string ?? "", atMost: 300)
            parameters.append(Parameter(name: name, place: "path", isRequired: true, schema: ["type": "string"], description: text))
        }
    }

    static func names(in path: String) -> [String] {
        path.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
            part.firstIndex(of: "}").map { String(part[..<$0]) }
        }.filter { !$0.isEmpty }
    }

    /// Swagger 2.0 writes a parameter's schema into the parameter itself.
    private static func schema(of parameter: JSONValue) -> JSONValue {
        if let schema = parameter["schema"] ?? parameter["content"]?.object?.first?.value["schema"] {
            guard parameter["x-ms-enum"] != nil, case .object(var object) = schema, object["x-ms-enum"] == nil else { return schema }
            object["x-ms-enum"] = parameter["x-ms-enum"]
            return .object(object)
        }
        var schema = JSONObject()
        for (name, value) in parameter.object ?? [:] where !["name", "in", "required", "description"].contains(name) {
            schema[name] = value
        }
        return .object(schema)
    }

    private static func body(of form: [Parameter]) -> Body {
        var properties = JSONObject()
        for parameter in form { properties[parameter.name] = parameter.schema }
        let required = form.filter(\.isRequired).map { JSONValue.string($0.name) }
        let schema: JSONValue = ["type": "object", "properties": .object(properties), "required": .array(required)]
        return Body(schema: schema, isRequired: !required.isEmpty, mediaType: "application/x-www-form-urlencoded")
    }

    private mutating func readBody(_ operation: CatalogOperation, _ references: References) {
        guard let written = operation.node["requestBody"] else { return }
        guard let request = references.follow(written) else {
            return missing.append(DocumentReader.plain(written["$ref"]?.string ?? "the body", atMost: 300))
        }
        guard let content = request["content"]?.object, let first = content.first else { return }
        let chosen = content.first { $0.key.contains("json") } ?? first
        body = Body(
            schema: chosen.value["schema"] ?? [:],
            isRequired: request["required"]?.bool ?? false,
            mediaType: DocumentReader.plain(chosen.key, atMost: 100)
        )
    }

    private mutating func readResponses(_ operation: CatalogOperation, _ references: References) {
        for (status, written) in operation.node["responses"]?.object ?? [:] {
            guard responses.count < 50 else { return }
            let response = references.follow(written)
            if response == nil { missing.append(DocumentReader.plain(written["$ref"]?.string ?? "a response", atMost: 300)) }
            let content = response?["content"]?.object
            let media = content?.first { $0.key.contains("json") } ?? content?.first
            responses.append(
                Response(
                    status: status,
                    description: DocumentReader.plain(response?["description"]?.string ?? "", atMost: 200),
                    schema: media?.value["schema"] ?? response?["schema"]
                )
            )
        }
    }

    /// The answer of success, where it has a body.
    var answer: JSONValue? {
        let good = responses.filter { $0.status.hasPrefix("2") }.sorted { $0.status < $1.status }
        return good.lazy.compactMap(\.schema).first
    }
}
