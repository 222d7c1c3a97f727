import AzureCore
import Foundation
import HTTPTypes
import JSON
import JWTKit
import Storage

/// Another authorization server, such as Microsoft Entra, whose tokens for this server are taken in place of its own.
///
/// Its keys are found by its metadata, kept an hour, and asked for again when a token names one that is new.
package actor ForeignIssuer {
    private static let keysLast: TimeInterval = 3600
    private static let soonest: TimeInterval = 60
    /// Where the issuer cannot be reached.
    private static let longestBelief: TimeInterval = 86_400
    private static let mostKeys = 64

    package nonisolated let issuer: String
    nonisolated let audience: String
    private let transport: HTTPTransport
    private nonisolated let now: @Sendable () -> Date
    private var keys: [String: JWK] = [:]
    private var asked = Date.distantPast
    private var fetched = Date.distantPast

    /// - Parameter issuer: as its tokens and its metadata spell it.
    package init(
        issuer: String,
        audience: String,
        transport: HTTPTransport,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        guard issuer.hasPrefix("https://"), Origin(url: issuer) != nil, !audience.isEmpty else {
            throw GatewayError(
                .invalid,
                "An issuer is an https address and comes with an audience.",
                nextStep: "Give both as the issuer's metadata and its tokens spell them."
            )
        }
        (self.issuer, self.audience, self.transport, self.now) = (issuer, audience, transport, now)
    }

    /// Nil for a token that is not this issuer's for this server, now.
    func claims(_ text: String) async throws -> ForeignClaims? {
        guard let token = ForeignToken(text), let key = try await key(token.keyID) else { return nil }
        return await token.claims(key, issuer: issuer, audience: audience, at: now())
    }

    private func key(_ id: String) async throws -> JWK? {
        let age = now().timeIntervalSince(asked)
        if let key = keys[id], age < Self.keysLast { return key }
        // Whoever makes key names up cannot make us ask more often than this.
        guard age >= Self.soonest else { return keys[id] }
        asked = now()
        do {
            keys = try await fetch()
            fetched = asked
        } catch let error as OAuthError {
            guard keys[id] != nil, now().timeIntervalSince(fetched) < Self.longestBelief else { throw error }
        }
        return keys[id]
    }

    private func fetch() async throws -> [String: JWK] {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let metadata = try await get(base + "/.well-known/openid-configuration")
        guard metadata["issuer"]?.string == issuer, let place = metadata["jwks_uri"]?.string, place.hasPrefix("https://") else {
            throw OAuthError(.serverError, "The metadata of the external issuer is of another issuer, or names no keys.")
        }
        let list = try await get(place)["keys"]?.array ?? []
        let pairs = list.prefix(Self.mostKeys).compactMap { json -> (String, JWK)? in
            guard let id = json["kid"]?.string, json["kty"] == "RSA" || json["kty"] == "EC", json["use"].map({ $0 == "sig" }) ?? true,
                json["d"] == nil, let key = try? JSONDecoder().decode(JWK.self, from: Data(json.bytes()))
            else { return nil }
            return (id, key)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    private func get(_ url: String) async throws -> JSONValue {
        var headers = HTTPFields()
        headers[.accept] = "application/json"
        let request = TransportRequest(method: .get, url: url, headers: headers, maximumResponseBytes: 1 << 20, timeout: .seconds(10))
        let response: TransportResponse
        do {
            response = try await transport.send(request)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw OAuthError(.serverError, "The external issuer could not be reached. Try again in a minute.")
        }
        guard response.status == 200, let json = try? JSONValue(parsing: response.body) else {
            throw OAuthError(.serverError, "The external issuer answered with no JSON document. Try again in a minute.")
        }
        return json
    }
}
