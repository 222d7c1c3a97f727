import SwiftASN1
import X509

/// A public key as it stands in a request or certificate (SubjectPublicKeyInfo). Two are equal when they are the same key.
package struct PublicKeyInfo: Sendable, Hashable, CustomStringConvertible {
    package let key: Certificate.PublicKey
    package let der: [UInt8]

    init(_ key: Certificate.PublicKey) throws(MaterialError) {
        var serializer = DER.Serializer()
        do {
            try serializer.serialize(key)
        } catch {
            throw MaterialError("public key", "its algorithm is not known here", nextStep: "Use an RSA or elliptic-curve key")
        }
        self.key = key
        self.der = serializer.serializedBytes
    }

    /// Size and kind, for people: "RSA2048.PublicKey".
    package var description: String { key.description }

    package static func == (left: PublicKeyInfo, right: PublicKeyInfo) -> Bool { left.der == right.der }
    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
