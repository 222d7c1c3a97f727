import JSON
import MCP

extension MCPFixture {
    private static let messageSchema: JSONValue = [
        "type": "object", "properties": ["message": ["type": "string"], "prompt": ["type": "string"]],
    ]

    /// What has to ask the client, or its user, before it is done.
    static let askingTools =
        [
            tool("test_sampling", "Has the client's model say something.", messageSchema) { arguments, call in
                let prompt = arguments["prompt"]?.string ?? "Say something."
                guard let answer = call.answers["sample"] else { return .ask([.init("sample", sample(prompt))]) }
                return .complete(ToolResult([.text("LLM response: \(answer.json["content"]?["text"]?.string ?? "")")]))
            },
            asksForm("test_elicitation", ["username": ["type": "string"], "email": ["type": "string", "format": "email"]]),
            asksForm("test_streaming_elicitation", ["username": ["type": "string"]]),
            asksForm(
                "test_elicitation_sep1034_defaults",
                [
                    "name": ["type": "string", "default": "John Doe"], "age": ["type": "integer", "default": 30],
                    "score": ["type": "number", "default": .number(JSONNumber(95.5) ?? 0)],
                    "status": ["type": "string", "enum": ["active", "inactive", "pending"], "default": "active"],
                    "verified": ["type": "boolean", "default": true],
                ]
            ),
            asksForm(
                "test_elicitation_sep1330_enums",
                [
                    "untitledSingle": ["type": "string", "enum": ["option1", "option2", "option3"]],
                    "titledSingle": [
                        "type": "string", "oneOf": [["const": "value1", "title": "First"], ["const": "value2", "title": "Second"]],
                    ],
                    "untitledMulti": ["type": "array", "items": ["type": "string", "enum": ["option1", "option2"]]],
                ]
            ),
            tool("test_missing_capability", "Needs sampling.") { _, call in
                guard call.client.samples else { throw RPCError.missingCapability(["sampling": [:]]) }
                return .complete(ToolResult([.text("sampling is there")]))
            },
            tool("test_url_elicitation", "Has the user open a page.") { _, call in
                switch call.answers["page"]?.action {
                case nil: .ask([.init("page", .url("https://certs.example.org/review/7", message: "Look at this."))])
                case .accept?: .complete(ToolResult([.text("opened")]))
                case .decline?, .cancel?: .complete(.error("not opened"))
                }
            },
        ] + inputRequiredTools

    private static let inputRequiredTools = [
        asksForm("test_input_required_result_elicitation", ["name": ["type": "string"]], key: "user_name"),
        asksForm("test_input_required_result_tampered_state", ["name": ["type": "string"]], key: "user_name", state: "kept"),
        asksForm("test_input_required_result_request_state", ["name": ["type": "string"]], key: "user_name", state: "state-ok"),
        tool("test_input_required_result_sampling", "Has the client's model answer.") { _, call in
            guard let answer = call.answers["capital_question"] else {
                return .ask([.init("capital_question", sample("What is the capital of France?"))])
            }
            return .complete(ToolResult([.text(answer.json["content"]?["text"]?.string ?? "")]))
        },
        tool("test_input_required_result_list_roots", "Looks at the client's roots.") { _, call in
            guard let answer = call.answers["client_roots"] else { return .ask([.init("client_roots", .roots)]) }
            return .complete(ToolResult([.text("\(answer.json["roots"]?.array?.count ?? 0) roots")]))
        },
        tool("test_input_required_result_multiple_inputs", "Asks two things at once.") { _, call in
            guard let name = call.answers["user_name"]?.content?["name"]?.string, let greeting = call.answers["greeting"] else {
                return .ask([.init("user_name", form("Your name?", "name")), .init("greeting", sample("Greet somebody."))], state: "both")
            }
            return .complete(ToolResult([.text("\(greeting.json["content"]?["text"]?.string ?? "") \(name)")]))
        },
        tool("test_input_required_result_multi_round", "Asks one thing after the other.") { _, call in
            if call.state?["name"] == nil {
                guard let name = call.answers["step1"]?.content?["name"] else { return .ask([.init("step1", form("Your name?", "name"))]) }
                return .ask([.init("step2", form("Your colour?", "color"))], state: ["name": name])
            }
            let colour = call.answers["step2"]?.content?["color"]?.string ?? ""
            return .complete(ToolResult([.text("\(call.state?["name"]?.string ?? "") likes \(colour)")]))
        },
        tool("test_input_required_result_capabilities", "Asks only for what the client can do.") { _, call in
            let wanted = [InputRequest("form", form("Your name?", "name")), InputRequest("sample", sample("Say something."))]
            let possible = wanted.filter { call.canAsk($0) && call.answers[$0.key] == nil }
            return possible.isEmpty ? .complete(ToolResult([.text("nothing left to ask")])) : .ask(possible)
        },
    ]

    private static func sample(_ text: String) -> InputRequest.Kind {
        .sample(["messages": [["role": "user", "content": ["type": "text", "text": .string(text)]]], "maxTokens": 100])
    }

    private static func asksForm(_ name: String, _ properties: JSONValue, key: String = "form", state: JSONValue? = nil) -> Tool {
        tool(name, "Asks by a form.", messageSchema) { arguments, call in
            guard let answer = call.answers[key], let action = answer.action else {
                let message = arguments["message"]?.string ?? "Please answer."
                return .ask([.init(key, .form(message: message, schema: ["type": "object", "properties": properties]))], state: state)
            }
            let content = JSONValue.object(answer.content ?? [:]).text()
            let kept = call.state?.string.map { " \($0)" } ?? ""
            return .complete(ToolResult([.text("User response: action=\(action.rawValue), content=\(content)\(kept)")]))
        }
    }
}
