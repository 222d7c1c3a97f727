import CertificateMaterial
import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// Where a leaf says that its revocation list and its issuer's certificate are found.
package struct AuthorityLinks: Sendable, Hashable {
    package let revocationList: String
    package let issuerCertificate: String

    package init(revocationList: String, issuerCertificate: String) {
        self.revocationList = revocationList
        self.issuerCertificate = issuerCertificate
    }
}

extension Authority {
    /// A server certificate for the key of a request. Names are as given: what an order may hold is not decided here.
    package func issueLeaf(
        publicKey: PublicKeyInfo,
        commonName: String,
        dnsNames: [String],
        notBefore: Date,
        notAfter: Date,
        isForClients: Bool = false,
        links: AuthorityLinks? = nil
    ) throws -> CertificateFacts {
        try issue(
            publicKey: publicKey.key,
            commonName: commonName,
            alternatives: dnsNames.map { .dnsName($0) },
            usage: KeyUsage(digitalSignature: true, keyEncipherment: true),
            validity: notBefore...max(notBefore, notAfter),
            isForClients: isForClients,
            links: links
        )
    }

    /// A fresh P-256 identity for the API's own listener, valid for a year of real time.
    package func serverIdentity(
        dnsNames: [String],
        ipAddresses: [String],
        from: Date
    ) throws -> (certificateChainPEM: String, privateKeyPEM: String) {
        let key = P256.Signing.PrivateKey()
        let addresses = try ipAddresses.map { text in
            guard let bytes = IPAddress.bytes(of: text) else {
                throw MaterialError("server identity", "\(text) is not an IP address", nextStep: "Give IPv4 or IPv6 addresses")
            }
            return GeneralName.ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
        let leaf = try issue(
            publicKey: Certificate.PublicKey(key.publicKey),
            commonName: dnsNames.first ?? ipAddresses.first ?? "emulator",
            alternatives: dnsNames.map { .dnsName($0) } + addresses,
            usage: KeyUsage(digitalSignature: true),
            validity: from...from.addingTimeInterval(365 * 86_400),
            links: nil
        )
        return (chain(for: leaf).map(\.pem).joined(), key.pemRepresentation + "\n")
    }

    private func issue(
        publicKey: Certificate.PublicKey,
        commonName: String,
        alternatives: [GeneralName],
        usage: KeyUsage,
        validity: ClosedRange<Date>,
        isForClients: Bool = false,
        links: AuthorityLinks?
    ) throws -> CertificateFacts {
        let issuerKey = Certificate.PublicKey(intermediate.key.publicKey)
        return try CertificateFacts(
            Certificate(
                version: .v3,
                serialNumber: SerialNumber.random(),
                publicKey: publicKey,
                notValidBefore: validity.lowerBound.wholeSeconds,
                notValidAfter: validity.upperBound.wholeSeconds,
                issuer: intermediate.name,
                subject: try DistinguishedName { CommonName(commonName) },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(usage)
                    try ExtendedKeyUsage(isForClients ? [.serverAuth, .clientAuth] : [.serverAuth])
                    SubjectAlternativeNames(alternatives)
                    SubjectKeyIdentifier(hash: publicKey)
                    AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: issuerKey).keyIdentifier)
                    if let links {
                        RevocationListPoint(url: links.revocationList)
                        AuthorityInformationAccess([
                            .init(method: .issuingCA, location: .uniformResourceIdentifier(links.issuerCertificate))
                        ])
                    }
                },
                issuerPrivateKey: intermediate.signer
            )
        )
    }
}

/// The CRL distribution points extension with one URL (RFC 5280, 4.2.1.13); the library has no type for it.
struct RevocationListPoint: CertificateExtensionConvertible {
    let url: String

    func makeCertificateExtension() throws -> Certificate.Extension {
        var serializer = DER.Serializer()
        let first = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        let uri = ASN1Identifier(tagWithNumber: 6, tagClass: .contextSpecific)
        serializer.appendConstructedNode(identifier: .sequence) { points in
            points.appendConstructedNode(identifier: .sequence) { point in
                point.appendConstructedNode(identifier: first) { name in
                    name.appendConstructedNode(identifier: first) { names in
                        names.appendPrimitiveNode(identifier: uri) { $0.append(contentsOf: url.utf8) }
                    }
                }
            }
        }
        return Certificate.Extension(oid: [2, 5, 29, 31], critical: false, value: serializer.serializedBytes[...])
    }
}
