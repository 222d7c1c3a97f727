/// A workload that another identity provider vouches for (Kubernetes, GitHub): the provider's token, kept fresh in a file by
/// the platform, is exchanged for one of Azure.
///
/// Source: `POST {authority}/{tenant}/oauth2/v2.0/token` with the file's text as assertion. The file is read at each request, as
/// the platform replaces it. It asks for a new token each time: wrap it in a ``TokenCache``.
public struct WorkloadIdentityCredential: TokenCredential {
    /// The longest token file read, in bytes.
    public static let maximumFileBytes = 64 * 1024

    private let grant: ClientCredentialsGrant
    private let tokenFile: String

    /// A credential for one federated application of one tenant.
    ///
    /// - Parameters:
    ///   - authority: The identity authority, see ``AzureCloud/authority``; must be `https`.
    ///   - additionallyAllowedTenants: Tenants besides its own that a service's challenge may name.
    public init(
        _ workload: WorkloadIdentity,
        authority: String = AzureCloud.publicCloud.authority,
        additionallyAllowedTenants: Set<String> = [],
        transport: HTTPTransport,
        retry: RetryPolicy = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        userAgent: String = Pipeline.standardUserAgent
    ) {
        tokenFile = workload.tokenFile
        grant = ClientCredentialsGrant(
            tenantId: workload.tenantId,
            clientId: workload.clientId,
            authority: authority,
            additionallyAllowedTenants: additionallyAllowedTenants,
            transport: transport,
            retry: RetryStage(policy: retry, clock: clock),
            userAgent: userAgent
        )
    }

    /// A fresh token from the identity service.
    ///
    /// Throws ``AzureError``: `.invalidRequest` when the file cannot be used, `.unauthenticated` with the service's AADSTS number when
    /// it refuses (70021, 700211 to 700213: the federated credential does not match), `.network` and `.timeout` when it cannot be reached,
    /// `.malformedResponse` when its answer is no token.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        try await grant.token(for: scope) { [self] _ throws(AzureError) in AssertionFields.make(try readFile()) }
    }

    private func readFile() throws(AzureError) -> Secret<String> {
        func unusable(_ why: String) -> AzureError {
            grant.error(
                .invalidRequest,
                "the federated token file \(tokenFile) cannot be used: \(why)",
                "Check AZURE_FEDERATED_TOKEN_FILE, and that this process may read the file: `ls -l \(tokenFile)`."
            )
        }
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.read(tokenFile, maximumBytes: Self.maximumFileBytes)
        } catch {
            throw unusable("\(error)")
        }
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        guard !text.isEmpty else { throw unusable("it is empty") }
        return Secret(text)
    }
}

/// Who a federated workload is, and where the platform keeps its token.
public struct WorkloadIdentity: Sendable, Hashable {
    /// The tenant of the application.
    public var tenantId: String
    /// The application's (client) id.
    public var clientId: String
    /// The file with the other provider's token.
    public var tokenFile: String

    /// A workload with all its parts.
    public init(tenantId: String, clientId: String, tokenFile: String) {
        self.tenantId = tenantId
        self.clientId = clientId
        self.tokenFile = tokenFile
    }

    /// A workload as the platform describes it: `AZURE_FEDERATED_TOKEN_FILE`, and `AZURE_TENANT_ID` and `AZURE_CLIENT_ID` where tenant
    /// and client are not given.
    ///
    /// Throws ``AzureError`` with code `.invalidRequest`, naming the variable that is missing.
    public init(environment: [String: String], tenantId: String? = nil, clientId: String? = nil) throws(AzureError) {
        func value(_ name: String, given: String? = nil) throws(AzureError) -> String {
            if let given { return given }
            if let value = environment[name], !value.isEmpty { return value }
            throw AzureError(
                code: .invalidRequest,
                operation: ClientCredentialsGrant.operation,
                target: "workload identity",
                serviceMessage: "the variable \(name) is not set",
                nextStep: "Give the pod the label azure.workload.identity/use and the identity's service account, or set \(name)."
            )
        }
        self.tenantId = try value("AZURE_TENANT_ID", given: tenantId)
        self.clientId = try value("AZURE_CLIENT_ID", given: clientId)
        tokenFile = try value("AZURE_FEDERATED_TOKEN_FILE")
    }
}
