import FoundationEssentials
import JSON

/// Azure Resource Manager: who calls, which resource, which version, then the kind's own handler.
enum ResourceManager {
    static func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse {
        var response: EmulatorResponse
        var verdict: Throttle.Verdict?
        do throws(ServiceFailure) {
            let caller = try authenticate(request, &state, real: real)
            verdict = state.throttle.take(Throttle.Verb(method: request.method), by: caller.objectID, state.settings, real: real)
            if let seconds = verdict?.retryAfterSeconds { throw throttled(seconds) }
            response = try route(request, caller, &state)
        } catch {
            response = error.response
        }
        addHeaders(to: &response, request, remaining: verdict?.remaining, now: state.now)
        return response
    }

    private static func route(
        _ request: EmulatorRequest,
        _ caller: Caller,
        _ state: inout EmulatorState
    ) throws(ServiceFailure) -> EmulatorResponse {
        guard let path = ResourcePath(request.segments) else {
            throw .arm(404, "NotFound", "No resource has the path '\(request.path)'.")
        }
        if let subscription = path.subscription, subscription.lowercased() != state.tenant.subscriptionID {
            throw .arm(404, "SubscriptionNotFound", "The subscription '\(subscription)' could not be found.")
        }
        try requireJSON(request)
        guard path.namespace != nil else {
            return try Subscriptions.answer(request, path, caller, &state)
        }
        if let answer = try Providers.answer(request, path, &state) { return answer }
        try Providers.requireRegistration(path, state)
        try requireGroup(path, state)
        return try dispatch(request, path, caller, &state)
    }

    private static func authenticate(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) throws(ServiceFailure) -> Caller
    {
        do {
            return try TokenCheck.caller(request, for: .resourceManager, &state, real: real)
        } catch {
            throw error.resourceManagerFailure(state, real: real)
        }
    }

    private static func throttled(_ seconds: Int) -> ServiceFailure {
        let text = "Number of requests exceeded the limit for this subscription and caller. Please try again after '\(seconds)' seconds."
        return .arm(429, "SubscriptionRequestsThrottled", text, headers: [("Retry-After", String(seconds))])
    }

    /// A body that says it is something else than JSON is not read; one that does not say is taken for JSON.
    private static func requireJSON(_ request: EmulatorRequest) throws(ServiceFailure) {
        guard !request.body.isEmpty, let type = request.headers.value("Content-Type")?.lowercased() else { return }
        let media = type.prefix { $0 != ";" }.split(separator: " ").first ?? ""
        guard media != "application/json", media != "text/json" else { return }
        let text = "The content media type '\(media)' is not supported. Only 'application/json' is supported."
        throw .arm(415, "UnsupportedMediaType", text)
    }

    private static func requireGroup(_ path: ResourcePath, _ state: EmulatorState) throws(ServiceFailure) {
        guard let group = path.resourceGroup, state.resources[state.groupID(group)] == nil else { return }
        throw .arm(404, "ResourceGroupNotFound", "Resource group '\(group)' could not be found.")
    }

    private static func dispatch(
        _ request: EmulatorRequest,
        _ path: ResourcePath,
        _ caller: Caller,
        _ state: inout EmulatorState
    ) throws(ServiceFailure) -> EmulatorResponse {
        let isAction = !path.isResource && request.method == "POST"
        let type = isAction && ResourceKind.all[path.type.lowercased()] == nil ? path.type.droppingLastWord : path.type
        guard let kind = ResourceKind.all[type.lowercased()] else {
            let text =
                "The resource type '\(path.types.joined(separator: "/"))' could not be found in the namespace '\(path.namespace ?? "")'."
            throw .arm(404, "InvalidResourceType", text)
        }
        let (version, warning) = try version(request, kind)
        let call = ResourceCall(
            request: request,
            path: path,
            id: path.id(type: kind.type),
            apiVersion: version,
            caller: caller
        )
        guard let handler = handler(kind, call, isAction: isAction) else {
            throw .arm(405, "MethodNotAllowed", "The requested resource does not support http method '\(request.method)'.")
        }
        let scope = path.isResource || isAction ? call.id : call.path.names.isEmpty ? path.scope : call.id
        try state.require(call.right(kind, isAction: isAction), at: scope, of: caller)
        try state.requireUnlocked(call)
        // Orders of a fleet get their leaf when they are first asked for.
        if kind.type.hasPrefix(CertificateOrders.type), let order = state.resources[call.orderID] { state.materialised(order) }
        var response = try handler(&state, call)
        if let warning { response.headers.set("x-ms-emulator-warning", warning) }
        return response
    }

    private static func handler(_ kind: ResourceKind, _ call: ResourceCall, isAction: Bool) -> ResourceKind.Handler? {
        if isAction { return kind.actions[call.path.types.last?.lowercased() ?? ""] }
        return call.path.isResource ? kind.handler(method: call.request.method) : (call.request.method == "GET" ? kind.list : nil)
    }

    static func version(_ request: EmulatorRequest, _ kind: ResourceKind) throws(ServiceFailure) -> (version: String, warning: String?) {
        try version(request, kind.versions, type: kind.type)
    }

    static func version(
        _ request: EmulatorRequest,
        _ versions: APIVersions,
        type: String
    ) throws(ServiceFailure) -> (version: String, warning: String?) {
        let asked = request.query("api-version")
        let version = asked ?? ""
        switch versions.judge(asked) {
        case .known:
            return (version, nil)
        case .newer(let warning):
            return (version, warning)
        case .missing:
            throw .arm(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
        case .malformed:
            let text = "The api-version '\(version)' is invalid. The supported versions are '\(versions.supported)'."
            throw .arm(400, "InvalidApiVersionParameter", text)
        case .unsupported:
            let text = """
                No registered resource provider found for type '\(type)' and API version '\(version)'. \
                The supported api-versions are '\(versions.supported)'. The supported locations are 'global'.
                """
            throw .arm(400, "NoRegisteredProviderFound", text)
        }
    }

    private static func addHeaders(to response: inout EmulatorResponse, _ request: EmulatorRequest, remaining: Int?, now: Date) {
        let id = guid()
        response.headers.set("x-ms-request-id", id)
        response.headers.set("x-ms-correlation-request-id", request.trace.correlationID)
        let stamp = String(RFC3339.text(now).unicodeScalars.filter { $0 != "-" && $0 != ":" })
        response.headers.set("x-ms-routing-request-id", "EMULATOR:\(stamp):\(id)")
        if request.headers.value("x-ms-return-client-request-id")?.lowercased() == "true", let client = request.trace.clientRequestID {
            response.headers.set("x-ms-client-request-id", client)
        }
        if let remaining {
            let verb = Throttle.Verb(method: request.method).rawValue
            response.headers.set("x-ms-ratelimit-remaining-subscription-\(verb)", String(remaining))
        }
        response.headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        response.headers.set("X-Content-Type-Options", "nosniff")
        response.headers.set("Cache-Control", "no-cache")
        response.headers.set("Pragma", "no-cache")
        response.headers.set("Expires", "-1")
    }
}

extension String {
    fileprivate var droppingLastWord: String {
        split(separator: "/").dropLast().joined(separator: "/")
    }
}
