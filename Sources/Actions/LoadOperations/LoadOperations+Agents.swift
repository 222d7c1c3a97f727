import Catalog
import Gateway
import JSON

extension LoadOperations {
    /// Contracts, each with the rule that will decide about the call and with the call itself.
    package static let action = AgentAction(
        name: "load_operations",
        summary: "Get the contract of operations: what they take, an example call, what they answer, what a policy says of them.",
        input: [
            "type": "object", "required": ["operations"], "additionalProperties": false,
            "properties": [
                "operations": [
                    "type": "array", "items": ["type": "string", "minLength": 1, "maxLength": 300], "minItems": 1, "maxItems": 5,
                ],
                "detail": ["enum": ["call", "full"], "default": "call"],
                "max_tokens": ["type": "integer", "minimum": 200, "maximum": 12_000, "default": 3000],
            ],
        ],
        scope: .read
    ) { arguments, context, session in
        let names = (arguments["operations"]?.array ?? []).compactMap(\.string)
        let isFull = arguments["detail"]?.string == "full"
        let tokens = arguments["max_tokens"]?.int ?? (isFull ? 12_000 : 3000)
        let access = Access(policy: try await context.policy(), session: session)
        var loaded: [JSONValue] = []
        for name in names {
            let contract = try await context.library.contract(name)
            var json = TokenBudget(tokens).fitted(contract).json.object ?? [:]
            let outlook = access.state(contract.name, contract.effect, contract.method)
            json["operation"] = .string(contract.name)
            json["access"] = outlook.json
            json["policy"] = ["rule": .optional(outlook.rule), "reason": .string(outlook.reason)]
            json["next"] = contract.call(contract.example).json
            loaded.append(.object(json))
        }
        return ["operations": .array(loaded)]
    }
}

extension Contract {
    /// `api/OperationId`, which means this one and no other.
    package var name: String { "\(api)/\(operationId)" }

    /// Whether it only looks: what `execute_read` may call. A POST that hands out a secret, such as a backup, is more than a look.
    var isPlainRead: Bool { effect == .read && (method == "GET" || !returnsSecret) }

    /// The call of an agent, with all it needs.
    func call(_ inputs: JSONValue) -> Refusal.Call {
        guard !isPlainRead else { return Refusal.Call("execute_read", ["operation": .string(name), "inputs": inputs]) }
        return Refusal.Call(
            "execute",
            ["operation": .string(name), "inputs": inputs, "schema_digest": .string(digest), "reason": "say why"]
        )
    }
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
