import AzureCore
import Gateway
import HTTPTypes
import Hummingbird

/// Who shows a token to the resource that people sign in to, and what to tell everybody else: where to get one.
package struct BearerDoor: Sendable {
    let oauth: OAuthRoutes
    private let sessions: SessionBook

    /// - Parameter now: of the half second for which a session is believed without a look.
    package init(
        agents: Agents,
        oauth: OAuthRoutes,
        foreign: ForeignSessions? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.oauth = oauth
        sessions = SessionBook(now: now) { text, resource in
            if let token = AgentToken(text) { return try await agents.session(token, at: resource) }
            guard let token = try await foreign?.admit(Secret(text)) else { return nil }
            return try await agents.session(token, at: resource)
        }
    }

    package enum Admission: Sendable {
        case agent(AgentSession)
        /// 401 or 403 with its challenge.
        case refused(Response)
    }

    package func admit(_ request: ServiceRequest) async throws -> Admission {
        do {
            return .agent(try await session(of: request))
        } catch let error as OAuthError {
            return .refused(.json(error.status, error.json, headers: headers(error, request)))
        }
    }

    private static let missing = OAuthError(.invalidToken, "A token is needed: sign in, or ask for one: signet agent token NAME")

    /// Throws an ``OAuthError`` for whoever is not let in.
    func session(of request: ServiceRequest) async throws -> AgentSession {
        guard request.headers[.authorization] != nil else { throw Self.missing }
        if let text = request.bearer, let session = try await sessions.session(text, at: oauth.site(of: request).resource) {
            return session
        }
        throw OAuthError(.invalidToken, "The token is unknown, too old, taken back or for another server. Sign in anew.")
    }

    /// The challenge of a refusal. Who brought no token is not told of an error, and who may not come in with a good one is not sent
    /// for another.
    func headers(_ error: OAuthError, _ request: ServiceRequest) -> HTTPFields {
        guard error.status == 401 || error.status == 403 else { return [:] }
        let isAboutToken = error != Self.missing && (error.code == .invalidToken || error.code == .insufficientScope)
        return [.wwwAuthenticate: oauth.site(of: request).challenge(isAboutToken ? error : nil)]
    }

    /// What a client is told when its token allows too little: all scopes the call needs.
    package func challenge(_ scopes: Set<AgentScope>, _ request: ServiceRequest) -> HTTPFields {
        let error = OAuthError(.insufficientScope, "The call needs \(AgentScope.text(scopes)).")
        return [.wwwAuthenticate: oauth.site(of: request).challenge(error, scopes: scopes)]
    }
}
