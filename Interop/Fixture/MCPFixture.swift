import FoundationEssentials
import JSON
import MCP

/// A server that holds what the protocol's official suite looks for, under the names it looks for. It is in no product.
package enum MCPFixture {
    package static func server(
        limits: Server.Limits = Server.Limits(),
        now: @escaping @Sendable () -> Date = { Date() },
        extra: [Tool] = []
    ) -> Server {
        Server(
            .init(name: "fixture", title: "Fixture", version: "1.0.0", instructions: "Everything a client can meet."),
            tools: contentTools + workingTools + askingTools + extra,
            prompts: prompts,
            resources: resources,
            templates: [template],
            read: read,
            complete: { request, _ in
                guard case .prompt = request.reference else { return [] }
                return ["paris", "park", "party"].filter { $0.hasPrefix(request.value) }
            },
            announcesChanges: true,
            limits: limits,
            now: now
        )
    }

    static let nothing: JSONValue = ["type": "object", "additionalProperties": false]
    static let reading = Tool.Annotations(readOnly: true, idempotent: true, openWorld: false)

    static func tool(
        _ name: String,
        _ description: String,
        _ schema: JSONValue = nothing,
        output: JSONValue? = nil,
        _ run: @escaping @Sendable (JSONObject, Call) async throws -> Tool.Outcome
    ) -> Tool {
        Tool(
            name,
            title: name,
            description: description,
            inputSchema: schema,
            outputSchema: output,
            annotations: reading,
            run: run
        )
    }

    /// One red dot.
    static let png: [UInt8] = Array(
        Data(
            base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
        ) ?? Data()
    )
    /// A file of silence with no samples in it.
    static let wave: [UInt8] = Array(Data(base64Encoded: "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=") ?? Data())
}

extension MCPFixture {
    static let resources = [
        Resource("test://static-text", name: "text", title: "Text", description: "A text.", mimeType: "text/plain"),
        Resource("test://static-binary", name: "binary", title: "Picture", description: "A picture.", mimeType: "image/png"),
        Resource("test://watched-resource", name: "watched", title: "Watched", description: "One that changes.", mimeType: "text/plain"),
    ]
    static let template = ResourceTemplate(
        "test://template/{id}/data",
        name: "template",
        title: "By number",
        description: "One for every id.",
        mimeType: "application/json"
    )

    static let read: Server.Reader = { uri, _ in
        switch uri {
        case "test://static-text": return text(uri, "This is the content of the static text resource.")
        case "test://static-binary": return .contents([ResourceContents(uri: uri, mimeType: "image/png", .bytes(png))])
        case "test://watched-resource": return text(uri, "watched")
        default:
            return template.values(of: uri)?["id"].map { id in
                let json: JSONValue = ["id": .string(id), "templateTest": true, "data": .string("Data for ID: \(id)")]
                return .contents([ResourceContents(uri: uri, mimeType: "application/json", .text(json.text()))])
            }
        }
    }

    private static func text(_ uri: String, _ text: String) -> Server.ReadOutcome {
        .contents([ResourceContents(uri: uri, mimeType: "text/plain", .text(text))])
    }

    static let prompts = [
        Prompt("test_simple_prompt", title: "Simple", description: "A simple prompt.") { _, _ in
            .messages([.text("This is a simple prompt for testing.")])
        },
        Prompt(
            "test_prompt_with_arguments",
            title: "Arguments",
            description: "A prompt with arguments.",
            arguments: [.init("arg1", "The first.", required: true), .init("arg2", "The second.", required: true)]
        ) { values, _ in
            .messages([.text("Prompt with arguments: arg1='\(values["arg1"] ?? "")', arg2='\(values["arg2"] ?? "")'")])
        },
        Prompt(
            "test_prompt_with_embedded_resource",
            title: "Resource",
            description: "A prompt with a resource in it.",
            arguments: [.init("resourceUri", "Which.", required: true)]
        ) { values, _ in
            let contents = ResourceContents(uri: values["resourceUri"] ?? "", mimeType: "text/plain", .text("Embedded resource content."))
            return .messages([.resource(contents), .text("Please process the embedded resource above.")])
        },
        Prompt("test_prompt_with_image", title: "Picture", description: "A prompt with a picture in it.") { _, _ in
            .messages([.image(png, mimeType: "image/png"), .text("Please analyze the image above.")])
        },
        Prompt("test_input_required_result_prompt", title: "Asks", description: "A prompt that asks first.") { _, call in
            guard let context = call.answers["user_context"]?.content?["context"]?.string else {
                return .ask([.init("user_context", form("What context should the prompt use?", "context"))])
            }
            return .messages([.text("Use this context: \(context)")])
        },
    ]

    static func form(_ message: String, _ field: String) -> InputRequest.Kind {
        .form(message: message, schema: ["type": "object", "properties": [field: ["type": "string"]], "required": [.string(field)]])
    }
}
