import JSON

/// A refusal of the authorization server, in the words of RFC 6749, 7591, 8707 and 6750.
package struct OAuthError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case invalidScope = "invalid_scope"
        /// Another resource than this server.
        case invalidTarget = "invalid_target"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case unauthorizedClient = "unauthorized_client"
        case accessDenied = "access_denied"
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidClientMetadata = "invalid_client_metadata"
        case invalidToken = "invalid_token"
        case insufficientScope = "insufficient_scope"
        case temporarilyUnavailable = "temporarily_unavailable"
        case serverError = "server_error"
    }

    package let code: Code
    package let description: String

    /// - Parameter description: of our own words only; what a client sent does not come back in it.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    package var status: Int {
        switch code {
        case .invalidClient, .invalidToken: 401
        case .accessDenied, .insufficientScope: 403
        case .temporarilyUnavailable: 429
        case .serverError: 500
        default: 400
        }
    }

    package var json: JSONValue { ["error": .string(code.rawValue), "error_description": .string(description)] }
}
