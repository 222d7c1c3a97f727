import FoundationEssentials
import JSON

/// Where code on a machine gets tokens without a secret: the metadata service of a virtual machine and the endpoint of App Service.
/// Both are plain HTTP, and are asked by address, so a site's page can never be mistaken for them.
enum MachineEndpoints {
    static let metadataPath = "/metadata/identity/oauth2/token"
    static let sitePath = "/msi/token"
    /// Of the metadata service's own versions the oldest that hands out tokens.
    private static let metadataVersions = APIVersions.between("2018-02-01", "9999-12-31")
    private static let siteVersion = "2019-08-01"

    /// Whether a request to the plain HTTP side is for a machine's endpoint.
    static func isMeant(by request: EmulatorRequest) -> Bool {
        let isAddressed = request.host == "localhost" || request.host.hasPrefix("[") || IPAddress.bytes(of: request.host) != nil
        return isAddressed && [metadataPath, sitePath].contains(path(request))
    }

    /// The answer when the path is one of these, otherwise nil.
    static func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse? {
        guard isMeant(by: request) else { return nil }
        return path(request) == sitePath ? site(request, &state, real: real) : metadata(request, &state, real: real)
    }

    private static func path(_ request: EmulatorRequest) -> String {
        "/" + request.segments.joined(separator: "/").lowercased()
    }

    /// What the environment of a machine holds, so that clients find these endpoints.
    static func environment(_ state: EmulatorState) -> JSONValue {
        let base = "http://\(state.origin.host):\(state.origin.httpPort)"
        return [
            "virtualMachine": ["AZURE_POD_IDENTITY_AUTHORITY_HOST": .string(base)],
            "appService": ["IDENTITY_ENDPOINT": .string(base + sitePath), "IDENTITY_HEADER": .string(state.identityHeader)],
        ]
    }

    private static func choice(_ request: EmulatorRequest, resourceID: [String]) -> EmulatorState.IdentityChoice {
        if let id = request.query("client_id") { return .clientID(id) }
        if let id = request.query("object_id") ?? request.query("principal_id") { return .objectID(id) }
        if let id = resourceID.lazy.compactMap({ request.query($0) }).first { return .resourceID(id) }
        return .any
    }

    /// A token with the claim that names the identity's resource; nil when the tenant's key does not sign.
    private static func token(
        _ resource: String,
        _ identity: ManagedIdentity,
        _ state: inout EmulatorState,
        real: Date
    ) -> AccessToken? {
        let more: JSONObject = ["xms_mirid": .string(identity.resourceID)]
        return AccessToken(for: resource, to: identity.principal, provenBy: .assertion, more: more, &state, real: real)
    }
}

/// The metadata service: numbers are texts, errors as OAuth has them.
extension MachineEndpoints {
    private static func metadata(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse {
        func refuse(_ text: String, _ error: String = "invalid_request", status: Int = 400) -> EmulatorResponse {
            .json(status, ["error": .string(error), "error_description": .string(text)], headers: [("Server", "IMDS/emulator")])
        }
        guard request.method == "GET" else { return refuse("Only GET is allowed here", "method_not_allowed", status: 405) }
        guard request.headers.value("Metadata")?.lowercased() == "true" else { return refuse("Required metadata header not specified") }
        guard request.headers.value("X-Forwarded-For") == nil else { return refuse("A forwarded request is not answered") }
        guard metadataVersions.judge(request.query("api-version")) == .known else {
            return refuse("api-version is missing or not known; 2018-02-01 is")
        }
        guard let resource = request.query("resource"), !resource.isEmpty else { return refuse("Required parameter 'resource' is missing") }
        guard Audience.known(resource, state.origin) else {
            let text = "AADSTS500011: The resource principal '\(resource)' was not found in tenant '\(state.tenant.id)'."
            return refuse(text, "invalid_resource")
        }
        do throws(IdentityAbsence) {
            let identity = try state.identity(of: .virtualMachine, choice(request, resourceID: ["msi_res_id", "mi_res_id"]))
            guard let token = token(resource, identity, &state, real: real) else { return refuse("no key", "server_error", status: 500) }
            return .json(
                200,
                [
                    "access_token": .string(token.text), "client_id": .string(identity.principal.appID),
                    "expires_in": .string(String(token.lifetime)), "expires_on": .string(String(token.end)),
                    "ext_expires_in": .string(String(token.lifetime)), "not_before": .string(String(token.issued)),
                    "resource": .string(resource), "token_type": "Bearer",
                ],
                headers: [("Server", "IMDS/emulator")]
            )
        } catch .ambiguous {
            return refuse("Multiple user assigned identities exist: name one by client_id, object_id or msi_res_id")
        } catch {
            return refuse("Identity not found")
        }
    }
}

/// App Service: `expires_on` and no `expires_in`, errors of its own shape.
extension MachineEndpoints {
    private static func site(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse {
        func refuse(_ status: Int, _ text: String) -> EmulatorResponse {
            .json(
                status,
                [
                    "statusCode": .number(JSONNumber(status)), "message": .string(text),
                    "correlationId": .string(request.trace.correlationID),
                ]
            )
        }
        guard request.method == "GET" else { return refuse(405, "Only GET is allowed here.") }
        guard request.headers.value("X-IDENTITY-HEADER") == state.identityHeader else {
            return refuse(401, "The header X-IDENTITY-HEADER is missing or not the value of IDENTITY_HEADER.")
        }
        guard request.query("api-version") == siteVersion else { return refuse(400, "The api-version must be \(siteVersion).") }
        guard let resource = request.query("resource"), Audience.known(resource, state.origin) else {
            // The live service says no more than this.
            return refuse(500, "An unexpected error occurred while fetching the token.")
        }
        do throws(IdentityAbsence) {
            let identity = try state.identity(of: .appService, choice(request, resourceID: ["mi_res_id", "msi_res_id"]))
            guard let token = token(resource, identity, &state, real: real) else { return refuse(500, "The token could not be signed.") }
            return .json(
                200,
                [
                    "access_token": .string(token.text), "client_id": .string(identity.principal.appID),
                    "expires_on": .string(String(token.end)), "resource": .string(resource), "token_type": "Bearer",
                ]
            )
        } catch {
            return refuse(400, "No managed identity of this site fits the ClientId, ResourceId or PrincipalId asked for.")
        }
    }
}
