import JSON

extension Conversation {
    /// Under which rules a request stands.
    private struct Rules {
        let version: ProtocolVersion
        let client: ClientCapabilities
        let progressToken: RequestID?
    }

    mutating func answer(_ request: Message.Request) throws(RPCError) -> [Effect] {
        guard running[request.id] == nil, listens[request.id] == nil else {
            throw .invalidRequest("A request with this id is still running.")
        }
        if request.method == "initialize", era == .undecided, !RequestMeta.isModern(request.params) { return try initialize(request) }
        if request.method == "ping", era == .undecided, !RequestMeta.isModern(request.params) { return [success([:], request)] }
        let rules = try rules(for: request)
        if request.method == "subscriptions/listen", rules.version.isModern { return try listen(request) }
        if let result = try plain(request, rules.version) { return [success(result, request)] }
        guard let work = try Work.of(request.method, request.params, server) else { throw .methodNotFound(request.method) }
        return try begin(request, work, rules)
    }

    private mutating func rules(for request: Message.Request) throws(RPCError) -> Rules {
        switch era {
        case .legacy(let version, let client):
            return Rules(version: version, client: client, progressToken: try RequestMeta(request.params).progressToken)
        case .undecided where !RequestMeta.isModern(request.params):
            throw .invalidRequest(
                "Begin with initialize, or with \"\(RequestMeta.Key.version)\" in the _meta of every request; this server speaks "
                    + ProtocolVersion.names.joined(separator: ", ") + "."
            )
        case .undecided, .modern:
            let (meta, name, client) = try RequestMeta.modern(request.params)
            guard let version = ProtocolVersion(rawValue: name), version.isModern else { throw .unsupportedVersion(name) }
            // Only what was understood decides, so that a client which tried a version too new can still fall back.
            era = .modern
            return Rules(version: version, client: client, progressToken: meta.progressToken)
        }
    }

    /// The older handshake. A version that is not spoken is answered with one that is; the client leaves when it dislikes it.
    private mutating func initialize(_ request: Message.Request) throws(RPCError) -> [Effect] {
        guard let wanted = request.params["protocolVersion"]?.string else { throw .invalidParams("params.protocolVersion is a string.") }
        guard let client = (request.params["capabilities"] ?? [:]).object else { throw .invalidParams("params.capabilities is an object.") }
        let known = ProtocolVersion(rawValue: wanted).flatMap { $0.isModern ? nil : $0 }
        let version = known ?? .newestLegacy
        era = .legacy(version, ClientCapabilities(client))
        let result: JSONObject = [
            "protocolVersion": .string(version.rawValue), "capabilities": .object(server.capabilities), "serverInfo": server.identity.json,
            "instructions": .string(server.identity.instructions),
        ]
        return [success(result, request)]
    }

    /// What needs no handler.
    private mutating func plain(_ request: Message.Request, _ version: ProtocolVersion) throws(RPCError) -> JSONObject? {
        switch (request.method, version.isModern) {
        case ("server/discover", true): return discovery
        case ("tools/list", _) where !server.tools.isEmpty: return try server.tools.page(request.params)
        case ("prompts/list", _) where !server.prompts.isEmpty: return try server.prompts.page(request.params)
        case ("resources/list", _) where server.read != nil: return try server.resources.page(request.params)
        case ("resources/templates/list", _) where server.read != nil: return try server.templates.page(request.params)
        case ("ping", false): return [:]
        case ("resources/subscribe", false) where server.read != nil: return try watch(request.params, true)
        case ("resources/unsubscribe", false) where server.read != nil: return try watch(request.params, false)
        default: return nil
        }
    }

    private var discovery: JSONObject {
        [
            "supportedVersions": .array(ProtocolVersion.names.map(JSONValue.string)), "capabilities": .object(server.capabilities),
            "instructions": .string(server.identity.instructions),
        ]
    }

    private mutating func begin(_ request: Message.Request, _ work: Work, _ rules: Rules) throws(RPCError) -> [Effect] {
        guard running.count < server.limits.running else {
            throw .tooMany("\(running.count) requests are running already: wait for one of them, or cancel one.")
        }
        if case .tool(let tool, _) = work, let scope = tool.scope, !caller.has(scope) { throw .insufficientScope([scope]) }
        let binding = RequestSeal.Binding(caller: caller.id, method: request.method, params: request.params)
        var context = Call.Context(caller: caller, version: rules.version, client: rules.client)
        if rules.version.isModern {
            context.answers = try answers(request.params)
            context.state = try state(request.params, binding)
        }
        running[request.id] = Running(work: work, binding: binding, context: context, progressToken: rules.progressToken)
        return [.start(Exchange(id: request.id, work: work, context: context, wantsProgress: rules.progressToken != nil))]
    }

    func success(_ result: JSONObject, _ request: Message.Request) -> Effect {
        .reply(Reply(id: request.id, outcome: .success(shaped(result, method: request.method))))
    }

    /// What 2026-07-28 wants of every result: what kind it is, who answers, and how long it may be kept.
    func shaped(_ result: JSONObject, method: String) -> JSONObject {
        guard era == .modern else { return result }
        var shaped: JSONObject = ["resultType": result["resultType"] ?? "complete"]
        for (name, value) in result { shaped[name] = value }
        if shaped["resultType"] == "complete" {
            switch method {
            case "server/discover", "tools/list", "prompts/list", "resources/list", "resources/templates/list":
                shaped["ttlMs"] = .number(JSONNumber(server.cacheMilliseconds))
                shaped["cacheScope"] = "public"
            case "resources/read":
                shaped["ttlMs"] = 0
                shaped["cacheScope"] = "private"
            default: break
            }
        }
        var meta = shaped["_meta"]?.object ?? [:]
        meta[RequestMeta.Key.serverInfo] = server.identity.json
        shaped["_meta"] = .object(meta)
        return shaped
    }
}
