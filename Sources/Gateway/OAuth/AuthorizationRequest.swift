/// What a client asks a person for, checked. It is carried by the page's form and checked anew when that comes back, so no instance
/// has to remember it.
package struct AuthorizationRequest: Sendable, Hashable {
    /// Why it is none.
    package enum Problem: Error, Hashable {
        /// Told to the person: to send them anywhere could be sending them into a trap.
        case page(OAuthError)
        /// Told to the client, by this address.
        case back(String)
    }

    private static let longestState = 2048
    /// All that goes through the form.
    package static let parameters = [
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "resource",
    ]

    package let client: OAuthClient
    package let redirect: RedirectURI
    package let scopes: Set<AgentScope>
    package let proof: ProofKey
    package let resource: String
    let state: String?
    private let issuer: String

    package init(_ fields: OAuthFields, of client: OAuthClient, at site: OAuthSite) throws(Problem) {
        guard let redirect = fields["redirect_uri"].flatMap(RedirectURI.init), client.redirects.contains(where: { $0.accepts(redirect) })
        else {
            throw .page(OAuthError(.invalidRequest, "The address to return to is none of those that the client registered."))
        }
        guard client.state != .rejected else {
            throw .page(OAuthError(.unauthorizedClient, "An operator of this server has turned this client away."))
        }
        let state = fields["state"]
        guard (state?.utf8.count ?? 0) <= Self.longestState else {
            throw .page(OAuthError(.invalidRequest, "The state is longer than \(Self.longestState) bytes."))
        }
        (self.client, self.redirect, self.state, issuer) = (client, redirect, state, site.issuer)
        do {
            (scopes, proof) = try Self.check(fields, at: site)
        } catch {
            throw .back(Self.refusal(error, to: redirect, state: state, issuer: site.issuer))
        }
        resource = site.resource
    }

    private static func check(_ fields: OAuthFields, at site: OAuthSite) throws(OAuthError) -> (Set<AgentScope>, ProofKey) {
        guard fields["response_type"] == "code" else { throw OAuthError(.unsupportedResponseType, "response_type has to be code.") }
        guard fields["code_challenge_method"] == "S256", let proof = fields["code_challenge"].flatMap(ProofKey.init) else {
            throw OAuthError(.invalidRequest, "A code_challenge by the code_challenge_method S256 is needed (PKCE).")
        }
        guard fields["resource"].map({ $0 == site.resource }) ?? true else {
            throw OAuthError(.invalidTarget, "This server gives tokens for \(site.resource) alone.")
        }
        guard let scopes = AgentScope.parse(fields["scope"] ?? "") else {
            throw OAuthError(.invalidScope, "The scopes are \(AgentScope.text(Set(AgentScope.allCases))).")
        }
        return (scopes.isEmpty ? [.read] : scopes, proof)
    }

    /// Where the person goes with the code.
    package func address(code: String) -> String {
        redirect.adding([("code", code)] + (state.map { [("state", $0)] } ?? []) + [("iss", issuer)])
    }

    /// Where the person goes without one.
    package func address(_ error: OAuthError) -> String {
        Self.refusal(error, to: redirect, state: state, issuer: issuer)
    }

    private static func refusal(_ error: OAuthError, to redirect: RedirectURI, state: String?, issuer: String) -> String {
        redirect.adding(
            [("error", error.code.rawValue), ("error_description", error.description)] + (state.map { [("state", $0)] } ?? [])
                + [("iss", issuer)]
        )
    }
}
