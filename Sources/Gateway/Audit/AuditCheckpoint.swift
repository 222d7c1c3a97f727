import Crypto
import Custody
import Foundation
import JSON

/// What the audit came to at some moment, signed: kept elsewhere, it shows later that nothing up to there was changed or cut off.
package struct AuditCheckpoint: Sendable, Hashable {
    package let seq: Int64
    package let hash: String
    package let at: String
    /// Ed25519, in base64, as the signature.
    package let publicKey: String
    package let signature: String

    package struct Unusable: Error, Hashable, CustomStringConvertible {
        package let description: String
    }

    init(_ entry: AuditEntry, at: String, key: Curve25519.Signing.PrivateKey) throws {
        (seq, hash, self.at) = (entry.seq, entry.hash, at)
        publicKey = key.publicKey.rawRepresentation.base64EncodedString()
        signature = try key.signature(for: Self.signed(seq, hash, at)).base64EncodedString()
    }

    /// Reads one that was kept, and checks its signature with the key it names.
    package init(json: JSONValue) throws {
        guard let seq = json["seq"]?.int, seq > 0, let hash = json["hash"]?.string, let at = json["at"]?.string,
            let publicKey = json["publicKey"]?.string, let signature = json["signature"]?.string
        else { throw Unusable(description: "it is no checkpoint: it needs seq, hash, at, publicKey and signature") }
        (self.seq, self.hash, self.at, self.publicKey, self.signature) = (Int64(seq), hash, at, publicKey, signature)
        guard let key = Data(base64Encoded: publicKey).flatMap({ try? Curve25519.Signing.PublicKey(rawRepresentation: $0) }),
            let bytes = Data(base64Encoded: signature), key.isValidSignature(bytes, for: Self.signed(self.seq, hash, at))
        else { throw Unusable(description: "its signature does not fit: it was changed after it was made") }
    }

    package var json: JSONValue {
        [
            "seq": .number(JSONNumber(Int(clamping: seq))), "hash": .string(hash), "at": .string(at), "publicKey": .string(publicKey),
            "signature": .string(signature),
        ]
    }

    /// The words in front keep the signature from being taken for one of something else.
    private static func signed(_ seq: Int64, _ hash: String, _ at: String) -> Data {
        Data("signet audit checkpoint\n\(seq)\n\(hash)\n\(at)".utf8)
    }
}

extension AuditLog {
    static let keyName = "audit-checkpoint"

    /// Signs the last entry with a key that lies sealed and is made on first use. Nil while there is no entry.
    package func checkpoint(_ custody: Custody) async throws -> AuditCheckpoint? {
        try await drain()
        guard let last = try await last() else { return nil }
        return try AuditCheckpoint(last, at: RFC3339.text(now()), key: try await Self.key(custody))
    }

    private static func key(_ custody: Custody) async throws -> Curve25519.Signing.PrivateKey {
        if try await custody.records(.privateKey, prefix: keyName).contains(where: { $0.name == keyName }) {
            return try await custody.open(.privateKey, name: keyName).withBytes { try Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
        }
        let key = Curve25519.Signing.PrivateKey()
        try await custody.put(Plaintext(key.rawRepresentation), .privateKey, name: keyName, facts: ["holds": "audit signing key"])
        return key
    }
}
