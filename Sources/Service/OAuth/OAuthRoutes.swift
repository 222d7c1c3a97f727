import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import JSON

/// The authorization server over HTTP: what it tells of itself, registration, consent, tokens, revocation (OAuth 2.1).
package struct OAuthRoutes: Sendable {
    static let mostBody = 16 << 10
    static let authorizePath = "/oauth/authorize"

    let pages: OperatorPages
    let clients: OAuthClients
    let grants: OAuthGrants
    let address: PublicURL?
    let foreignIssuer: String?

    /// - Parameter address: what clients call the server by; nil where they come directly, by whatever name the front door knows.
    package init(pages: OperatorPages, clients: OAuthClients, grants: OAuthGrants, address: PublicURL?, foreignIssuer: String? = nil) {
        (self.pages, self.clients, self.grants, self.address, self.foreignIssuer) = (pages, clients, grants, address, foreignIssuer)
    }

    package var routes: [Route] {
        OAuthSite.resourceMetadataPaths.map { path in
            Route(.get, path) { request in Self.document(site(of: request).resourceMetadata) }
        }
            + OAuthSite.serverMetadataPaths.map { path in
                Route(.get, path) { request in Self.document(site(of: request).serverMetadata) }
            } + [
                Route(.post, "/oauth/register", mostBody: Self.mostBody, handle: register),
                Route(.get, Self.authorizePath) { request in try await pages.signedIn(request) { try await ask(request, $0) } },
                pages.form(Self.authorizePath) { request, fields in
                    try await pages.signedIn(request) { try await decide(request, fields, $0) }
                },
                Route(.post, "/oauth/token", mostBody: Self.mostBody) { request in
                    try await answering(request) { .json(200, try await grants.token($0).reveal()) }
                },
                Route(.post, "/oauth/revoke", mostBody: Self.mostBody) { request in
                    try await answering(request) { fields in
                        try await grants.revoke(fields)
                        return Response(status: .ok)
                    }
                },
            ] + clientRoutes
    }

    /// Where no address was given, the server is called what the client called it: the front door knows that name as ours.
    package func site(of request: ServiceRequest) -> OAuthSite {
        let here = "\(request.isSecure ? "https" : "http")://\(request.raw.head.authority?.lowercased() ?? "localhost")"
        return OAuthSite(origin: address?.origin ?? here, foreignIssuer: foreignIssuer)
    }

    private static func document(_ json: JSONValue) -> Response {
        .json(200, json, headers: [.cacheControl: "public, max-age=300"])
    }

    private func register(_ request: ServiceRequest) async throws -> Response {
        do {
            guard Self.mediaType(request) == "application/json", let json = try? JSONValue(parsing: await request.body()) else {
                throw OAuthError(.invalidClientMetadata, "A registration is a JSON object, sent as application/json.")
            }
            return .json(201, try await clients.register(json, from: request.client).registration)
        } catch let error as OAuthError {
            return Self.refused(error)
        }
    }

    /// A form that a program sends: no cookie counts, so it may come from anywhere.
    private func answering(_ request: ServiceRequest, _ body: (OAuthFields) async throws -> Response) async throws -> Response {
        do {
            guard Self.mediaType(request) == "application/x-www-form-urlencoded",
                let fields = OAuthFields(parsing: String(decoding: try await request.body(), as: UTF8.self))
            else { throw OAuthError(.invalidRequest, "The body has to be a form, with no name in it twice.") }
            return try await body(fields)
        } catch let error as OAuthError {
            return Self.refused(error)
        }
    }

    private static func refused(_ error: OAuthError) -> Response {
        .json(error.status, error.json, headers: error.code == .temporarilyUnavailable ? [.retryAfter: "3600"] : [:])
    }

    private static func mediaType(_ request: ServiceRequest) -> String? {
        request.headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
}

extension OAuthClient {
    /// What a client that registered itself is told (RFC 7591).
    fileprivate var registration: JSONValue {
        [
            "client_id": .string(id), "client_id_issued_at": .number(JSONNumber(Int(created.timeIntervalSince1970))),
            "client_name": .string(name), "redirect_uris": .array(redirects.map { .string($0.description) }),
            "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "token_endpoint_auth_method": "none",
        ]
    }
}
