import FoundationEssentials
import JSON

/// Client credentials with a secret or an assertion, in both versions of the endpoint: v2 names a `scope`, v1 a `resource`.
struct TokenEndpoint {
    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    private static let longestBody = 64 << 10

    let version2: Bool

    func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse {
        let form = Form(fields: formFields(String(decoding: request.body.prefix(Self.longestBody), as: UTF8.self)))
        do throws(IdentityFailure) {
            let client = try client(form, state)
            let proof = try prove(client, form, request, state, real: real)
            let resource = try resource(form, state)
            return issue(for: resource, to: client.principal, provenBy: proof, &state, real: real)
        } catch {
            return error.response(trace: request.trace, at: real)
        }
    }

    /// The request's fields; one that is not there reads like an empty one.
    private struct Form {
        let fields: [(name: String, value: String)]
        subscript(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }
    }

    private func client(_ form: Form, _ state: EmulatorState) throws(IdentityFailure) -> Client {
        let grant = form["grant_type"]
        if grant.isEmpty { throw .missing("grant_type") }
        guard grant == "client_credentials" else {
            throw IdentityFailure(70003, "unsupported_grant_type", "The grant type '\(grant)' is not supported here.")
        }
        let id = form["client_id"]
        if id.isEmpty { throw .missing("client_id") }
        guard let client = state.client(id) else {
            throw IdentityFailure(700_016, "unauthorized_client", "Application '\(id)' was not found in tenant '\(state.tenant.id)'.")
        }
        return client
    }

    private func prove(
        _ client: Client,
        _ form: Form,
        _ request: EmulatorRequest,
        _ state: EmulatorState,
        real: Date
    ) throws(IdentityFailure) -> AccessToken.Proof {
        if !form["client_assertion"].isEmpty {
            guard form["client_assertion_type"] == Self.assertionType else {
                throw form["client_assertion_type"].isEmpty
                    ? .missing("client_assertion_type")
                    : IdentityFailure(7_000_216, "invalid_request", "'client_assertion_type' must be '\(Self.assertionType)'.")
            }
            let check = AssertionCheck(
                client: client.principal,
                proofs: state.proofs[client.principal.appID] ?? ApplicationProofs(),
                issuerKeys: state.issuerKeys,
                audiences: Identity.assertionAudiences(request, state)
            )
            try check.check(Assertion(form["client_assertion"]), real: real)
            return .assertion
        }
        guard !form["client_secret"].isEmpty else {
            throw IdentityFailure(
                7_000_216,
                "invalid_request",
                "'client_assertion' or 'client_secret' is required for the 'client_credentials' grant."
            )
        }
        guard form["client_secret"] == client.secret else {
            throw .unproven(
                7_000_215,
                "The client secret sent is not valid. Send the secret's value, not its id, for app '\(client.principal.appID)'."
            )
        }
        return .secret
    }

    private func resource(_ form: Form, _ state: EmulatorState) throws(IdentityFailure) -> String {
        let name = version2 ? "scope" : "resource"
        let asked = form[name]
        if asked.isEmpty { throw .missing(name) }
        let resource = version2 ? try Self.resource(ofScope: asked) : asked
        guard Audience.known(resource, state.origin) else {
            let text = "The resource principal '\(resource)' was not found in tenant '\(state.tenant.id)'."
            throw IdentityFailure(500_011, "invalid_resource", text)
        }
        return resource
    }

    /// The one scope of client credentials without `/.default`.
    static func resource(ofScope scope: String) throws(IdentityFailure) -> String {
        let suffix = "/.default"
        guard !scope.contains(where: \.isWhitespace), scope != suffix else {
            let text = "The value '\(scope)' of the parameter 'scope' is not valid: one resource with /.default is."
            throw IdentityFailure(70_011, "invalid_scope", text)
        }
        guard scope.hasSuffix(suffix) else {
            let text = "Scope '\(scope)' is not valid; with client credentials it ends in /.default."
            throw IdentityFailure(1_002_012, "invalid_scope", text)
        }
        return String(scope.dropLast(suffix.count))
    }

    private func issue(
        for resource: String,
        to client: Tenant.Principal,
        provenBy proof: AccessToken.Proof,
        _ state: inout EmulatorState,
        real: Date
    ) -> EmulatorResponse {
        guard let token = AccessToken(for: resource, to: client, provenBy: proof, &state, real: real) else {
            return ServiceFailure.arm(500, "InternalServerError", "The access token could not be signed.").response
        }
        var answer: JSONObject = ["token_type": "Bearer"]
        if version2 {
            answer["expires_in"] = .number(JSONNumber(token.lifetime))
            answer["ext_expires_in"] = .number(JSONNumber(token.lifetime))
        } else {
            answer["expires_in"] = .string(String(token.lifetime))
            answer["ext_expires_in"] = .string(String(token.lifetime))
            answer["expires_on"] = .string(String(token.end))
            answer["not_before"] = .string(String(token.issued))
            answer["resource"] = .string(resource)
        }
        answer["access_token"] = .string(token.text)
        return .json(200, .object(answer), headers: [("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache")])
    }
}
