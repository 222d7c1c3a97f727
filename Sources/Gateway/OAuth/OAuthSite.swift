import AzureCore
import JSON

/// What the authorization server and the resource it guards are called, and what both tell of themselves.
package struct OAuthSite: Sendable, Hashable {
    /// The origin, without a slash at its end: `https://signet.example`.
    package let issuer: String
    /// The URL that a person pastes into a client, and the audience of every token: `https://signet.example/mcp`.
    package let resource: String
    /// Whose tokens are taken besides; clients are told to sign in there.
    package let foreignIssuer: String?

    package static let resourcePath = "/mcp"

    package init(origin: String, foreignIssuer: String? = nil) {
        issuer = origin
        resource = origin + Self.resourcePath
        self.foreignIssuer = foreignIssuer
    }

    /// RFC 9728.
    package var resourceMetadata: JSONValue {
        [
            "resource": .string(resource), "authorization_servers": [.string(foreignIssuer ?? issuer)], "scopes_supported": ["read"],
            "bearer_methods_supported": ["header"], "resource_name": "Signet",
        ]
    }

    /// RFC 8414, with what RFC 9207 and client id metadata documents add.
    package var serverMetadata: JSONValue {
        [
            "issuer": .string(issuer), "authorization_endpoint": .string(issuer + "/oauth/authorize"),
            "token_endpoint": .string(issuer + "/oauth/token"), "registration_endpoint": .string(issuer + "/oauth/register"),
            "revocation_endpoint": .string(issuer + "/oauth/revoke"),
            "scopes_supported": .array(AgentScope.allCases.map { .string($0.rawValue) }), "response_types_supported": ["code"],
            "response_modes_supported": ["query"], "grant_types_supported": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["none"], "revocation_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": true,
            "client_id_metadata_document_supported": true,
        ]
    }

    /// Every place where a client looks for the first document: the resource's path inserted, and the root.
    package static let resourceMetadataPaths = [
        "/.well-known/oauth-protected-resource\(resourcePath)", "/.well-known/oauth-protected-resource",
    ]

    /// And for the second: RFC 8414 and OpenID Connect, at the root and with the resource's path, inserted or behind it.
    package static let serverMetadataPaths = ["oauth-authorization-server", "openid-configuration"].flatMap {
        ["/.well-known/\($0)", "/.well-known/\($0)\(resourcePath)", "\(resourcePath)/.well-known/\($0)"]
    }

    /// What `WWW-Authenticate` says to who shows no token, or none that is good here (RFC 6750, 9728).
    ///
    /// - Parameter scopes: all that the request needs.
    package func challenge(_ error: OAuthError? = nil, scopes: Set<AgentScope> = [.read]) -> String {
        var parts: [String] = []
        if let error { parts.append("error=\"\(error.code.rawValue)\"") }
        parts.append("resource_metadata=\"\(issuer)\(Self.resourceMetadataPaths[0])\"")
        parts.append("scope=\"\(AgentScope.text(scopes))\"")
        if let error { parts.append("error_description=\"\(error.description)\"") }
        return "Bearer " + parts.joined(separator: ", ")
    }
}

extension AgentScope {
    package static func text(_ scopes: Set<AgentScope>) -> String { scopes.sorted().map(\.rawValue).joined(separator: " ") }

    /// Nil when a word is no scope. `offline_access` is the habit of clients that want a refresh token, which everybody gets.
    static func parse(_ text: String) -> Set<AgentScope>? {
        let words = text.split(separator: " ").filter { $0 != "offline_access" }
        let scopes = words.compactMap { AgentScope(rawValue: String($0)) }
        return scopes.count == words.count ? Set(scopes) : nil
    }
}
