import FoundationEssentials
import Gateway
import JSON

/// What an agent can see of certificates. Each is one of signet's own operations, called as any other: under the same policy, through the
/// same filter, into the same audit.
enum CertificateLooks {
    static let inventory = AgentAction(
        name: "cert_inventory",
        summary: "List the certificates with their end and what each needs next; those that end soon, or all.",
        input: schema([
            "expiring_within_days": ["type": "integer", "minimum": 0, "maximum": 3650],
            "words": ["type": "string", "minLength": 1, "maxLength": 100, "description": "In a name, a domain or a resource group."],
        ]),
        scope: .read
    ) { arguments, context, session in
        let rows = try await look("Signet_ListOrders", [:], context, session)
        return page(rows, "certificates", "cert_inventory", arguments) { isWanted($0, arguments) }
    }

    private static func isWanted(_ row: JSONValue, _ arguments: JSONValue) -> Bool {
        if let days = arguments["expiring_within_days"]?.int {
            guard let left = row["daysLeft"]?.int, left <= days else { return false }
        }
        guard let words = arguments["words"]?.string?.lowercased() else { return true }
        return ["name", "domain", "resourceGroup"].contains { row[$0]?.string?.lowercased().contains(words) ?? false }
    }

    static let status = AgentAction(
        name: "cert_status",
        summary: "See where a certificate stands, what it waits for, who has to act and with which record, and what is broken.",
        input: [
            "type": "object", "required": ["certificate"], "additionalProperties": false, "properties": ["certificate": certificate],
        ],
        scope: .read
    ) { arguments, context, session in
        let answer = try await look("Signet_Status", ["order": arguments["certificate"] ?? ""], context, session)
        return told(answer, as: "status").with("next", next(answer["body"]?["nextAction"], arguments)?.json ?? .null)
    }

    /// What a person would type next, as the call an agent makes.
    private static func next(_ action: JSONValue?, _ arguments: JSONValue) -> Refusal.Call? {
        let words = (action?["action"]?.string ?? "").split(separator: " ")
        guard words.count > 1, words[0] == "signet", PlanRequest.plainVerbs.contains(String(words[1])) else { return nil }
        return Refusal.Call("cert_plan", ["action": .string(String(words[1])), "certificate": arguments["certificate"] ?? ""])
    }

    static let probe = AgentAction(
        name: "cert_probe",
        summary: "Ask a host for its certificate as a browser would; only hosts of certificates in the inventory.",
        input: [
            "type": "object", "required": ["host"], "additionalProperties": false,
            "properties": ["host": ["type": "string", "minLength": 1, "maxLength": 253, "description": "A name, without a port."]],
        ],
        scope: .read
    ) { arguments, context, session in
        told(try await look("Signet_Probe", ["body": ["hostName": arguments["host"] ?? ""]], context, session), as: "served")
    }

    static let history = AgentAction(
        name: "cert_history",
        summary: "Read what happened to a certificate: the service's actions, the authority's mails, and what signet did; oldest first.",
        input: schema(
            ["certificate": certificate, "since": ["type": "string", "maxLength": 40, "description": "As in 2026-01-31T08:00:00Z."]],
            required: ["certificate"]
        ),
        scope: .read
    ) { arguments, context, session in
        let since = try date(arguments)
        let events = try await look("Signet_History", ["order": arguments["certificate"] ?? ""], context, session)
        return page(events, "events", "cert_history", arguments) { event in
            guard let since else { return true }
            return event["at"]?.string.flatMap(RFC3339.date).map { $0 >= since } ?? true
        }
    }

    private static func date(_ arguments: JSONValue) throws(Refusal) -> Date? {
        guard let text = arguments["since"]?.string else { return nil }
        if let date = RFC3339.date(text) { return date }
        throw Refusal(
            .invalidInputs,
            "'since' is no date and time.",
            fieldErrors: [Refusal.FieldError("/since", expected: "a date and time such as 2026-01-31T08:00:00Z")],
            next: Refusal.Call("cert_history", arguments.without("since"))
        )
    }

    private static let certificate: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": 90, "description": "The name of the order.",
    ]

    /// Of a list that is given in pages.
    private static func schema(_ more: JSONObject, required: JSONValue = []) -> JSONValue {
        var properties = more
        properties["limit"] = ["type": "integer", "minimum": 1, "maximum": 200, "default": 50]
        properties["offset"] = ["type": "integer", "minimum": 0, "maximum": 100_000, "default": 0]
        return ["type": "object", "required": required, "additionalProperties": false, "properties": .object(properties)]
    }
}

extension CertificateLooks {
    /// The answer of one of signet's own reads, whole also where it was too large for one answer.
    private static func look(_ operation: String, _ inputs: JSONValue, _ context: GatewayContext, _ session: AgentSession) async throws
        -> JSONValue
    {
        let arguments: JSONValue = ["operation": .string("signet/\(operation)"), "inputs": inputs]
        let answer = try await ExecuteOperation.readAction.run(arguments, context, session)
        guard let kept = answer["truncated"]?["resource"]?.string, let body = try await context.results.read(kept, of: session.agent) else {
            return answer
        }
        return answer.with("body", body)
    }

    private static func page(
        _ answer: JSONValue,
        _ name: String,
        _ tool: String,
        _ arguments: JSONValue,
        where isWanted: (JSONValue) -> Bool
    ) -> JSONValue {
        let all = (answer["body"]?.array ?? []).filter(isWanted)
        let (offset, limit) = (arguments["offset"]?.int ?? 0, arguments["limit"]?.int ?? 50)
        let page = all.dropFirst(offset).prefix(limit)
        let end = offset + page.count
        let next = Refusal.Call(tool, arguments.with("offset", .number(JSONNumber(end))))
        return [
            name: .array(Array(page)), "total": .number(JSONNumber(all.count)), "audit_seq": answer["audit_seq"] ?? .null,
            "next": end < all.count ? next.json : .null,
        ]
    }

    private static func told(_ answer: JSONValue, as name: String) -> JSONValue {
        [name: answer["body"] ?? .null, "audit_seq": answer["audit_seq"] ?? .null]
    }
}
