import CertificateMaterial
import Crypto
import FoundationEssentials
import JSON
import X509

/// The emulator's certificate authority: a P-256 root that signed a P-256 intermediate that signs everything else.
package struct Authority: Sendable {
    let root: Issuer
    let intermediate: Issuer

    /// One level of the authority: a certificate and the key it speaks for.
    struct Issuer: Sendable {
        let key: P256.Signing.PrivateKey
        let certificate: CertificateFacts

        var name: DistinguishedName { certificate.certificate.subject }
        var signer: Certificate.PrivateKey { Certificate.PrivateKey(key) }
    }

    /// Both certificates are valid from that moment for 25 years.
    package static func make(validFrom: Date) throws -> Authority {
        let rootKey = P256.Signing.PrivateKey()
        let rootName = try name("Signet Emulator Root CA")
        let root = Issuer(
            key: rootKey,
            certificate: try issuerCertificate(named: rootName, key: rootKey, signedBy: (rootName, rootKey), pathLength: 1, from: validFrom)
        )
        let key = P256.Signing.PrivateKey()
        let intermediate = Issuer(
            key: key,
            certificate: try issuerCertificate(
                named: try name("Signet Emulator Issuing CA"),
                key: key,
                signedBy: (rootName, rootKey),
                pathLength: 0,
                from: validFrom
            )
        )
        return Authority(root: root, intermediate: intermediate)
    }

    package var rootPEM: String { root.certificate.pem }
    package var intermediatePEM: String { intermediate.certificate.pem }

    /// Both, for clients that want one file.
    package var caPEM: String { rootPEM + intermediatePEM }

    /// The leaf with the certificates that lead from it to the root; a server leaves the root out.
    package func chain(for leaf: CertificateFacts, includingRoot: Bool = false) -> [CertificateFacts] {
        [leaf, intermediate.certificate] + (includingRoot ? [root.certificate] : [])
    }

    static let lifetimeSeconds: TimeInterval = 25 * 365.25 * 86_400

    private static func name(_ commonName: String) throws -> DistinguishedName {
        try DistinguishedName {
            OrganizationName("Signet Emulator")
            CommonName(commonName)
        }
    }

    private static func issuerCertificate(
        named name: DistinguishedName,
        key: P256.Signing.PrivateKey,
        signedBy parent: (name: DistinguishedName, key: P256.Signing.PrivateKey),
        pathLength: Int,
        from start: Date
    ) throws -> CertificateFacts {
        let publicKey = Certificate.PublicKey(key.publicKey)
        let parentIdentifier = SubjectKeyIdentifier(hash: Certificate.PublicKey(parent.key.publicKey))
        return try CertificateFacts(
            Certificate(
                version: .v3,
                serialNumber: SerialNumber.random(),
                publicKey: publicKey,
                notValidBefore: start.wholeSeconds,
                notValidAfter: start.wholeSeconds.addingTimeInterval(lifetimeSeconds),
                issuer: parent.name,
                subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: pathLength))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: publicKey)
                    AuthorityKeyIdentifier(keyIdentifier: parentIdentifier.keyIdentifier)
                },
                issuerPrivateKey: Certificate.PrivateKey(parent.key)
            )
        )
    }
}

extension Authority {
    /// With the private keys: this belongs into the emulator's state and nowhere else.
    package var json: JSONValue { ["root": root.json, "intermediate": intermediate.json] }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            root: try Issuer(fields: fields.requiredFields("root")),
            intermediate: try Issuer(fields: fields.requiredFields("intermediate"))
        )
    }
}

extension Authority.Issuer {
    var json: JSONValue { ["certificate": .string(certificate.pem), "key": .string(key.pemRepresentation)] }

    init(fields: JSONFields) throws {
        let certificate = try CertificateFacts(pem: fields.requiredString("certificate"))
        guard
            let key = try? P256.Signing.PrivateKey(pemRepresentation: fields.requiredString("key")),
            Certificate.PublicKey(key.publicKey) == certificate.certificate.publicKey
        else {
            throw MaterialError("state of the authority", "a key does not fit its certificate", nextStep: "Reset the emulator")
        }
        self.init(key: key, certificate: certificate)
    }
}

extension Authority: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Authority of \(root.certificate.subject) <keys redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
