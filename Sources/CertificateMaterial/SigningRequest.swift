import FoundationEssentials
import SwiftASN1
import X509

/// A certificate signing request (PKCS#10) whose own signature has been checked: the asker holds the key.
package struct SigningRequest: Sendable {
    package let der: [UInt8]
    package let commonName: String?
    package let dnsNames: [String]
    package let publicKey: PublicKeyInfo

    /// The common name is put among the DNS names when it is missing there: clients read only those.
    package static func make(key: RSAPrivateKey, commonName: String, dnsNames: [String] = []) throws(MaterialError) -> SigningRequest {
        let names = dnsNames.contains(commonName) ? dnsNames : [commonName] + dnsNames
        do {
            let alternatives = SubjectAlternativeNames(names.map { .dnsName($0) })
            let wanted = ExtensionRequest(extensions: try Certificate.Extensions { alternatives })
            let request = try CertificateSigningRequest(
                version: .v1,
                subject: DistinguishedName { CommonName(commonName) },
                privateKey: Certificate.PrivateKey(key.key),
                attributes: CertificateSigningRequest.Attributes([.init(wanted)]),
                signatureAlgorithm: .sha256WithRSAEncryption
            )
            var serializer = DER.Serializer()
            try serializer.serialize(request)
            return try SigningRequest(der: serializer.serializedBytes)
        } catch let error as MaterialError {
            throw error
        } catch {
            throw MaterialError(
                "signing request",
                "it could not be made for \(commonName)",
                nextStep: "Use DNS names of plain ASCII letters"
            )
        }
    }

    /// PEM, or the bare base64 of the DER as the service's `csr` property carries it.
    package init(text: String) throws(MaterialError) {
        if text.contains("-----BEGIN") {
            for type in ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"] {
                guard let der = try PEMText.blocks(of: type, in: text, subject: "signing request").first else { continue }
                try self.init(der: der)
                return
            }
            throw SigningRequest.damaged("the PEM text has no CERTIFICATE REQUEST block")
        }
        let base64 = text.filter { !$0.isWhitespace }
        guard base64.utf8.count <= SigningRequest.maximumBytes * 2, let data = Data(base64Encoded: base64) else {
            throw SigningRequest.damaged("it is neither PEM nor base64")
        }
        try self.init(der: Array(data))
    }

    package init(der: [UInt8]) throws(MaterialError) {
        guard der.count <= SigningRequest.maximumBytes else {
            throw SigningRequest.damaged("it is larger than \(SigningRequest.maximumBytes) bytes")
        }
        guard let request = try? CertificateSigningRequest(derEncoded: der) else { throw SigningRequest.damaged("it is not PKCS#10") }
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw SigningRequest.damaged("its signature was not made with its own key")
        }
        guard let alternatives = try? request.attributes.extensionRequest?.extensions.subjectAlternativeNames ?? .init() else {
            throw SigningRequest.damaged("its requested extensions cannot be read")
        }
        self.der = der
        self.commonName = request.subject.commonName
        self.dnsNames = alternatives.dnsNames
        self.publicKey = try PublicKeyInfo(request.publicKey)
    }

    package var pem: String { PEMText.text("CERTIFICATE REQUEST", der) }

    /// A request for a hundred names with a 4096-bit key stays below 8 KiB.
    private static let maximumBytes = 64 << 10

    private static func damaged(_ reason: String) -> MaterialError {
        MaterialError("signing request", reason, nextStep: "Make one with: openssl req -new -newkey rsa:2048 -subj /CN=HOST")
    }
}

extension DistinguishedName {
    /// The last (most specific) common name, nil when there is none or it is not plain text.
    var commonName: String? {
        lazy.flatMap { $0 }.last { $0.type == .RDNAttributeType.commonName }.flatMap { String($0.value) }
    }
}

extension SubjectAlternativeNames {
    var dnsNames: [String] {
        compactMap { name in
            if case .dnsName(let text) = name { text } else { nil }
        }
    }
}
