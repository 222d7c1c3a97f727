import JSON
import MCP

extension MCPFixture {
    /// What a result can be made of.
    static let contentTools = [
        tool("test_simple_text", "Gives a text.") { _, _ in .complete(ToolResult([.text("This is a simple text response for testing.")])) },
        tool("test_image_content", "Gives a picture.") { _, _ in .complete(ToolResult([.image(png, mimeType: "image/png")])) },
        tool("test_audio_content", "Gives a sound.") { _, _ in .complete(ToolResult([.audio(wave, mimeType: "audio/wav")])) },
        tool("test_embedded_resource", "Gives a resource.") { _, _ in .complete(ToolResult([.resource(embedded)])) },
        tool("test_multiple_content_types", "Gives several.") { _, _ in
            .complete(ToolResult([.text("Multiple content types test:"), .image(png, mimeType: "image/png"), .resource(embedded)]))
        },
        tool("test_error_handling", "Fails.") { _, _ in .complete(.error("This tool intentionally returns an error for testing")) },
        tool("json_schema_2020_12_tool", "Has a schema with everything in it.", wide) { arguments, _ in
            .complete(ToolResult([.text("Received \(JSONValue.object(arguments).text())")]))
        },
        tool("test_structured", "Gives a structure.", output: sum) { _, _ in .complete(ToolResult(["sum": 5])) },
        tool("test_mirrored", "Takes an argument that stands in a header too.", mirrored) { _, _ in .complete(ToolResult([.text("ok")])) },
    ]

    private static let embedded = ResourceContents(
        uri: "test://embedded-resource",
        mimeType: "text/plain",
        .text("This is an embedded resource content.")
    )
    private static let sum: JSONValue = ["type": "object", "properties": ["sum": ["type": "integer"]], "required": ["sum"]]
    private static let mirrored: JSONValue = [
        "type": "object",
        "properties": [
            "region": ["type": "string", "x-mcp-header": "Region"], "count": ["type": "integer", "x-mcp-header": "Count"],
        ],
    ]
    private static let wide: JSONValue = [
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": [
            "address": [
                "$anchor": "addressDef", "type": "object", "properties": ["street": ["type": "string"], "city": ["type": "string"]],
            ]
        ],
        "properties": [
            "name": ["type": "string"], "address": ["$ref": "#/$defs/address"],
            "contactMethod": ["type": "string", "enum": ["phone", "email"]], "phone": ["type": "string"], "email": ["type": "string"],
        ],
        "allOf": [["anyOf": [["required": ["phone"]], ["required": ["email"]]]]],
        "if": ["properties": ["contactMethod": ["const": "phone"]], "required": ["contactMethod"]],
        "then": ["required": ["phone"]],
        "else": ["required": ["email"]],
        "additionalProperties": false,
    ]

    /// What takes its time, or tells others.
    static let workingTools = [
        tool("test_tool_with_progress", "Reports progress thrice.") { _, call in
            for step in [0.0, 50, 100] {
                call.report(Progress(step, of: 100, "Completed step \(Int(step)) of 100"))
                if step < 100 { try await Task.sleep(for: .milliseconds(50)) }
            }
            return .complete(ToolResult([.text("done")]))
        },
        tool("test_tool_with_logging", "Would log.") { _, _ in .complete(ToolResult([.text("This server keeps its log to itself.")])) },
        tool("test_logging_tool", "Would log.") { _, _ in .complete(ToolResult([.text("This server keeps its log to itself.")])) },
        tool("test_reconnection", "Ends the stream in the middle of the call.") { _, call in
            call.report(Progress(1, of: 2))
            call.hangUp()
            try await Task.sleep(for: .milliseconds(100))
            return .complete(ToolResult([.text("Reconnection test completed.")]))
        },
        tool("test_trigger_tool_change", "Says that the tools changed.") { _, call in
            call.changed(.tools)
            return .complete(ToolResult([.text("said")]))
        },
        tool("test_trigger_prompt_change", "Says that the prompts changed.") { _, call in
            call.changed(.prompts)
            return .complete(ToolResult([.text("said")]))
        },
        tool("test_trigger_resource_change", "Says that the watched resource changed.") { _, call in
            call.changed(.resource("test://watched-resource"))
            return .complete(ToolResult([.text("said")]))
        },
    ]
}
