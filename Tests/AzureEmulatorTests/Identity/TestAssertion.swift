import CertificateMaterial
import Crypto
import CryptoExtras
import Foundation
import JSON
import TestSupport
import X509

@testable import AzureEmulator

/// An assertion to be sent, and the certificate of the key that signs it.
struct TestAssertion {
    var header: JSONObject = ["typ": "JWT", "alg": "RS256"]
    var claims: JSONObject
    var key: RSAPrivateKey

    func text(brokenSignature: Bool = false) throws -> String {
        let signed = base64URL(Data(JSONValue.object(header).bytes())) + "." + base64URL(Data(JSONValue.object(claims).bytes()))
        let padding: _RSA.Signing.Padding = header["alg"] == "PS256" ? .PSS : .insecurePKCS1v1_5
        let signature = try _RSA.Signing.PrivateKey(pemRepresentation: key.pem)
            .signature(for: SHA256.hash(data: Data(signed.utf8)), padding: padding)
        var bytes = signature.rawRepresentation
        if brokenSignature { bytes[bytes.count - 1] ^= 1 }
        return signed + "." + base64URL(bytes)
    }

    /// A self-signed certificate of the key.
    static func certificate(of key: RSAPrivateKey, days: Double = 30, from start: Date = Rig.start) throws -> CertificateFacts {
        let name = try DistinguishedName { CommonName("app") }
        let own = try Certificate.PrivateKey(_RSA.Signing.PrivateKey(pemRepresentation: key.pem))
        let certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: own.publicKey,
            notValidBefore: start.addingTimeInterval(-86_400),
            notValidAfter: start.addingTimeInterval(days * 86_400),
            issuer: name,
            subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: Certificate.Extensions {},
            issuerPrivateKey: own
        )
        return try CertificateFacts(certificate)
    }
}

extension Rig {
    static let assertionType = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

    /// A token request that proves itself by an assertion.
    mutating func tokenAnswer(assertion: String, _ changes: [String: String] = [:], path: String = "oauth2/v2.0/token") -> Answer {
        var fields = ["client_secret": "", "client_assertion_type": Self.assertionType, "client_assertion": assertion]
        fields.merge(changes) { $1 }
        return tokenAnswer(form(fields), path: path)
    }

    /// The number of a refusal, 0 for a token.
    func refusal(_ answer: Answer) -> Int { answer.json["error_codes"]?[0]?.int ?? 0 }

    /// Times of an assertion that is good now.
    func times(_ start: Double = 0, _ end: Double = 600) -> JSONObject {
        let now = Int(real.timeIntervalSince1970)
        return ["nbf": .number(JSONNumber(now + Int(start))), "exp": .number(JSONNumber(now + Int(end)))]
    }
}
