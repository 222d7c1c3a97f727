import Catalog
import Gateway
import JSON

extension SearchOperations {
    /// The search with what this agent may do of what was found.
    package static let action = AgentAction(
        name: "search_operations",
        summary: "Find the operation for what is to be done, in plain words; each hit says whether it may be called.",
        input: [
            "type": "object", "required": ["intent"], "additionalProperties": false,
            "properties": [
                "intent": ["type": "string", "minLength": 3, "maxLength": 400],
                "apis": ["type": "array", "items": ["type": "string", "maxLength": 200], "maxItems": 20],
                "effect": ["enum": ["any", "read", "write", "delete", "purchase"], "default": "any"],
                "only_allowed": ["type": "boolean", "default": false],
                "limit": ["type": "integer", "minimum": 1, "maximum": 25, "default": 5],
                "cursor": ["type": "string", "maxLength": 20],
            ],
        ],
        scope: .read
    ) { arguments, context, session in
        let edition = try await context.library.current()
        let limit = arguments["limit"]?.int ?? 5
        let start = arguments["cursor"]?.string.flatMap { Int($0) } ?? 0
        guard (0...mostHits).contains(start) else {
            throw Refusal(
                .invalidInputs,
                "The cursor is none that a search gave.",
                fieldErrors: [Refusal.FieldError("/cursor", expected: "next_cursor of an answer")],
                next: Refusal.Call("search_operations", arguments.without("cursor"))
            )
        }
        let scope = Search.Scope(
            apis: (arguments["apis"]?.array ?? []).compactMap(\.string),
            effect: arguments["effect"]?.string.flatMap(Effect.init(rawValue:))
        )
        let intent = arguments["intent"]?.string ?? ""
        let answer = edition.search(intent, in: scope, limit: mostHits)
        let access = Access(policy: try await context.policy(), session: session)
        var hits = answer.hits.map { (hit: $0, access: access.state(of: $0.variant)) }
        if arguments["only_allowed"]?.bool == true { hits.removeAll { $0.access.state == .denied } }
        let page = hits.dropFirst(start).prefix(limit)
        let report = SearchReport(intent: intent, answer: answer, documents: edition.catalog.documents.count)
        var json = report.json.object ?? [:]
        json["results"] = .array(page.map { SearchReport.json($0.hit, access: $0.access) })
        json["next_cursor"] = start + limit < hits.count ? .string(String(start + limit)) : .null
        json["suggestions"] = answer.confidence == .none || page.isEmpty ? suggestions(edition) : []
        json["next"] = page.first.map { load($0.hit.variant).json } ?? .null
        return .object(json)
    }

    private static let mostHits = 50

    static func load(_ variant: LogicalOperation.Variant) -> Refusal.Call {
        Refusal.Call("load_operations", ["operations": [.string("\(variant.api)/\(variant.operation.id)")]])
    }

    /// The services there are, in their own words: what a search can find at all.
    private static func suggestions(_ edition: OperationLibrary.Edition) -> JSONValue {
        .array(edition.catalog.documents.prefix(3).map { .string($0.title) })
    }
}

/// What an agent may do of an operation, before it has said with which inputs.
struct Access: Sendable {
    let policy: Policy
    let session: AgentSession

    func state(of variant: LogicalOperation.Variant) -> PolicyOutlook {
        state("\(variant.api)/\(variant.operation.id)", variant.operation.effect, variant.operation.method)
    }

    func state(_ operation: String, _ effect: Effect, _ method: String) -> PolicyOutlook {
        let needed = AgentScope.needed(for: effect)
        guard session.scopes.contains(needed) else {
            return PolicyOutlook(state: .denied, rule: nil, reason: "the token does not allow '\(needed.rawValue)'")
        }
        return policy.outlook(agent: session.agent, operation: operation, effect: effect, method: method)
    }
}

extension AgentScope {
    static func needed(for effect: Effect) -> AgentScope {
        switch effect {
        case .read: .read
        case .write, .delete: .execute
        case .purchase: .order
        }
    }
}

extension PolicyOutlook {
    var json: JSONValue { ["state": .string(state.rawValue), "reason": .string(reason)] }
}

extension JSONValue {
    /// The same object without a member.
    func without(_ names: String...) -> JSONValue {
        guard var object else { return self }
        for name in names { object[name] = nil }
        return .object(object)
    }
}
