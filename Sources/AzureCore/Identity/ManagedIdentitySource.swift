import HTTPTypes

/// Where a machine hands out tokens. The endpoint is fixed or comes from the platform's environment, and is on this machine or its
/// link in any case: whoever sets a variable cannot make us send a token request elsewhere.
public struct ManagedIdentitySource: Sendable {
    enum Kind: Sendable, Hashable {
        case virtualMachine
        case appService
    }

    let kind: Kind
    /// The URL without query.
    let endpoint: String
    let origin: Origin
    /// App Service proves by it that the request comes from the site itself.
    private let header: Secret<String>?

    /// The source the environment names: App Service by `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, else the metadata service of a
    /// virtual machine at its well-known address (or at `AZURE_POD_IDENTITY_AUTHORITY_HOST`).
    ///
    /// Throws ``AzureError`` with code `.invalidRequest` when an endpoint is neither on this machine nor on its link.
    public init(environment: [String: String]) throws(AzureError) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let endpoint = value("IDENTITY_ENDPOINT"), let header = value("IDENTITY_HEADER") {
            try self.init(.appService, endpoint, variable: "IDENTITY_ENDPOINT", header: Secret(header))
        } else {
            let base = value("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
            let path = "/metadata/identity/oauth2/token"
            let endpoint = (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
            try self.init(.virtualMachine, endpoint, variable: "AZURE_POD_IDENTITY_AUTHORITY_HOST", header: nil)
        }
    }

    private init(_ kind: Kind, _ endpoint: String, variable: String, header: Secret<String>?) throws(AzureError) {
        guard let origin = Origin(url: endpoint), Self.isNear(origin.host), !endpoint.contains("?"), !endpoint.contains("#") else {
            throw AzureError(
                code: .invalidRequest,
                operation: "ManagedIdentity.source",
                target: variable,
                serviceMessage: "\(Redaction.scrub(endpoint)) is not a plain http or https URL on this machine or its link",
                nextStep: "Unset \(variable); the platform sets it itself, to a loopback or link-local address."
            )
        }
        self.kind = kind
        self.endpoint = endpoint
        self.origin = origin
        self.header = header
    }

    /// Without metadata service nothing answers at its address, which takes long to find out.
    var isProbed: Bool { kind == .virtualMachine }

    func request(for scope: TokenScope, _ identity: ManagedIdentityCredential.Identity) -> TransportRequest {
        let suffix = "/.default"
        let resource = scope.value.hasSuffix(suffix) ? String(scope.value.dropLast(suffix.count)) : scope.value
        var query = [("api-version", kind == .appService ? "2019-08-01" : "2018-02-01"), ("resource", resource)]
        switch identity {
        case .systemAssigned: break
        case .clientId(let id): query.append(("client_id", id))
        case .objectId(let id): query.append(("object_id", id))
        case .resourceId(let id): query.append((kind == .appService ? "mi_res_id" : "msi_res_id", id))
        }
        var headers: HTTPFields = [.accept: "application/json", .metadata: "true"]
        if let header { headers[.identityHeader] = header.reveal() }
        return TransportRequest(
            method: .get,
            url: endpoint + "?" + query.map { "\($0.0)=\(URLText.encode($0.1))" }.joined(separator: "&"),
            headers: headers,
            maximumResponseBytes: 64 * 1024,
            timeout: .seconds(30)
        )
    }

    /// A request the metadata service refuses at once, as it lacks the header that every real one has.
    func probe(timeout: Duration) -> TransportRequest {
        TransportRequest(method: .get, url: endpoint, maximumResponseBytes: 64 * 1024, timeout: timeout)
    }

    /// Loopback or link-local, as an address or as `localhost`.
    static func isNear(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        if host.contains(":") {
            // fe80::/10, with or without a zone.
            let first = host.prefix { $0 != ":" }
            return first.count == 4 && Int(first, radix: 16).map { $0 & 0xffc0 == 0xfe80 } == true
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) && $0.count <= 3 ? UInt8($0) : nil }
        guard parts.count == 4, numbers.count == 4 else { return false }
        return numbers[0] == 127 || (numbers[0] == 169 && numbers[1] == 254)
    }
}

extension HTTPField.Name {
    static let metadata = named("Metadata")
    static let identityHeader = named("X-IDENTITY-HEADER")
}
