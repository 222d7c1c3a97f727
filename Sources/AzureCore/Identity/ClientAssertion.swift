import Crypto
import CryptoExtras
import FoundationEssentials
import JSON

/// How an assertion is signed. The identity service takes both.
public enum AssertionAlgorithm: Sendable, Hashable {
    /// RSASSA-PSS with SHA-256, named by the certificate's SHA-256 thumbprint: what the service recommends.
    case ps256
    /// RSASSA-PKCS1-v1_5 with SHA-256, named by the certificate's SHA-1 thumbprint: for authorities that know nothing newer.
    case rs256
}

/// The signed statement that proves an application by its certificate: a JSON web token good for ten minutes and one endpoint.
struct ClientAssertion: Sendable {
    static let lifetimeSeconds = 600

    let certificate: ClientCertificate
    let clientId: String
    let algorithm: AssertionAlgorithm
    let sendsChain: Bool

    /// - Parameters:
    ///   - audience: The token endpoint's URL.
    ///   - id: Different in each assertion, so that none can be used twice.
    func signed(for audience: String, at date: Date, id: String) throws -> Secret<String> {
        let input = "\(Base64URL.text(JSONValue.object(header).bytes())).\(Base64URL.text(claims(audience, date, id).bytes()))"
        let signature = try certificate.key.signature(for: SHA256.hash(data: Data(input.utf8)), padding: padding)
        return Secret("\(input).\(Base64URL.text(signature.rawRepresentation))")
    }

    private var header: JSONObject {
        var header: JSONObject = ["typ": "JWT"]
        switch algorithm {
        case .ps256:
            header["alg"] = "PS256"
            header["x5t#S256"] = .string(Base64URL.text(SHA256.hash(data: certificate.leaf)))
        case .rs256:
            header["alg"] = "RS256"
            header["x5t"] = .string(Base64URL.text(Insecure.SHA1.hash(data: certificate.leaf)))
        }
        if sendsChain { header["x5c"] = .array(certificate.chain.map { .string(Data($0).base64EncodedString()) }) }
        return header
    }

    private func claims(_ audience: String, _ date: Date, _ id: String) -> JSONValue {
        let now = Int(date.timeIntervalSince1970)
        return [
            "aud": .string(audience), "iss": .string(clientId), "sub": .string(clientId), "jti": .string(id),
            "iat": .number(JSONNumber(now)), "nbf": .number(JSONNumber(now)), "exp": .number(JSONNumber(now + Self.lifetimeSeconds)),
        ]
    }

    private var padding: _RSA.Signing.Padding {
        switch algorithm {
        case .ps256: .PSS
        case .rs256: .insecurePKCS1v1_5
        }
    }
}

/// Base64 in the alphabet of URLs, without padding.
enum Base64URL {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
