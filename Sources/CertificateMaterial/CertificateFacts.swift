import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate, read once, with the facts that orders, bindings and probes compare.
package struct CertificateFacts: Sendable, Hashable {
    package let certificate: Certificate
    package let der: [UInt8]
    package let commonName: String?
    /// Subject alternative names of the DNS kind, as written.
    package let dnsNames: [String]
    /// Dotted object identifiers; empty when the certificate does not restrict its use.
    package let extendedKeyUsages: [String]
    package let publicKeyInfo: PublicKeyInfo

    package init(der: [UInt8]) throws(MaterialError) {
        guard der.count <= CertificateFacts.maximumBytes else {
            throw CertificateFacts.damaged("it is larger than \(CertificateFacts.maximumBytes) bytes")
        }
        guard let certificate = try? Certificate(derEncoded: der) else { throw CertificateFacts.damaged("it is not an X.509 certificate") }
        guard
            let alternatives = try? certificate.extensions.subjectAlternativeNames ?? .init(),
            let usages = try? certificate.extensions.extendedKeyUsage ?? .init()
        else { throw CertificateFacts.damaged("its extensions cannot be read") }
        self.certificate = certificate
        self.der = der
        self.commonName = certificate.subject.commonName
        self.dnsNames = alternatives.dnsNames
        self.extendedKeyUsages = usages.map { ASN1ObjectIdentifier($0).description }
        self.publicKeyInfo = try PublicKeyInfo(certificate.publicKey)
    }

    /// The first certificate of the text.
    package init(pem: String) throws(MaterialError) {
        guard let first = try PEMText.blocks(of: "CERTIFICATE", in: pem, subject: "certificate").first else {
            throw CertificateFacts.damaged("the text has no CERTIFICATE block")
        }
        try self.init(der: first)
    }

    /// Every certificate of the text, in its order; none is an empty list.
    package static func all(inPEM text: String) throws(MaterialError) -> [CertificateFacts] {
        var all: [CertificateFacts] = []
        for der in try PEMText.blocks(of: "CERTIFICATE", in: text, subject: "certificate") { all.append(try CertificateFacts(der: der)) }
        return all
    }

    package init(_ certificate: Certificate) throws(MaterialError) {
        var serializer = DER.Serializer()
        guard (try? serializer.serialize(certificate)) != nil else { throw CertificateFacts.damaged("it cannot be written as DER") }
        try self.init(der: serializer.serializedBytes)
    }

    package static func == (left: CertificateFacts, right: CertificateFacts) -> Bool { left.der == right.der }
    package func hash(into hasher: inout Hasher) { hasher.combine(der) }

    private static let maximumBytes = 64 << 10

    private static func damaged(_ reason: String) -> MaterialError {
        MaterialError("certificate", reason, nextStep: "Look at it with: openssl x509 -text -noout -in FILE")
    }
}

extension CertificateFacts {
    /// Upper-case hexadecimal without the sign byte, as `openssl x509 -serial` prints it.
    package var serialNumber: String {
        let digits = certificate.serialNumber.bytes.drop { $0 == 0 }
        return digits.isEmpty ? "00" : Hexadecimal.text(digits)
    }

    /// SHA-1 of the whole certificate, upper case: what App Service calls the thumbprint.
    package var thumbprint: String { Hexadecimal.text(Insecure.SHA1.hash(data: der)) }

    package var subject: String { certificate.subject.description }
    package var issuer: String { certificate.issuer.description }
    package var notBefore: Date { certificate.notValidBefore }
    package var notAfter: Date { certificate.notValidAfter }
    package var pem: String { PEMText.text("CERTIFICATE", der) }

    /// A server may use it: server authentication is listed, or uses are not restricted at all.
    package var isServerAuth: Bool {
        let serverAuth = "1.3.6.1.5.5.7.3.1"
        let any = "2.5.29.37.0"
        return extendedKeyUsages.isEmpty || extendedKeyUsages.contains(serverAuth) || extendedKeyUsages.contains(any)
    }

    /// By the DNS names only, as browsers do; a wildcard stands for exactly one label.
    package func covers(hostName: String) -> Bool { Self.names(dnsNames, cover: hostName) }

    /// The same for names that are known without their certificate.
    package static func names(_ names: [String], cover hostName: String) -> Bool {
        names.contains { HostName.matches(pattern: $0, hostName: hostName) }
    }
}
