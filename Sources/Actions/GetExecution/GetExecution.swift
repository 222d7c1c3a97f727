import Gateway
import JSON

/// Says how a call that was begun stands, and goes on with it where it may.
package enum GetExecution {
    package static let action = AgentAction(
        name: "get_execution",
        summary: "See how a call stands that runs on or waits for a person; goes on with it when it may.",
        input: [
            "type": "object", "required": ["execution"], "additionalProperties": false,
            "properties": [
                "execution": ["type": "string", "minLength": 5, "maxLength": 80],
                "wait_s": ["type": "integer", "minimum": 0, "maximum": 50, "default": 0],
            ],
        ],
        scope: .read
    ) { arguments, context, session in
        let id = arguments["execution"]?.string ?? ""
        guard let found = try await context.executions.find(id, of: session.agent) else {
            throw Refusal(
                .unknownExecution,
                "There is no execution '\(id)' of this agent that anything could have become of; a finished read is not kept.",
                next: Refusal.Call("describe_access")
            )
        }
        return try await Following(found, context, session).answer(wait: arguments["wait_s"]?.int ?? 0)
    }
}
