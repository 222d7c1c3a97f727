import HTTPTypes
import JSON

/// The client credentials grant, whatever proves the application: one request to the token endpoint and what may come of it.
///
/// Source: `POST {authority}/{tenant}/oauth2/v2.0/token`. The endpoint follows from authority and tenant, so nothing is discovered first.
struct ClientCredentialsGrant: Sendable {
    let tenantId: String
    let clientId: String
    let authority: String
    let additionallyAllowedTenants: Set<String>
    let transport: HTTPTransport
    let retry: RetryStage
    let userAgent: String

    /// Form fields that prove the application, made for one token endpoint.
    typealias Proof = @Sendable (_ tokenURL: String) throws(AzureError) -> [(name: String, value: Secret<String>)]

    /// A fresh token; `proof` is asked once, all attempts carry the same one.
    func token(for scope: TokenScope, proof: Proof) async throws(AzureError) -> AccessToken {
        let (url, origin) = try endpoint(for: scope)
        let fields = try proof(url)
        let message = request(url, scope, fields)
        let outcome = try await retry.run(.read, origin: origin) { _ throws(AzureError) in
            await transport.outcome(of: message, origin: origin)
        }
        switch outcome {
        case .answer(let answer) where answer.status == 200:
            return try TokenAnswer.read(answer.body).token(operation: Self.operation, target: target)
        case .answer(let answer): throw refusal(answer, hiding: fields)
        case .failure(let failure):
            throw .unanswered(failure, operation: Self.operation, target: target, repeatability: .read)
        }
    }

    static let operation = "Identity.token"
    private static let maximumAnswerBytes = 64 * 1024
    private var target: String { "\(authority)/\(tenantId) (client id \(clientId))" }

    private func endpoint(for scope: TokenScope) throws(AzureError) -> (String, Origin) {
        let tenant = scope.tenantId ?? tenantId
        guard ([tenantId] + additionallyAllowedTenants).contains(where: { $0.lowercased() == tenant.lowercased() }) else {
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
        return (authority + path, origin)
    }

    private func request(_ url: String, _ scope: TokenScope, _ proof: [(name: String, value: Secret<String>)]) -> TransportRequest {
        var form = [("grant_type", "client_credentials"), ("client_id", clientId)]
        form += proof.map { ($0.name, $0.value.reveal()) }
        form.append(("scope", scope.value))
        if let claims = scope.claims { form.append(("claims", claims)) }
        let body = form.map { "\($0.0)=\(URLText.encode($0.1))" }.joined(separator: "&")
        return TransportRequest(
            method: .post,
            url: url,
            headers: [.accept: "application/json", .contentType: "application/x-www-form-urlencoded", .userAgent: userAgent],
            body: Array(body.utf8),
            maximumResponseBytes: Self.maximumAnswerBytes,
            timeout: .seconds(30)
        )
    }

    /// The identity service answers 400 as often as 401; both mean that no token is given, unless its number says otherwise.
    private func refusal(_ answer: TransportResponse, hiding proof: [(name: String, value: Secret<String>)]) -> AzureError {
        var refusal = AzureError.answered(answer, operation: Self.operation, target: target, repeatability: .read)
        if answer.status == 400 || answer.status == 401 {
            refusal.code = refusal.serviceCode.flatMap(IdentityRefusal.init(serviceCode:))?.code ?? .unauthenticated
            refusal.nextStep = NextStep.forAnswer(refusal)
        }
        for field in proof where !field.value.reveal().isEmpty && !Redaction.isOff {
            refusal.serviceMessage = refusal.serviceMessage?.replacing(field.value.reveal(), with: Redaction.mark)
        }
        return refusal
    }

    func error(_ code: AzureError.Code, _ message: String, _ nextStep: String) -> AzureError {
        AzureError(code: code, operation: Self.operation, target: target, serviceMessage: message, nextStep: nextStep)
    }
}
