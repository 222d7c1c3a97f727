import JSON

/// Which changes one listener wants to hear of.
struct ListenFilter: Sendable, Hashable {
    var tools = false
    var prompts = false
    var resources = false
    var uris: Set<String> = []

    func wants(_ change: Change) -> Bool {
        switch change {
        case .tools: tools
        case .prompts: prompts
        case .resources: resources
        case .resource(let uri): uris.contains(uri)
        }
    }
}

extension Conversation {
    /// Begins with saying what will be heard of; a kind that is not offered is left out of that.
    mutating func listen(_ request: Message.Request) throws(RPCError) -> [Effect] {
        guard listens.count < server.limits.listens else { throw .tooMany("\(listens.count) subscriptions are open already.") }
        guard let wanted = request.params["notifications"]?.object else {
            throw .invalidParams("params.notifications is an object that names what to listen for.")
        }
        var (filter, accepted) = (ListenFilter(), JSONObject())
        func accepts(_ name: String, _ isOffered: Bool) -> Bool {
            guard wanted[name] == true, isOffered, server.announcesChanges else { return false }
            accepted[name] = true
            return true
        }
        filter.tools = accepts("toolsListChanged", !server.tools.isEmpty)
        filter.prompts = accepts("promptsListChanged", !server.prompts.isEmpty)
        filter.resources = accepts("resourcesListChanged", server.read != nil)
        if let uris = wanted["resourceSubscriptions"]?.array, server.read != nil {
            let known = uris.compactMap(\.string).filter(isKnown)
            guard uris.count <= server.limits.watchedResources else { throw tooManyWatched }
            filter.uris = Set(known)
            accepted["resourceSubscriptions"] = .array(known.map(JSONValue.string))
        }
        listens[request.id] = filter
        let params: JSONObject = ["notifications": .object(accepted), "_meta": [RequestMeta.Key.subscription: request.id.json]]
        return [.send(.notification("notifications/subscriptions/acknowledged", params), about: request.id)]
    }

    /// The older way, by address only.
    mutating func watch(_ params: JSONObject, _ isWanted: Bool) throws(RPCError) -> JSONObject {
        guard let uri = params["uri"]?.string else { throw .invalidParams("params.uri is a string and has to be there.") }
        guard isWanted else {
            watched.remove(uri)
            return [:]
        }
        guard isKnown(uri) else { throw .resourceNotFound(uri) }
        guard watched.count < server.limits.watchedResources else { throw tooManyWatched }
        watched.insert(uri)
        return [:]
    }

    /// Something changed that this client may have asked to hear of.
    package func changed(_ change: Change) -> [Effect] {
        if case .legacy = era {
            let wants = if case .resource(let uri) = change { watched.contains(uri) } else { server.announcesChanges }
            return wants ? [.send(change.notification([:]), about: nil)] : []
        }
        return listens.filter { $0.value.wants(change) }.keys.map { id in
            .send(change.notification(["_meta": [RequestMeta.Key.subscription: id.json]]), about: id)
        }
    }

    private func isKnown(_ uri: String) -> Bool {
        server.resources[uri] != nil || server.templates.contains { $0.values(of: uri) != nil }
    }

    private var tooManyWatched: RPCError {
        .invalidParams("At most \(server.limits.watchedResources) resources can be watched at once.")
    }
}

extension Change {
    fileprivate func notification(_ params: JSONObject) -> JSONValue {
        var params = params
        switch self {
        case .tools: return .notification("notifications/tools/list_changed", params)
        case .prompts: return .notification("notifications/prompts/list_changed", params)
        case .resources: return .notification("notifications/resources/list_changed", params)
        case .resource(let uri):
            params["uri"] = .string(uri)
            return .notification("notifications/resources/updated", params)
        }
    }
}
