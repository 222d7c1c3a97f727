import JSON

/// Calls about providers rather than resources: registration, and polling of accepted operations.
enum Providers {
    /// The answer when the path is such a call, otherwise nil.
    static func answer(_ request: EmulatorRequest, _ path: ResourcePath, _ state: inout EmulatorState) throws(ServiceFailure)
        -> EmulatorResponse?
    {
        guard path.resourceGroup == nil, let namespace = path.namespace else { return nil }
        switch (request.method, path.types.map { $0.lowercased() }) {
        case ("POST", ["register"]), ("POST", ["unregister"]), ("GET", []):
            guard request.query("api-version") != nil else {
                throw .arm(
                    400,
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests."
                )
            }
            if path.types.first?.lowercased() == "register" { state.unregistered.remove(namespace.lowercased()) }
            if path.types.first?.lowercased() == "unregister" { state.unregistered.insert(namespace.lowercased()) }
            let isRegistered = !state.unregistered.contains(namespace.lowercased())
            let id = "/subscriptions/\(path.subscription ?? "")/providers/\(namespace)"
            return .json(
                200,
                [
                    "id": .string(id), "namespace": .string(namespace), "registrationPolicy": "RegistrationRequired",
                    "registrationState": isRegistered ? "Registered" : "NotRegistered", "resourceTypes": types(of: namespace),
                ]
            )
        case ("GET", ["operations"]) where path.subscription == nil && namespace.lowercased() == "microsoft.certificateregistration":
            let (version, _) = try ResourceManager.version(request, .certificateRegistration, type: "\(namespace)/operations")
            let items = CertificateRegistrationOperations.list.enumerated().map { (String(1000 + $0.offset), $0.element) }
            return try Page(request, version, state.settings).answer(of: items, state.origin)
        default:
            return nil
        }
    }

    private static func types(of namespace: String) -> JSONValue {
        let prefix = namespace.lowercased() + "/"
        let kinds = ResourceKind.all.values.filter { $0.type.lowercased().hasPrefix(prefix) }.sorted { $0.type < $1.type }
        return .array(
            kinds.map { kind in
                [
                    "resourceType": .string(String(kind.type.dropFirst(prefix.count))), "locations": ["global"],
                    "apiVersions": .array(kind.versions.list.reversed().map(JSONValue.string)),
                ]
            }
        )
    }

    static func requireRegistration(_ path: ResourcePath, _ state: EmulatorState) throws(ServiceFailure) {
        guard let namespace = path.namespace, path.subscription != nil, state.unregistered.contains(namespace.lowercased()) else { return }
        throw .arm(409, "MissingSubscriptionRegistration", "The subscription is not registered to use namespace '\(namespace)'.")
    }
}
