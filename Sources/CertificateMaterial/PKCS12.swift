import NIOSSL

/// A private key with its certificate chain, as Key Vault keeps it: PKCS#12, usually with an empty passphrase.
package struct PKCS12: Sendable {
    package let key: RSAPrivateKey
    /// Leaf first, then the certificates that lead from it towards a root.
    package let chain: [CertificateFacts]

    package init(bytes: [UInt8], passphrase: String = "") throws(MaterialError) {
        guard bytes.count <= PKCS12.maximumBytes else { throw PKCS12.damaged("it is larger than \(PKCS12.maximumBytes) bytes") }
        guard
            let bundle = try? NIOSSLPKCS12Bundle(buffer: bytes, passphrase: Array(passphrase.utf8)),
            let key = try? bundle.privateKey.derBytes,
            let chain = try? bundle.certificateChain.map({ try $0.toDERBytes() })
        else { throw PKCS12.damaged("the bytes are damaged or the passphrase is another one") }
        self.key = try RSAPrivateKey(der: key)
        var certificates: [CertificateFacts] = []
        for der in chain { certificates.append(try CertificateFacts(der: der)) }
        self.chain = certificates
    }

    package static func encode(key: RSAPrivateKey, chain: [CertificateFacts], passphrase: String = "") throws(MaterialError) -> [UInt8] {
        guard let leaf = chain.first, leaf.publicKeyInfo == key.publicKey else {
            throw MaterialError(
                "PKCS#12 bundle",
                "the first certificate does not belong to the key",
                nextStep: "Put the leaf made for this key first"
            )
        }
        do {
            let bundle = NIOSSLPKCS12Bundle(
                certificateChain: try chain.map { try NIOSSLCertificate(bytes: $0.der, format: .der) },
                privateKey: try NIOSSLPrivateKey(bytes: key.der, format: .der)
            )
            return try bundle.serialize(passphrase: Array(passphrase.utf8))
        } catch {
            throw MaterialError("PKCS#12 bundle", "it could not be written", nextStep: "Check the key and each certificate on its own")
        }
    }

    package var keyMatchesLeaf: Bool { chain.first?.publicKeyInfo == key.publicKey }

    static let maximumBytes = 256 << 10

    static func damaged(_ reason: String) -> MaterialError {
        MaterialError("PKCS#12 bundle", reason, nextStep: "Look at it with: openssl pkcs12 -info -noout -in FILE")
    }
}

extension PKCS12: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "PKCS#12 bundle of \(chain.count) certificates and an \(key)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["chain": chain.map(\.subject)]) }
}
