import Gateway
import JSON

/// What the answers look like.
enum APISchemas {
    /// The schema of an action's result, by the action's name.
    static let ofResult: [String: String] = [
        "search_operations": "SearchAnswer", "load_operations": "Contracts", "execute": "Execution", "execute_read": "Execution",
        "get_execution": "Execution", "read_result": "Slice",
    ]

    static let json: JSONValue = [
        "Next": [
            "type": "object", "required": ["tool", "arguments"],
            "properties": ["tool": ["type": "string"], "arguments": ["type": "object"]],
        ],
        "Refusal": refusal,
        "SearchAnswer": [
            "type": "object", "required": ["results"],
            "properties": [
                "results": ["type": "array", "items": ["type": "object"]], "confidence": text, "understood_as": texts,
                "next_cursor": optionalText, "suggestions": texts,
            ],
        ],
        "Contracts": [
            "type": "object", "required": ["operations"], "properties": ["operations": ["type": "array", "items": ["type": "object"]]],
        ],
        "Execution": [
            "type": "object", "required": ["execution", "state"],
            "properties": [
                "execution": text, "state": ["enum": ["succeeded", "failed", "running", "held"]],
                "http_status": ["type": ["integer", "null"]], "body": [:],
                "redactions": ["type": "array", "items": ["type": "object", "properties": ["pointer": text, "handle": text]]],
                "truncated": ["type": ["object", "null"]], "upstream": ["type": ["object", "null"]],
                "audit_seq": ["type": ["integer", "null"]], "next": optional("Next"),
            ],
        ],
        "Slice": ["type": "object"],
        "Approval": [
            "type": "object", "required": ["approval", "state", "digest", "expires_at"],
            "properties": [
                "approval": text, "state": text, "kind": ["enum": ["request", "plan"]], "agent": text, "title": text, "digest": text,
                "reason": text, "rule": text, "people": ["type": "integer"], "missing": ["type": "integer"], "created_at": text,
                "expires_at": text, "votes": ["type": "array", "items": ["type": "object"]], "words": text,
            ],
        ],
    ]

    private static let text: JSONValue = ["type": "string"]
    private static let texts: JSONValue = ["type": "array", "items": ["type": "string"]]
    private static let optionalText: JSONValue = ["type": ["string", "null"]]

    private static func optional(_ schema: String) -> JSONValue {
        ["oneOf": [["$ref": .string("#/components/schemas/\(schema)")], ["type": "null"]]]
    }

    private static let refusal: JSONValue = [
        "type": "object", "required": ["code", "message"],
        "properties": [
            "code": [
                "type": "string", "examples": .array(Refusal.Code.allCases.map { .string($0.rawValue) }),
            ], "message": text, "retryable": ["type": "boolean"], "retry_after_s": ["type": ["integer", "null"]],
            "fault": ["enum": ["input", "access", "approval", "upstream", "gateway"]],
            "field_errors": [
                "type": "array", "items": ["type": "object", "properties": ["pointer": text, "expected": text, "got": [:]]],
            ],
            "next": optional("Next"),
            "human": ["type": ["object", "null"], "properties": ["do": text, "url": optionalText, "expires_at": optionalText]],
            "upstream": ["type": ["object", "null"]], "execution": optionalText,
        ],
    ]
}
