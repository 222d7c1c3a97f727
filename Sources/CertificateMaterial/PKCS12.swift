import NIOSSL

/// A private key with its certificate chain, as Key Vault keeps it: PKCS#12, usually with an empty passphrase.
///
/// A key that does not fit the leaf is not an error of reading: `keyMatchesLeaf` tells.
package struct PKCS12: Sendable {
    package let key: RSAPrivateKey
    /// Leaf first, then the certificates that lead from it towards a root.
    package let chain: [CertificateFacts]

    /// The passphrase is ASCII, at most 255 characters.
    package init(bytes: [UInt8], passphrase: String = "") throws(MaterialError) {
        try PKCS12.check(passphrase)
        guard bytes.count <= PKCS12.maximumBytes else { throw PKCS12.damaged("it is larger than \(PKCS12.maximumBytes) bytes") }
        do {
            (key, chain) = try PKCS12.open(bytes, passphrase: passphrase)
        } catch let error as MaterialError {
            throw error
        } catch {
            throw PKCS12.damaged("its structure is damaged")
        }
        guard !chain.isEmpty else { throw PKCS12.damaged("it holds no certificate") }
    }

    package static func encode(key: RSAPrivateKey, chain: [CertificateFacts], passphrase: String = "") throws(MaterialError) -> [UInt8] {
        try check(passphrase)
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

    /// The TLS libraries trap on other characters, and tools disagree on how to encode them.
    private static func check(_ passphrase: String) throws(MaterialError) {
        guard passphrase.utf8.count <= 255, passphrase.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw MaterialError(
                "PKCS#12 bundle",
                "its passphrase has other characters than printable ASCII, or more than 255",
                nextStep: "Choose another passphrase"
            )
        }
    }

    static func damaged(_ reason: String) -> MaterialError {
        MaterialError("PKCS#12 bundle", reason, nextStep: "Look at it with: openssl pkcs12 -info -noout -in FILE")
    }
}

extension PKCS12: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "PKCS#12 bundle of \(chain.count) certificates and an \(key)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["chain": chain.map(\.subject)]) }
}
