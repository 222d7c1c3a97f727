import JSON

/// `GET /metadata/endpoints`: what tools ask before they know anything of a cloud, and before they have a token.
enum CloudMetadata {
    static func answer(_ request: EmulatorRequest, _ state: EmulatorState) -> EmulatorResponse? {
        guard request.method == "GET", request.segments.map({ $0.lowercased() }) == ["metadata", "endpoints"] else { return nil }
        guard request.query("api-version") != nil else {
            let text = "The api-version query parameter (?api-version=) is required for all requests."
            return ServiceFailure.arm(400, "MissingApiVersionParameter", text).response
        }
        let url = JSONValue.string(state.origin.url)
        let graph = JSONValue.string(state.origin.graph)
        return .json(
            200,
            [
                "name": "SignetEmulator", "portal": url, "resourceManager": url, "graph": graph, "graphAudience": graph,
                "microsoftGraphResourceId": graph,
                "authentication": [
                    "loginEndpoint": url, "audiences": [url, "https://management.azure.com/"], "tenant": .string(state.tenant.id),
                    "identityProvider": "AAD",
                ],
                "suffixes": ["keyVaultDns": .string(state.origin.keyVaultSuffix)],
            ]
        )
    }
}
