import FoundationEssentials

/// An application that proves itself with a certificate, by the client credentials grant.
///
/// ```swift
/// let certificate = try ClientCertificate(pem: Secret(text))
/// let credential = ClientCertificateCredential(tenantId: tenant, clientId: client, certificate: certificate, transport: transport)
/// ```
///
/// Source: `POST {authority}/{tenant}/oauth2/v2.0/token` with a signed assertion. It asks for a new token each time: wrap it in
/// a ``TokenCache``.
public struct ClientCertificateCredential: TokenCredential {
    private let grant: ClientCredentialsGrant
    private let assertion: ClientAssertion
    private let now: @Sendable () -> Date

    /// A credential for one application of one tenant.
    ///
    /// - Parameters:
    ///   - sendsCertificateChain: Whether the certificates travel along (`x5c`), for applications registered by subject name and issuer.
    ///   - authority: The identity authority, see ``AzureCloud/authority``; must be `https`.
    ///   - additionallyAllowedTenants: Tenants besides its own that a service's challenge may name.
    ///   - now: The real time; an assertion is good for ten minutes from it.
    public init(
        tenantId: String,
        clientId: String,
        certificate: ClientCertificate,
        algorithm: AssertionAlgorithm = .ps256,
        sendsCertificateChain: Bool = false,
        authority: String = AzureCloud.publicCloud.authority,
        additionallyAllowedTenants: Set<String> = [],
        transport: HTTPTransport,
        retry: RetryPolicy = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() },
        userAgent: String = Pipeline.standardUserAgent
    ) {
        assertion = ClientAssertion(
            certificate: certificate,
            clientId: clientId,
            algorithm: algorithm,
            sendsChain: sendsCertificateChain
        )
        self.now = now
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
    /// Throws ``AzureError``: `.unauthenticated` with the service's AADSTS number when it refuses (700027: it does not know the
    /// certificate, 700024: this machine's clock is off), `.network` and `.timeout` when it cannot be reached,
    /// `.malformedResponse` when its answer is no token.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        try await grant.token(for: scope) { [assertion, now, grant] tokenURL throws(AzureError) in
            do {
                let text = try assertion.signed(for: tokenURL, at: now(), id: UUID().uuidString.lowercased())
                return AssertionFields.make(text)
            } catch {
                throw grant.error(.invalidRequest, "the key does not sign: \(error)", "Make the key anew, or use another one.")
            }
        }
    }
}

/// The two form fields of an assertion, our own or a federated one.
enum AssertionFields {
    static func make(_ assertion: Secret<String>) -> [(name: String, value: Secret<String>)] {
        [
            ("client_assertion_type", Secret("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")),
            ("client_assertion", assertion),
        ]
    }
}
