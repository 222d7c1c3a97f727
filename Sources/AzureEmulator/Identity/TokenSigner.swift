import CertificateMaterial
import Crypto
import CryptoExtras
import FoundationEssentials
import JSON

/// Signs and checks the tenant's access tokens: compact JWS with RS256.
struct TokenSigner: Sendable {
    private let key: _RSA.Signing.PrivateKey
    let keyID: String
    /// What this key has vouched for; it goes with the key.
    var verifiedTokens = VerifiedTokens()

    init(key: RSAPrivateKey) throws {
        self.key = try _RSA.Signing.PrivateKey(pemRepresentation: key.pem)
        keyID = base64URL(Data(SHA256.hash(data: self.key.publicKey.derRepresentation)).prefix(20))
    }

    /// The private key, for the state file.
    var pem: String { key.pemRepresentation }

    func sign(_ claims: JSONObject) throws -> String {
        let header: JSONValue = ["typ": "JWT", "alg": "RS256", "kid": .string(keyID), "x5t": .string(keyID)]
        let signed = base64URL(Data(header.bytes())) + "." + base64URL(Data(JSONValue.object(claims).bytes()))
        let signature = try key.signature(for: SHA256.hash(data: Data(signed.utf8)), padding: .insecurePKCS1v1_5)
        return signed + "." + base64URL(signature.rawRepresentation)
    }

    /// The claims of a token this tenant signed, nil for any other text.
    func claims(of token: String) -> JSONValue? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = fromBase64URL(parts[1]), let signature = fromBase64URL(parts[2]) else { return nil }
        let digest = SHA256.hash(data: Data(parts[0].utf8) + Data(".".utf8) + Data(parts[1].utf8))
        let raw = _RSA.Signing.RSASignature(rawRepresentation: signature)
        guard key.publicKey.isValidSignature(raw, for: digest, padding: .insecurePKCS1v1_5) else { return nil }
        return try? JSONValue(parsing: Array(payload))
    }

    /// The public key as the tenant's key set shows it.
    func jwk(issuer: String) throws -> JSONValue {
        let numbers = try key.publicKey.getKeyPrimitives()
        return [
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(keyID), "x5t": .string(keyID),
            "n": .string(base64URL(numbers.modulus)), "e": .string(base64URL(numbers.publicExponent)), "issuer": .string(issuer),
        ]
    }
}

func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}

func fromBase64URL(_ text: some StringProtocol) -> Data? {
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4))
}
