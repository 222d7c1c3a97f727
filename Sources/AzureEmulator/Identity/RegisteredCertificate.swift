import CertificateMaterial
import Crypto
import CryptoExtras
import FoundationEssentials
import JSON

/// A certificate by which an application proves itself.
struct RegisteredCertificate: Sendable {
    let keyID: String
    let facts: CertificateFacts
    let key: _RSA.Signing.PublicKey

    init(pem: String, keyID: String = guid()) throws(ServiceFailure) {
        do {
            facts = try CertificateFacts(pem: pem)
        } catch {
            throw .control("the certificate cannot be registered: \(error.reason)")
        }
        guard let key = try? _RSA.Signing.PublicKey(derRepresentation: facts.publicKeyInfo.der) else {
            throw .control("the certificate cannot be registered: its key is no RSA key of 2048 bits or more")
        }
        self.key = key
        self.keyID = keyID
    }

    /// As Microsoft Graph shows a key credential.
    var json: JSONValue {
        [
            "keyId": .string(keyID), "customKeyIdentifier": .string(facts.thumbprint), "displayName": .string(facts.subject),
            "startDateTime": .string(RFC3339.text(facts.notBefore)), "endDateTime": .string(RFC3339.text(facts.notAfter)),
            "type": "AsymmetricX509Cert", "usage": "Verify",
        ]
    }

    /// Whether the header names this certificate: by the SHA-256 or SHA-1 of it, or by the certificate itself. What it names must all fit.
    func isNamed(by header: JSONValue) -> Bool {
        let names: [(member: JSONValue?, bytes: [UInt8])] = [
            (header["x5t#S256"], Array(SHA256.hash(data: facts.der))), (header["x5t"], Array(Insecure.SHA1.hash(data: facts.der))),
        ]
        var isNamed = false
        for (member, bytes) in names {
            guard let text = member?.string else { continue }
            guard fromBase64URL(text).map(Array.init) == bytes else { return false }
            isNamed = true
        }
        guard let chain = header["x5c"]?.array else { return isNamed }
        return chain.first?.string.flatMap { Data(base64Encoded: $0) }.map(Array.init) == facts.der
    }
}
