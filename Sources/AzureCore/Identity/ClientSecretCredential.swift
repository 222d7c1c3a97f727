import HTTPTypes
import JSON

/// An application that proves itself with a client secret, by the client credentials grant.
///
/// Source: `POST {authority}/{tenant}/oauth2/v2.0/token`. It asks for a new token each time: wrap it in a ``TokenCache``.
public struct ClientSecretCredential: TokenCredential {
    private let tenantId: String
    private let clientId: String
    private let secret: Secret<String>
    private let authority: String
    private let allowedTenants: Set<String>
    private let transport: HTTPTransport
    private let retry: RetryStage
    private let userAgent: String

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
        self.tenantId = tenantId
        self.clientId = clientId
        self.secret = secret
        self.authority = authority
        self.allowedTenants = Set(([tenantId] + additionallyAllowedTenants).map { $0.lowercased() })
        self.transport = transport
        self.retry = RetryStage(policy: retry, clock: clock)
        self.userAgent = userAgent
    }

    /// A fresh token from the identity service.
    ///
    /// Throws ``AzureError``: `.unauthenticated` with the service's AADSTS number when it refuses (7000215: wrong secret),
    /// `.network` and `.timeout` when it cannot be reached, `.malformedResponse` when its answer is no token.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        let (message, origin) = try tokenRequest(for: scope)
        let outcome = try await retry.run(.read, origin: origin) { _ throws(AzureError) in
            await transport.outcome(of: message, origin: origin)
        }
        switch outcome {
        case .answer(let answer) where answer.status == 200: return try read(answer)
        case .answer(let answer): throw refusal(answer)
        case .failure(let failure):
            throw .unanswered(failure, operation: Self.operation, target: target, repeatability: .read)
        }
    }

    private static let operation = "Identity.token"
    private static let maximumAnswerBytes = 64 * 1024
    private var target: String { "\(authority)/\(tenantId) (client id \(clientId))" }

    private func tokenRequest(for scope: TokenScope) throws(AzureError) -> (TransportRequest, Origin) {
        let tenant = scope.tenantId ?? tenantId
        guard allowedTenants.contains(tenant.lowercased()) else {
            throw error(
                .unauthenticated,
                "the service asks for a token of tenant \(tenant), the credential belongs to \(tenantId)",
                "Set the profile's tenant to the id \(tenant), or allow that tenant for the credential."
            )
        }
        guard let path = URLText.path([tenant, "oauth2", "v2.0", "token"]), let origin = Origin(url: authority), origin.scheme == "https"
        else {
            throw error(
                .invalidRequest,
                "\(authority) with tenant \(tenant) is no https token endpoint",
                "Correct authority and tenant in the profile."
            )
        }
        var form = [
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret.reveal()), ("scope", scope.value),
        ]
        if let claims = scope.claims { form.append(("claims", claims)) }
        let body = form.map { "\($0.0)=\(URLText.encode($0.1))" }.joined(separator: "&")
        let message = TransportRequest(
            method: .post,
            url: authority + path,
            headers: [.accept: "application/json", .contentType: "application/x-www-form-urlencoded", .userAgent: userAgent],
            body: Array(body.utf8),
            maximumResponseBytes: Self.maximumAnswerBytes,
            timeout: .seconds(30)
        )
        return (message, origin)
    }

    private func read(_ answer: TransportResponse) throws(AzureError) -> AccessToken {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: answer.body)
        } catch {
            throw malformed("\(error)", answer)
        }
        guard let token = json["access_token"]?.string, !token.isEmpty else { throw malformed("no access_token", answer) }
        // Numbers come as strings from older endpoints.
        guard let lifetime = Self.seconds(json["expires_in"]), lifetime > .zero else { throw malformed("no usable expires_in", answer) }
        return AccessToken(token: Secret(token), lifetime: lifetime, refreshAfter: Self.seconds(json["refresh_in"]))
    }

    private static func seconds(_ value: JSONValue?) -> Duration? {
        guard let number = value?.int ?? value?.string.flatMap({ Int($0) }), (0...31_536_000).contains(number) else { return nil }
        return .seconds(number)
    }

    /// The identity service answers 400 as often as 401; both mean that no token is given.
    private func refusal(_ answer: TransportResponse) -> AzureError {
        var refusal = AzureError.answered(answer, operation: Self.operation, target: target, repeatability: .read)
        if answer.status == 400 || answer.status == 401 {
            refusal.code = .unauthenticated
            refusal.nextStep = NextStep.forAnswer(refusal)
        }
        refusal.serviceMessage = refusal.serviceMessage?.replacing(secret.reveal(), with: Redaction.mark)
        return refusal
    }

    private func malformed(_ reason: String, _ answer: TransportResponse) -> AzureError {
        .unreadable(
            reason,
            operation: Self.operation,
            target: target,
            status: answer.status,
            requestId: nil,
            correlationId: nil,
            repeatability: .read
        )
    }

    private func error(_ code: AzureError.Code, _ message: String, _ nextStep: String) -> AzureError {
        AzureError(code: code, operation: Self.operation, target: target, serviceMessage: message, nextStep: nextStep)
    }
}
