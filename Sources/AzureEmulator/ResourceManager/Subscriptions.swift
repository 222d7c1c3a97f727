import JSON

/// Paths without a provider: subscriptions and resource groups.
enum Subscriptions {
    static func answer(
        _ request: EmulatorRequest,
        _ path: ResourcePath,
        _ caller: Caller,
        _ state: inout EmulatorState
    ) throws(ServiceFailure) -> EmulatorResponse {
        let (version, warning) = try ResourceManager.version(request, .resources, type: "Microsoft.Resources/resourceGroups")
        let call = ResourceCall(request: request, path: path, id: path.scope, apiVersion: version, caller: caller)
        if path.subscription != nil {
            let type = path.resourceGroup == nil ? "Microsoft.Resources/subscriptions" : "Microsoft.Resources/subscriptions/resourceGroups"
            let verb = ["GET": "read", "HEAD": "read", "DELETE": "delete"][request.method] ?? "write"
            try state.require("\(type)/\(verb)", at: path.scope, of: caller)
        }
        try state.requireUnlocked(call)
        var response = try route(call, &state)
        if let warning { response.headers.set("x-ms-emulator-warning", warning) }
        return response
    }

    private static func route(_ call: ResourceCall, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        let words = call.request.segments.map { $0.lowercased() }
        switch (call.request.method, words.count, words.last) {
        case ("GET", 1, "subscriptions"):
            return .json(200, ["value": [document(state)]])
        case ("GET", 2, _):
            return .json(200, document(state))
        case ("GET", 3, "resourcegroups"):
            return try state.page(ResourceGroups.type, under: "/subscriptions/\(state.tenant.subscriptionID)", call)
        case ("GET", 3, "resources"), ("GET", 5, "resources"):
            return try ResourceList.answer(call, state)
        case ("GET", 4, _) where words[2] == "operationresults":
            return EmulatorResponse(status: 200)
        case (_, 4, _) where call.path.resourceGroup != nil:
            return try ResourceGroups.answer(call, &state)
        default:
            throw .arm(404, "NotFound", "No resource has the path '\(call.request.path)'.")
        }
    }

    private static func document(_ state: EmulatorState) -> JSONValue {
        [
            "id": .string("/subscriptions/\(state.tenant.subscriptionID)"), "subscriptionId": .string(state.tenant.subscriptionID),
            "tenantId": .string(state.tenant.id), "displayName": "Emulated subscription", "state": "Enabled",
        ]
    }
}
