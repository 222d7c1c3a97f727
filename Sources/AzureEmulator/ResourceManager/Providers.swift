import JSON

/// Calls about providers rather than resources: registration, and polling of accepted operations.
enum Providers {
    /// The answer when the path is such a call, otherwise nil.
    static func answer(_ request: EmulatorRequest, _ path: ResourcePath, _ state: EmulatorState) throws(ServiceFailure) -> EmulatorResponse?
    {
        guard path.resourceGroup == nil, let namespace = path.namespace else { return nil }
        switch (request.method, path.types.map { $0.lowercased() }) {
        case ("POST", ["register"]), ("GET", []):
            guard request.query("api-version") != nil else {
                throw .arm(
                    400,
                    "MissingApiVersionParameter",
                    "The api-version query parameter (?api-version=) is required for all requests."
                )
            }
            let id = "/subscriptions/\(path.subscription ?? "")/providers/\(namespace)"
            return .json(200, ["id": .string(id), "namespace": .string(namespace), "registrationState": "Registered"])
        case ("GET", ["operations"]) where path.subscription == nil && namespace.lowercased() == "microsoft.certificateregistration":
            _ = try ResourceManager.version(request, .certificateRegistration, type: "\(namespace)/operations")
            return .json(200, ["value": .array(CertificateRegistrationOperations.list)])
        default:
            return nil
        }
    }
}
