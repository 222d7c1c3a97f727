/// An application that proves itself with a client secret, by the client credentials grant.
///
/// Source: `POST {authority}/{tenant}/oauth2/v2.0/token`. It asks for a new token each time: wrap it in a ``TokenCache``.
public struct ClientSecretCredential: TokenCredential {
    private let grant: ClientCredentialsGrant
    private let secret: Secret<String>

    /// A credential for one application of one tenant.
    ///
    /// - Parameters:
    ///   - authority: The identity authority, see ``AzureCloud/authority``; must be `https`.
    ///   - additionallyAllowedTenants: Tenants besides its own that a service's challenge may name.
    public init(
        tenantId: String,
        clientId: String,
        secret: Secret<String>,
        authority: String = AzureCloud.publicCloud.authority,
        additionallyAllowedTenants: Set<String> = [],
        transport: HTTPTransport,
        retry: RetryPolicy = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        userAgent: String = Pipeline.standardUserAgent
    ) {
        self.secret = secret
        grant = ClientCredentialsGrant(
            tenantId: tenantId,
            clientId: clientId,
            authority: authority,
            additionallyAllowedTenants: additionallyAllowedTenants,
            transport: transport,
            retry: RetryStage(policy: retry, clock: clock),
            userAgent: userAgent
        )
    }

    /// A fresh token from the identity service.
    ///
    /// Throws ``AzureError``: `.unauthenticated` with the service's AADSTS number when it refuses (7000215: wrong secret),
    /// `.network` and `.timeout` when it cannot be reached, `.malformedResponse` when its answer is no token.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        try await grant.token(for: scope) { [secret] _ in [("client_secret", secret)] }
    }
}
