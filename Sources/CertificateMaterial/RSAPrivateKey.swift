import Crypto
import CryptoExtras
import FoundationEssentials
import X509

/// An RSA private key. Printing it, in any way, never shows it; `pem` and `der` are the only doors.
package struct RSAPrivateKey: Sendable {
    package let key: _RSA.Signing.PrivateKey
    package let publicKey: PublicKeyInfo

    init(_ key: _RSA.Signing.PrivateKey) throws(MaterialError) {
        self.key = key
        self.publicKey = try PublicKeyInfo(Certificate.PublicKey(key.publicKey))
    }

    /// Takes about a tenth of a second for 2048 bits, a second for 4096.
    package static func generate(bits: Int = 2048) throws(MaterialError) -> RSAPrivateKey {
        guard [2048, 3072, 4096].contains(bits), let key = try? _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)) else {
            throw MaterialError("RSA key", "\(bits) bits is not a size offered here", nextStep: "Ask for 2048, 3072 or 4096 bits")
        }
        return try RSAPrivateKey(key)
    }

    /// PKCS#8 ("PRIVATE KEY") or PKCS#1 ("RSA PRIVATE KEY"), unencrypted, at least 2048 bits.
    package init(pem: String) throws(MaterialError) {
        let pkcs8 = try PEMText.blocks(of: "PRIVATE KEY", in: pem, subject: "private key")
        let pkcs1 = try PEMText.blocks(of: "RSA PRIVATE KEY", in: pem, subject: "private key")
        guard let der = pkcs8.first ?? pkcs1.first else {
            throw MaterialError(
                "private key",
                "the text has no unencrypted PRIVATE KEY block",
                nextStep: "Convert it with: openssl pkcs8 -topk8 -nocrypt -in KEY"
            )
        }
        try self.init(der: der)
    }

    /// PKCS#8 or PKCS#1.
    package init(der: [UInt8]) throws(MaterialError) {
        guard der.count <= 16 << 10, let key = try? _RSA.Signing.PrivateKey(derRepresentation: der) else {
            throw MaterialError(
                "private key",
                "it is not an RSA key of 2048 bits or more",
                nextStep: "Give an RSA key in PKCS#8 or PKCS#1 form"
            )
        }
        try self.init(key)
    }

    /// PKCS#8, unencrypted.
    package var pem: String { PEMText.text("PRIVATE KEY", der) }

    /// PKCS#8, unencrypted.
    package var der: [UInt8] { Array(key.pkcs8DERRepresentation) }

    package var bits: Int { key.keySizeInBits }
}

extension RSAPrivateKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "RSA private key of \(bits) bits <redacted>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
