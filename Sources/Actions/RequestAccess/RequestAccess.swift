import Catalog
import FoundationEssentials
import Gateway
import JSON

/// Asks the people for a rule that would allow something. The same question is asked once; it is closed when the policy allows it.
package enum RequestAccess {
    package static let action = AgentAction(
        name: "request_access",
        summary: "Ask the people behind the gateway for access that a rule denies.",
        input: [
            "type": "object", "required": ["reason"], "additionalProperties": false,
            "properties": [
                "operations": ["type": "array", "items": ["type": "string", "maxLength": 300], "minItems": 1, "maxItems": 20],
                "api": ["type": "string", "maxLength": 200],
                "effect": ["enum": ["read", "write", "delete", "purchase"]],
                "scope": [
                    "type": "object", "additionalProperties": false,
                    "properties": [
                        "subscription": ["type": "string", "maxLength": 100],
                        "resourceGroups": ["type": "array", "items": ["type": "string", "maxLength": 100], "maxItems": 20],
                        "names": ["type": "array", "items": ["type": "string", "maxLength": 100], "maxItems": 20],
                    ],
                ],
                "reason": ["type": "string", "minLength": 1, "maxLength": 300],
                "expires_in_h": ["type": "integer", "minimum": 1, "maximum": 2160],
            ],
        ],
        scope: .read
    ) { arguments, context, session in
        guard arguments["operations"] != nil || arguments["api"] != nil else {
            throw Refusal(
                .invalidInputs,
                "It does not say access to what.",
                fieldErrors: [Refusal.FieldError("/operations", expected: "operations, or an api")],
                next: Refusal.Call("search_operations", ["intent": arguments["reason"] ?? "what there is"])
            )
        }
        let request = try await context.requests.ask(arguments, for: session.agent)
        let rule = rule(arguments, request.id, session)
        let isSatisfied = try await allowed(arguments, context, session)
        return [
            "request": .string(request.id), "state": isSatisfied ? "satisfied" : "pending",
            "proposed_rules": [rule], "expires_at": .string(RFC3339.text(request.expires)),
            "review_url": .optional(context.pages.map { "\($0)/requests/\(request.id)" }),
            "human": Refusal.Human(
                isSatisfied
                    ? "Nothing is left to do." : "Put the proposed rule into the policy, before those that deny: signet policy apply FILE",
                url: context.pages.map { "\($0)/requests/\(request.id)" }
            ).json,
        ]
    }

    /// As a policy file has it.
    private static func rule(_ arguments: JSONValue, _ id: String, _ session: AgentSession) -> JSONValue {
        var rule: JSONObject = ["name": .string("asked for in \(id)"), "agent": .string(session.agent)]
        rule["operation"] = arguments["operations"] ?? arguments["api"]?.string.map { .string("\($0)/*") }
        rule["effect"] = arguments["effect"]
        rule["subscription"] = arguments["scope"]?["subscription"]
        rule["group"] = arguments["scope"]?["resourceGroups"]
        rule["resource"] = arguments["scope"]?["names"]
        rule["then"] = arguments["effect"]?.string == "read" ? "allow" : "approval"
        return .object(rule)
    }

    private static func allowed(_ arguments: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws -> Bool {
        let names = (arguments["operations"]?.array ?? []).compactMap(\.string)
        let access = Access(policy: try await context.policy(), session: session)
        for name in names {
            guard let contract = try? await context.library.contract(name),
                access.state(contract.name, contract.effect, contract.method).state != .denied
            else { return false }
        }
        return !names.isEmpty
    }
}
