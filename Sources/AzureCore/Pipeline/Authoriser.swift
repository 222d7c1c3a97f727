import HTTPTypes
import Synchronization

/// The stage that adds the bearer token, and answers a 401 once: a vault naming its tenant and resource, any service asking for
/// claims (continuous access evaluation), or one that says the token has expired, whatever the cache believes of it.
struct Authoriser: Sendable {
    let credential: any TokenCredential
    let verifyChallengeResource: Bool
    private let challenges = ChallengeCache()

    /// Sends with a token. After a challenge the call is sent again with the token asked for; a call that must leave only once
    /// is not, but the challenge is kept for the next one.
    func send(
        _ call: Call,
        _ transmit: (TransportRequest) async throws(AzureError) -> Outcome
    ) async throws(AzureError) -> Outcome {
        guard let wanted = call.request.scope else { return try await transmit(call.message) }
        let scope = challenges.scope(for: call.origin, standard: wanted)
        let outcome = try await transmit(try await authorised(call.message, scope))
        guard case .answer(let answer) = outcome, answer.status == 401, let asked = try scopeAsked(by: answer, after: scope, of: call)
        else { return outcome }
        let isOnce = call.request.repeatability == .once
        challenges.remember(asked, for: call.origin, keepingClaims: isOnce)
        return isOnce ? outcome : try await transmit(try await authorised(call.message, asked))
    }

    private func authorised(_ message: TransportRequest, _ scope: TokenScope) async throws(AzureError) -> TransportRequest {
        let token = try await credential.token(for: scope)
        var message = message
        message.headers[.authorization] = "Bearer \(token.token.reveal())"
        return message
    }

    private func scopeAsked(by answer: TransportResponse, after sent: TokenScope, of call: Call) throws(AzureError) -> TokenScope? {
        if let challenge = BearerChallenge(answer.headers), let asked = try scopeAsked(by: challenge, after: sent, of: call) {
            return asked
        }
        guard !sent.isFresh, answer.saysExpired else { return nil }
        var asked = sent
        asked.isFresh = true
        return asked
    }

    /// The scope a challenge asks for; nil when it asks for nothing that was not sent already.
    private func scopeAsked(
        by challenge: BearerChallenge,
        after sent: TokenScope,
        of call: Call
    ) throws(AzureError) -> TokenScope? {
        var asked = sent
        asked.claims = challenge.claims
        if let resource = challenge.scope {
            guard !verifyChallengeResource || challenge.resourceIsParent(of: call.origin.host) else {
                throw AzureError(
                    code: .unauthenticated,
                    operation: call.request.operation,
                    target: call.request.target,
                    status: 401,
                    serviceMessage: "the challenge of \(call.origin.host) names \(resource), which is not a parent domain of it",
                    nextStep: "Check the vault's address; for a cloud of your own turn verifyChallengeResource off in its settings."
                )
            }
            asked.value = resource
            asked.tenantId = challenge.tenantId ?? sent.tenantId
        }
        return asked == sent ? nil : asked
    }
}

extension TransportResponse {
    /// Resource Manager has a code for an expired token, a vault only a text.
    fileprivate var saysExpired: Bool {
        let error = ErrorBody(bytes: body)
        return error.code == "ExpiredAuthenticationToken" || error.message?.lowercased().contains("token has expired") == true
    }
}

/// What hosts have asked for, so that the next call starts with it. Claims and the wish for a fresh token are handed out once:
/// they concern one token.
final class ChallengeCache: Sendable {
    private static let maximumHosts = 256
    private let scopes = Mutex<[Origin: TokenScope]>([:])

    func scope(for origin: Origin, standard: TokenScope) -> TokenScope {
        scopes.withLock { scopes in
            guard let scope = scopes[origin] else { return standard }
            scopes[origin]?.claims = nil
            scopes[origin]?.isFresh = false
            return scope
        }
    }

    func remember(_ scope: TokenScope, for origin: Origin, keepingClaims: Bool) {
        scopes.withLock { scopes in
            if scopes.count >= Self.maximumHosts { scopes.removeAll() }
            var scope = scope
            if !keepingClaims { (scope.claims, scope.isFresh) = (nil, false) }
            scopes[origin] = scope
        }
    }
}
