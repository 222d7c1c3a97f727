import JSON

/// A question to the client or its user in the middle of a call.
package struct InputRequest: Sendable, Hashable {
    /// Under which the answer comes back.
    package let key: String
    package let kind: Kind

    package enum Kind: Sendable, Hashable {
        /// A page the user is asked to open. The address holds nothing personal and opens nothing by itself.
        case url(String, message: String)
        /// A few plain fields. Never for secrets.
        case form(message: String, schema: JSONValue)
        case sample(JSONObject)
        case roots
    }

    package init(_ key: String, _ kind: Kind) {
        self.key = key
        self.kind = kind
    }

    var method: String {
        switch kind {
        case .url, .form: "elicitation/create"
        case .sample: "sampling/createMessage"
        case .roots: "roots/list"
        }
    }

    /// - Parameter elicitationId: what 2025-11-25 wants beside an address, and no other revision.
    func params(elicitationId: String? = nil) -> JSONObject {
        switch kind {
        case .url(let url, let message):
            var params: JSONObject = ["mode": "url", "message": .string(message), "url": .string(url)]
            params["elicitationId"] = elicitationId.map(JSONValue.string)
            return params
        case .form(let message, let schema): return ["mode": "form", "message": .string(message), "requestedSchema": schema]
        case .sample(let params): return params
        case .roots: return [:]
        }
    }

    /// The capability without which it must not be asked; nil when the client has it.
    func missingCapability(of client: ClientCapabilities, in version: ProtocolVersion) -> JSONObject? {
        switch kind {
        case .url: client.elicitsURLs && version != .june2025 ? nil : ["elicitation": ["url": [:]]]
        case .form: client.elicitsForms ? nil : ["elicitation": [:]]
        case .sample: client.samples ? nil : ["sampling": [:]]
        case .roots: client.listsRoots ? nil : ["roots": [:]]
        }
    }
}

/// What came back for one question.
package struct InputAnswer: Sendable, Hashable {
    package let json: JSONValue

    package enum Action: String, Sendable, Hashable {
        case accept
        case decline
        case cancel
    }

    /// Of an elicitation; what is none of the three counts as no answer.
    package var action: Action? { json["action"]?.string.flatMap(Action.init) }
    package var content: JSONObject? { json["content"]?.object }
}
