import JSON

/// Who sends the messages, as whatever carries them has found out.
package struct Caller: Sendable, Hashable {
    package let id: String
    /// What its token allows; nil where there is no token, as on a pipe of the user's own.
    package let scopes: Set<String>?

    package init(id: String, scopes: Set<String>?) {
        self.id = id
        self.scopes = scopes
    }

    func has(_ scope: String) -> Bool { scopes?.contains(scope) ?? true }
}

/// What a handler knows of the request it serves, and whom it can tell how it goes.
package struct Call: Sendable {
    package let caller: Caller
    package let version: ProtocolVersion
    package let client: ClientCapabilities
    /// The answers to what was asked before, by their keys; a client may leave some out.
    package let answers: [String: InputAnswer]
    /// What the handler gave along with its questions.
    package let state: JSONValue?
    private let reporter: Reporter

    /// What a handler says while it works.
    struct Reporter: Sendable {
        let progress: @Sendable (Progress) -> Void
        let changed: @Sendable (Change) -> Void
        let hangUp: @Sendable () -> Void

        static let none = Reporter(progress: { _ in }, changed: { _ in }, hangUp: {})
    }

    init(_ context: Context, _ reporter: Reporter) {
        caller = context.caller
        version = context.version
        client = context.client
        answers = context.answers
        state = context.state
        self.reporter = reporter
    }

    /// The part of a call that a conversation keeps.
    struct Context: Sendable {
        let caller: Caller
        let version: ProtocolVersion
        let client: ClientCapabilities
        var answers: [String: InputAnswer] = [:]
        var state: JSONValue?
    }

    /// Reaches the client when it asked for progress and this is more than before.
    package func report(_ progress: Progress) { reporter.progress(progress) }

    /// Reaches whoever listens for that change, on any connection.
    package func changed(_ change: Change) { reporter.changed(change) }

    /// Closes the stream of an older client, which comes back for the rest of it.
    package func hangUp() { reporter.hangUp() }

    package func canAsk(_ request: InputRequest) -> Bool { request.missingCapability(of: client, in: version) == nil }
}

package struct Progress: Sendable, Hashable {
    package let done: Double
    package let total: Double?
    package let message: String?

    package init(_ done: Double, of total: Double? = nil, _ message: String? = nil) {
        (self.done, self.total, self.message) = (done, total, message)
    }

    func params(_ token: RequestID) -> JSONObject {
        var params: JSONObject = ["progressToken": token.json, "progress": JSONNumber(done).map(JSONValue.number) ?? 0]
        params["total"] = total.flatMap(JSONNumber.init).map(JSONValue.number)
        params["message"] = message.map(JSONValue.string)
        return params
    }
}

/// Something a client may want to hear of.
package enum Change: Sendable, Hashable {
    case tools
    case prompts
    case resources
    case resource(String)
}
