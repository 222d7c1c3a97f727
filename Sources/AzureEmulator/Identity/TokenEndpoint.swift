import FoundationEssentials
import JSON

/// Client credentials with a secret, in both versions of the endpoint: v2 names a `scope`, v1 a `resource`.
struct TokenEndpoint {
    let version2: Bool

    func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse {
        let form = formFields(String(decoding: request.body.prefix(64 << 10), as: UTF8.self))
        func field(_ name: String) -> String { form.first { $0.name == name }?.value ?? "" }
        func refuse(_ code: Int, _ error: String, status: Int = 400, _ text: String) -> EmulatorResponse {
            IdentityFailure.make(code, error, status: status, text, trace: request.trace, at: real)
        }

        guard field("grant_type") == "client_credentials" else {
            return refuse(70003, "unsupported_grant_type", "The grant type '\(field("grant_type"))' is not supported here.")
        }
        guard let client = state.client(field("client_id")) else {
            return refuse(
                700_016,
                "unauthorized_client",
                "Application '\(field("client_id"))' was not found in tenant '\(state.tenant.id)'."
            )
        }
        guard !field("client_secret").isEmpty else {
            return refuse(7_000_216, "invalid_request", "'client_assertion' or 'client_secret' is required for this grant.")
        }
        guard field("client_secret") == client.secret else {
            let text = "The client secret sent is not valid. Send the secret's value, not its id, for app '\(client.principal.appID)'."
            return refuse(7_000_215, "invalid_client", status: 401, text)
        }
        guard let resource = version2 ? Self.resource(ofScope: field("scope")) : field("resource") else {
            return refuse(
                1_002_012,
                "invalid_scope",
                "Scope '\(field("scope"))' is not valid; with client credentials it ends in /.default."
            )
        }
        guard Audience.known(resource, state.origin) else {
            return refuse(500_011, "invalid_resource", "The resource principal '\(resource)' was not found in tenant '\(state.tenant.id)'.")
        }
        return issue(for: resource, to: client.principal, &state, real: real)
    }

    /// The one scope of client credentials without `/.default`; nil for anything else.
    static func resource(ofScope scope: String) -> String? {
        let suffix = "/.default"
        guard scope.hasSuffix(suffix), scope.utf8.count > suffix.utf8.count, !scope.contains(" ") else { return nil }
        return String(scope.dropLast(suffix.count))
    }

    private func issue(
        for resource: String,
        to client: Tenant.Principal,
        _ state: inout EmulatorState,
        real: Date
    ) -> EmulatorResponse {
        let issued = Int(real.timeIntervalSince1970)
        let lifetime = state.settings.tokenLifetimeSeconds
        let claims: JSONObject = [
            "aud": .string(resource), "iss": .string(Identity.issuer(state)), "iat": .number(JSONNumber(issued)),
            "nbf": .number(JSONNumber(issued)), "exp": .number(JSONNumber(issued + lifetime)), "appid": .string(client.appID),
            "appidacr": "1", "idp": .string(Identity.issuer(state)), "idtyp": "app", "oid": .string(client.objectID),
            "sub": .string(client.objectID), "tid": .string(state.tenant.id), "uti": .string(guid()), "ver": "1.0",
        ]
        guard let token = try? state.signer().sign(claims) else {
            return ServiceFailure.arm(500, "InternalServerError", "The access token could not be signed.").response
        }
        var answer: JSONObject = ["token_type": "Bearer"]
        if version2 {
            answer["expires_in"] = .number(JSONNumber(lifetime))
            answer["ext_expires_in"] = .number(JSONNumber(lifetime))
        } else {
            answer["expires_in"] = .string(String(lifetime))
            answer["ext_expires_in"] = .string(String(lifetime))
            answer["expires_on"] = .string(String(issued + lifetime))
            answer["not_before"] = .string(String(issued))
            answer["resource"] = .string(resource)
        }
        answer["access_token"] = .string(token)
        return .json(200, .object(answer), headers: [("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache")])
    }
}
