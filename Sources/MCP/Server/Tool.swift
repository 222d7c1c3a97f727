import JSON

/// Something a client can have done.
package struct Tool: Sendable {
    package let name: String
    package let title: String
    package let description: String
    package let inputSchema: JSONValue
    package let outputSchema: JSONValue?
    package let annotations: Annotations
    /// What a token has to allow before the call is looked at.
    package let scope: String?
    let mirrored: [MirroredParameter]
    let run: @Sendable (JSONObject, Call) async throws -> Outcome

    /// Hints for clients. Nothing is enforced by them.
    package struct Annotations: Sendable, Hashable {
        let isReadOnly: Bool
        let isDestructive: Bool
        let isIdempotent: Bool
        let isOpenWorld: Bool

        package init(readOnly: Bool, destructive: Bool = false, idempotent: Bool, openWorld: Bool) {
            (isReadOnly, isDestructive, isIdempotent, isOpenWorld) = (readOnly, destructive, idempotent, openWorld)
        }
    }

    package enum Outcome: Sendable {
        case complete(ToolResult)
        /// Something has to be asked first. The call is made again with the answers and the same state.
        case ask([InputRequest], state: JSONValue? = nil)
    }

    /// - Parameters:
    ///   - inputSchema: an object schema; properties with `x-mcp-header` are checked against their header.
    ///   - run: takes the arguments as they came: to check them is its business, as is to turn its failures into results.
    package init(
        _ name: String,
        title: String,
        description: String,
        inputSchema: JSONValue,
        outputSchema: JSONValue? = nil,
        annotations: Annotations,
        scope: String? = nil,
        run: @escaping @Sendable (JSONObject, Call) async throws -> Outcome
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.annotations = annotations
        self.scope = scope
        self.run = run
        mirrored = MirroredParameter.all(in: inputSchema)
    }

    var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "title": .string(title), "description": .string(description), "inputSchema": inputSchema,
        ]
        object["outputSchema"] = outputSchema
        object["annotations"] = [
            "title": .string(title), "readOnlyHint": .bool(annotations.isReadOnly), "destructiveHint": .bool(annotations.isDestructive),
            "idempotentHint": .bool(annotations.isIdempotent), "openWorldHint": .bool(annotations.isOpenWorld),
        ]
        return .object(object)
    }
}

/// What a call came to.
package struct ToolResult: Sendable, Hashable {
    package let content: [Content]
    package let structured: JSONValue?
    package let isError: Bool

    package init(_ content: [Content], structured: JSONValue? = nil, isError: Bool = false) {
        self.content = content
        self.structured = structured
        self.isError = isError
    }

    /// A value, with its JSON as text for clients that read no structure.
    package init(_ structured: JSONValue, isError: Bool = false) {
        self.init([.text(structured.text())], structured: structured, isError: isError)
    }

    package static func error(_ text: String) -> ToolResult { ToolResult([.text(text)], isError: true) }

    var json: JSONObject {
        var object: JSONObject = ["content": .array(content.map(\.json))]
        object["structuredContent"] = structured
        if isError { object["isError"] = true }
        return object
    }
}
