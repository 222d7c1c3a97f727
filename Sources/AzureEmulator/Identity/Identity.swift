import FoundationEssentials
import JSON

/// The tenant's identity endpoints: discovery, keys and tokens. They run on real time.
enum Identity {
    /// The answer when the path is one of the identity service's, otherwise nil.
    static func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse? {
        let words = request.segments.map { $0.lowercased() }
        guard let tenant = words.first else { return nil }
        switch (request.method, Array(words.dropFirst())) {
        case ("GET", ["discovery", "instance"]):
            return instanceDiscovery(request, state, real)
        case ("GET", ["v2.0", ".well-known", "openid-configuration"]):
            return ofTenant(tenant, request, state, real) ?? discovery(state, version2: true)
        case ("GET", [".well-known", "openid-configuration"]):
            return ofTenant(tenant, request, state, real) ?? discovery(state, version2: false)
        case ("GET", ["discovery", "v2.0", "keys"]), ("GET", ["discovery", "keys"]):
            return ofTenant(tenant, request, state, real) ?? keys(&state)
        case ("POST", ["oauth2", "v2.0", "token"]):
            return ofTenant(tenant, request, state, real) ?? TokenEndpoint(version2: true).answer(request, &state, real: real)
        case ("POST", ["oauth2", "token"]):
            return ofTenant(tenant, request, state, real) ?? TokenEndpoint(version2: false).answer(request, &state, real: real)
        default:
            return nil
        }
    }

    static func issuer(_ state: EmulatorState) -> String { "https://sts.windows.net/\(state.tenant.id)/" }

    /// What an application may address its assertions to, by the name it reached us under or our own: the token endpoint in either
    /// version, the issuer, or the tenant.
    static func assertionAudiences(_ request: EmulatorRequest, _ state: EmulatorState) -> [String] {
        let hosts = Set([state.origin.url, "https://\(request.authority)"]).sorted()
        return hosts.flatMap { host in
            ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0", "/", ""].map { "\(host)/\(state.tenant.id)\($0)" }
        }
    }

    /// A refusal when the tenant in the path is not ours.
    private static func ofTenant(_ tenant: String, _ request: EmulatorRequest, _ state: EmulatorState, _ real: Date) -> EmulatorResponse? {
        if tenant == state.tenant.id { return nil }
        let isWellFormed = UUID(uuidString: tenant) != nil || tenant.contains(".")
        let text = "Tenant '\(tenant)' " + (isWellFormed ? "was not found." : "is neither a valid DNS name nor a valid identifier.")
        return IdentityFailure(isWellFormed ? 90002 : 900_023, "invalid_request", text).response(trace: request.trace, at: real)
    }

    private static func discovery(_ state: EmulatorState, version2: Bool) -> EmulatorResponse {
        let base = "\(state.origin.url)/\(state.tenant.id)"
        let segment = version2 ? "/v2.0" : ""
        return .json(
            200,
            [
                "token_endpoint": .string("\(base)/oauth2\(segment)/token"),
                "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
                "jwks_uri": .string("\(base)/discovery\(segment)/keys"),
                "response_modes_supported": ["query", "fragment", "form_post"],
                "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
                "response_types_supported": ["code", "id_token", "code id_token", "token"],
                "scopes_supported": ["openid", "profile", "email", "offline_access"],
                "issuer": .string(version2 ? "\(base)/v2.0" : issuer(state)),
                "authorization_endpoint": .string("\(base)/oauth2\(segment)/authorize"),
                "tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com",
            ]
        )
    }

    private static func instanceDiscovery(_ request: EmulatorRequest, _ state: EmulatorState, _ real: Date) -> EmulatorResponse {
        let host = "\(state.origin.host):\(state.origin.port)"
        if let asked = request.query("authorization_endpoint") {
            let known = [state.origin.url, "https://\(request.authority)"]
            guard known.contains(where: { asked.lowercased().hasPrefix($0 + "/") }) else {
                let text = "Unknown or invalid instance: '\(asked)' is not at \(host)."
                return IdentityFailure(50_049, "invalid_instance", text).response(trace: request.trace, at: real)
            }
        }
        return .json(
            200,
            [
                "tenant_discovery_endpoint": .string("\(state.origin.url)/\(state.tenant.id)/v2.0/.well-known/openid-configuration"),
                "api-version": "1.1",
                "metadata": [
                    ["preferred_network": .string(host), "preferred_cache": .string(host), "aliases": [.string(host)]]
                ],
            ]
        )
    }

    private static func keys(_ state: inout EmulatorState) -> EmulatorResponse {
        guard let signer = try? state.signer(), let key = try? signer.jwk(issuer: issuer(state)) else {
            return ServiceFailure.arm(500, "InternalServerError", "The tenant's signing key could not be made.").response
        }
        return .json(200, ["keys": [key]])
    }
}

extension EmulatorState {
    /// The tenant's signing key, made when first needed.
    mutating func signer() throws -> TokenSigner {
        if let tokenSigner { return tokenSigner }
        let made = try TokenSigner(key: takeKey())
        tokenSigner = made
        return made
    }
}
