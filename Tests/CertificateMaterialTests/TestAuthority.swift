import CertificateMaterial
import Crypto
import Foundation
import X509

/// A small authority with one intermediate, for chains with one chosen fault.
struct TestAuthority {
    let root: CertificateFacts
    let intermediate: CertificateFacts
    private let intermediateKey: P256.Signing.PrivateKey

    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let days = 86_400.0

    init(intermediateDays: Double = 3650) throws {
        let rootKey = P256.Signing.PrivateKey()
        intermediateKey = P256.Signing.PrivateKey()
        let rootName = try DistinguishedName { CommonName("Test Root") }
        let name = try DistinguishedName { CommonName("Test Intermediate") }
        let isAuthority = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            Critical(KeyUsage(keyCertSign: true, cRLSign: true))
        }
        func certificate(_ key: P256.Signing.PrivateKey, _ subject: DistinguishedName, days: Double) throws -> CertificateFacts {
            try CertificateFacts(
                Certificate(
                    version: .v3,
                    serialNumber: .init(),
                    publicKey: .init(key.publicKey),
                    notValidBefore: Self.start,
                    notValidAfter: Self.start + days * Self.days,
                    issuer: rootName,
                    subject: subject,
                    signatureAlgorithm: .ecdsaWithSHA256,
                    extensions: isAuthority,
                    issuerPrivateKey: .init(rootKey)
                )
            )
        }
        root = try certificate(rootKey, rootName, days: 3650)
        intermediate = try certificate(intermediateKey, name, days: intermediateDays)
    }

    func leaf(
        _ names: [String],
        key: PublicKeyInfo,
        days: Double = 198,
        serial: [UInt8] = [0x42, 1, 2, 3],
        usages: [ExtendedKeyUsage.Usage] = [.serverAuth]
    ) throws -> CertificateFacts {
        try CertificateFacts(
            Certificate(
                version: .v3,
                serialNumber: .init(bytes: serial),
                publicKey: key.key,
                notValidBefore: Self.start,
                notValidAfter: Self.start + days * Self.days,
                issuer: intermediate.certificate.subject,
                subject: try DistinguishedName { CommonName(names.first ?? "none") },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    try ExtendedKeyUsage(usages)
                    SubjectAlternativeNames(names.map { .dnsName($0) })
                },
                issuerPrivateKey: .init(intermediateKey)
            )
        )
    }
}
