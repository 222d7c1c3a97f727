import JSON

/// What the tools answer, by their names. All are objects, so that clients of every revision can read them; what an upstream says is left
/// open, since its contract has it.
enum ToolSchemas {
    static let ofResult: [String: JSONValue] = [
        "search_operations": object(
            ["results": list(hit), "understood_as": texts, "next_cursor": optionalText, "suggestions": texts, "next": next],
            required: ["results", "next_cursor", "next"]
        ),
        "load_operations": object(["operations": list(contract)], required: ["operations"]),
        "execute_read": execution, "execute": executionOrPlan, "get_execution": executionOrPlan, "cert_apply": execution,
        "read_result": object(
            ["value": [:], "offset": number, "count": number, "total": number, "next": next],
            required: ["value", "offset", "count", "total", "next"]
        ),
        "describe_access": access,
        "request_access": object(
            [
                "request": text, "state": ["enum": ["pending", "satisfied"]], "proposed_rules": list(["type": "object"]),
                "expires_at": text, "review_url": optionalText, "human": human,
            ],
            required: ["request", "state", "proposed_rules"]
        ),
        "cert_inventory": object(
            ["certificates": list(certificate), "total": number, "audit_seq": optionalNumber, "next": next],
            required: ["certificates", "total", "next"]
        ),
        "cert_status": object(["status": ["type": ["object", "null"]], "audit_seq": optionalNumber, "next": next], required: ["status"]),
        "cert_plan": plan,
        "cert_cancel_plan": object(["plan": text, "state": ["enum": ["cancelled", "unknown"]]], required: ["plan", "state"]),
        "cert_probe": object(["served": served, "audit_seq": optionalNumber], required: ["served"]),
        "cert_history": object(
            ["events": list(event), "total": number, "audit_seq": optionalNumber, "next": next],
            required: ["events", "total", "next"]
        ),
    ]

    private static let text: JSONValue = ["type": "string"]
    private static let optionalText: JSONValue = ["type": ["string", "null"]]
    private static let texts: JSONValue = list(text)
    private static let flag: JSONValue = ["type": "boolean"]
    private static let number: JSONValue = ["type": "integer"]
    private static let optionalNumber: JSONValue = ["type": ["integer", "null"]]
    private static let anything: JSONValue = ["type": ["object", "null"]]

    private static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    private static func object(_ properties: JSONObject, required: [String] = [], orNull: Bool = false) -> JSONValue {
        [
            "type": orNull ? ["object", "null"] : "object", "properties": .object(properties),
            "required": .array(required.map(JSONValue.string)),
        ]
    }

    /// The call that comes next, as it stands.
    private static let next = object(["tool": text, "arguments": ["type": "object"]], required: ["tool", "arguments"], orNull: true)
    private static let human = object(["do": text, "url": optionalText, "expires_at": optionalText], required: ["do"], orNull: true)

    private static let hit = object(
        [
            "operation": text, "operation_id": text, "title": text, "effect": text, "confidence": text, "why": texts,
            "access": object(["state": text, "reason": text]),
        ]
    )

    private static let contract = object(
        ["operation": text, "input_schema": ["type": "object"], "schema_digest": text, "access": ["type": "object"], "next": next],
        required: ["operation", "input_schema", "access", "next"]
    )

    private static let executionFacts: JSONObject = [
        "execution": text, "http_status": optionalNumber, "body": [:],
        "redactions": list(object(["pointer": text, "handle": optionalText])),
        "truncated": object(["bytes": number, "resource": text], orNull: true), "upstream": anything, "audit_seq": optionalNumber,
        "waiting_for": text, "next": next,
    ]

    private static let execution = object(
        executionFacts.with("state", ["enum": ["succeeded", "failed", "running", "held"]]),
        required: ["execution", "state", "body", "next"]
    )

    private static let planFacts: JSONObject = [
        "plan": text, "digest": text, "summary": text, "steps": list(["type": "object"]), "cost": ["type": "object"],
        "expected_expiry": [:], "preconditions": list(["type": "object"]), "blast_radius": ["type": "object"], "downtime": text,
        "approval": object(["required": flag], required: ["required"]), "expires_at": text, "next": next,
    ]

    private static let plan = object(
        planFacts.with("state", ["enum": ["planned"]]),
        required: ["state", "plan", "digest", "summary", "steps", "cost", "approval", "expires_at", "next"]
    )

    /// What costs money answers with a plan.
    private static let executionOrPlan = object(
        executionFacts.merged(planFacts).with("state", ["enum": ["succeeded", "failed", "running", "held", "planned"]]),
        required: ["state", "next"]
    )

    private static let access = object(
        [
            "agent": text, "expires_at": optionalText, "scopes": texts, "place": text, "apis": list(["type": "object"]),
            "credentials": list(["type": "object"]), "rules": texts, "otherwise": text, "left": ["type": "object"],
            "pending_approvals": list(["type": "object"]), "held": texts,
        ],
        required: ["agent", "scopes", "apis", "credentials", "rules", "left", "pending_approvals", "held"]
    )

    private static let certificate = object(
        [
            "name": text, "resourceGroup": text, "domain": text, "product": text, "status": text, "expirationTime": optionalText,
            "daysLeft": optionalNumber, "autoRenew": ["type": ["boolean", "null"]], "renewedBy": text, "nextAction": ["type": "object"],
            "drift": anything, "id": text,
        ],
        required: ["name", "domain", "status", "daysLeft", "nextAction"]
    )

    private static let served = object(
        [
            "hostName": text, "ok": flag, "fault": optionalText, "serialNumber": optionalText, "tlsVersion": text,
            "chain": list(["type": "object"]),
        ],
        required: ["hostName", "ok"],
        orNull: true
    )

    private static let event = object(
        ["at": text, "source": ["enum": ["service", "mail", "signet"]], "what": text, "detail": text, "run": optionalText],
        required: ["at", "source", "what"]
    )
}

extension JSONObject {
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }

    fileprivate func merged(_ others: JSONObject) -> JSONObject {
        others.reduce(into: self) { $0[$1.key] = $1.value }
    }
}
