import FoundationEssentials
import HTTPTypes
import JSON

/// Who a request's token speaks for.
struct Caller: Sendable {
    let appID: String
    let objectID: String
}

/// Why a token does not open a service.
enum TokenFault: Error {
    case missing
    case malformed
    case foreignTenant(String)
    case wrongAudience(String)
    case expired(at: Date)
    /// The application or identity is gone since the token was given.
    case unknownCaller
}

enum TokenCheck {
    /// Checks signature, tenant, audience, time (real time, as tokens know no other) and that whom it speaks for still exists.
    static func caller(
        _ request: EmulatorRequest,
        for audience: Audience,
        _ state: inout EmulatorState,
        real: Date
    ) throws(TokenFault) -> Caller {
        guard let header = request.headers[.authorization] else { throw .missing }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", let token = state.tokenSigner?.verified(String(parts[1]), real: real)
        else { throw .malformed }
        guard token.tenant == state.tenant.id else { throw .foreignTenant(token.tenant) }
        guard audience.accepts(token.audience, state.origin) else { throw .wrongAudience(token.audience) }
        guard token.end > real else { throw .expired(at: token.end) }
        guard state.hasPrincipal(token.objectID) else { throw .unknownCaller }
        return Caller(appID: token.appID, objectID: token.objectID)
    }
}

extension TokenSigner {
    /// What a token of this tenant says, nil for any other text.
    fileprivate mutating func verified(_ token: String, real: Date) -> VerifiedTokens.Entry? {
        let digest = VerifiedTokens.digest(token)
        if let known = verifiedTokens.entry(digest, real: real) { return known }
        guard let claims = claims(of: token) else { return nil }
        let entry = VerifiedTokens.Entry(
            tenant: claims["tid"]?.string ?? "",
            audience: claims["aud"]?.string ?? "",
            appID: claims["appid"]?.string ?? "",
            objectID: claims["oid"]?.string ?? "",
            end: Date(timeIntervalSince1970: claims["exp"]?.double ?? 0)
        )
        verifiedTokens.keep(entry, digest, real: real)
        return entry
    }
}

extension EmulatorState {
    /// A reset, a snapshot or a removal may have taken whom a token was for.
    fileprivate func hasPrincipal(_ objectID: String) -> Bool {
        tenant.client.objectID == objectID || clients.contains { $0.principal.objectID == objectID }
            || managedIdentities.contains { $0.principal.objectID == objectID }
    }
}

extension TokenFault {
    /// The 401 of the service the request is for.
    func refusal(_ request: EmulatorRequest, _ state: EmulatorState, real: Date) -> ServiceFailure {
        VaultDataPlane.isAddressed(by: request, state) ? vaultFailure(state) : resourceManagerFailure(state, real: real)
    }

    /// Resource Manager's 401.
    func resourceManagerFailure(_ state: EmulatorState, real: Date) -> ServiceFailure {
        let (code, text) = wording(real: real)
        let challenge = """
            Bearer authorization_uri="\(state.origin.url)/\(state.tenant.id)", error="invalid_token", error_description="\(text)"
            """
        return .arm(401, code, text, headers: [("WWW-Authenticate", challenge)])
    }

    private func wording(real: Date) -> (code: String, text: String) {
        switch self {
        case .missing:
            ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        case .malformed, .unknownCaller:
            ("InvalidAuthenticationToken", "The access token is invalid.")
        case .foreignTenant(let tenant):
            ("InvalidAuthenticationTokenTenant", "The access token is from the wrong tenant '\(tenant)'.")
        case .wrongAudience(let name):
            ("InvalidAuthenticationTokenAudience", "The access token was obtained for the wrong audience or resource '\(name)'.")
        case .expired(let expiry):
            (
                "ExpiredAuthenticationToken",
                "The access token expiry UTC time '\(RFC3339.text(expiry))' is earlier than current UTC time '\(RFC3339.text(real))'."
            )
        }
    }

    /// Key Vault's 401 with its challenge, which names the tenant and the resource to ask a token for.
    func vaultFailure(_ state: EmulatorState) -> ServiceFailure {
        let text =
            switch self {
            case .missing: "AKV10000: Request is missing a Bearer or PoP token."
            case .wrongAudience(let name): "AKV10022: Invalid audience. Expected \(state.origin.keyVaultResource), found: \(name)."
            case .foreignTenant: "AKV10032: Invalid issuer."
            case .malformed, .unknownCaller: "AKV10000: The token could not be read."
            case .expired: "AKV10000: The token has expired."
            }
        let challenge = """
            Bearer authorization="\(state.origin.url)/\(state.tenant.id)", resource="\(state.origin.keyVaultResource)"
            """
        return .vault(401, "Unauthorized", text).with(headers: [("WWW-Authenticate", challenge)])
    }

    func graphFailure() -> ServiceFailure {
        .graph(401, "InvalidAuthenticationToken", "The access token is missing, expired, or not for this service.")
    }
}
