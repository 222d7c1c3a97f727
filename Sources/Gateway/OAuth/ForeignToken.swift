import Foundation
import JSON
import JWTKit

/// What a token of another issuer says, once its signature is known to be good.
struct ForeignClaims: Sendable, Hashable {
    /// Whom it is about: `oid` where there is one (Entra), else `sub`.
    let subject: String
    /// The program that got it, if it says so.
    let client: String?
    let scopes: Set<AgentScope>
    let expires: Date
}

/// A compact JWS as it came, of which nothing is believed yet.
struct ForeignToken: Sendable {
    private static let longest = 16 << 10
    /// Signatures by a key that the issuer alone has. `none` and shared secrets are not among them.
    private static let algorithms: Set = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]

    let text: String
    /// The name of the key that signed it, as the token says.
    let keyID: String

    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, parts.count == 3,
            let header = Data(base64URL: String(parts[0]) ?? "").flatMap({ try? JSONValue(parsing: Array($0)) }),
            let algorithm = header["alg"]?.string, Self.algorithms.contains(algorithm), let keyID = header["kid"]?.string
        else { return nil }
        self.text = text
        self.keyID = keyID
    }

    /// Nil when the signature is not this key's, or the token is of another issuer, for another audience, or not of now.
    func claims(_ key: JWK, issuer: String, audience: String, at date: Date) async -> ForeignClaims? {
        guard let keys = try? await JWTKeyCollection().add(jwk: key), let payload = try? await keys.verify(text, as: Payload.self) else {
            return nil
        }
        return payload.claims(issuer: issuer, audience: audience, at: date)
    }
}

extension ForeignToken {
    /// Clocks differ by so much.
    private static let leeway: TimeInterval = 60

    struct Payload: JWTPayload {
        let json: JSONValue

        init(from decoder: any Decoder) throws {
            json = try decoder.singleValueContainer().decode(ClaimValue.self).json
        }

        func encode(to encoder: any Encoder) throws {
            throw EncodingError.invalidValue(self, .init(codingPath: [], debugDescription: "tokens of others are only read"))
        }

        /// Who, for whom and when is checked in `claims`, with a clock that is given.
        func verify(using algorithm: some JWTAlgorithm) async throws {}

        func claims(issuer: String, audience: String, at date: Date) -> ForeignClaims? {
            let audiences = json["aud"]?.array?.compactMap(\.string) ?? json["aud"]?.string.map { [$0] } ?? []
            guard json["iss"]?.string == issuer, audiences.contains(audience), let subject = (json["oid"] ?? json["sub"])?.string,
                !subject.isEmpty, subject.utf8.count <= 256, let end = json["exp"]?.double
            else { return nil }
            let now = date.timeIntervalSince1970
            guard now < end + leeway, json["nbf"]?.double.map({ $0 - leeway <= now }) ?? true else { return nil }
            let words = (json["scp"] ?? json["scope"])?.string?.split(separator: " ").map(String.init) ?? []
            let roles = json["roles"]?.array?.compactMap(\.string) ?? []
            return ForeignClaims(
                subject: subject,
                client: (json["azp"] ?? json["appid"] ?? json["client_id"])?.string,
                scopes: Set((words + roles).compactMap(AgentScope.init)),
                expires: Date(timeIntervalSince1970: min(end, now + OAuthGrants.refreshLife))
            )
        }
    }
}

/// The members of a payload that are read, whatever else it holds.
private struct ClaimValue: Decodable {
    let json: JSONValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        var object = JSONObject()
        for key in container.allKeys {
            if let text = try? container.decode(String.self, forKey: key) {
                object[key.stringValue] = .string(text)
            } else if let number = try? container.decode(Int.self, forKey: key) {
                object[key.stringValue] = .number(JSONNumber(number))
            } else if let texts = try? container.decode([String].self, forKey: key) {
                object[key.stringValue] = .array(texts.map(JSONValue.string))
            }
        }
        json = .object(object)
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension Data {
    init?(base64URL text: String) {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
    }
}
