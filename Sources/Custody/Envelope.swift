import Crypto
import Foundation

/// What a record is bound to. It is authenticated with every ciphertext, so a row that was copied over another one, or put back
/// from an older version, does not open.
struct RecordIdentity: Sendable, Hashable {
    let id: String
    let kind: String
    let name: String
    let version: Int64

    /// Each part with its length before it, so that no two identities share their bytes.
    func associatedData(_ purpose: String) -> Data {
        var data = Data()
        for part in ["signet custody 1", purpose, id, kind, name, String(version)] {
            let bytes = Data(part.utf8)
            withUnsafeBytes(of: UInt32(clamping: bytes.count).bigEndian) { data.append(contentsOf: $0) }
            data.append(bytes)
        }
        return data
    }
}

/// A secret under a data key of its own, and that key under the key-encryption key.
struct Envelope: Sendable, Hashable {
    let keyID: String
    let wrappedKey: Data
    let sealed: Data

    static func seal(_ secret: borrowing Plaintext, as identity: RecordIdentity, under key: UnlockedKey) throws -> Envelope {
        let dataKey = SymmetricKey(size: .bits256)
        let sealed = try secret.withBytes { bytes in
            try AES.GCM.seal(bytes, using: dataKey, authenticating: identity.associatedData("record"))
        }
        return Envelope(keyID: key.id, wrappedKey: try wrap(dataKey, as: identity, under: key), sealed: sealed.combined ?? Data())
    }

    func open(as identity: RecordIdentity, with key: UnlockedKey) throws -> Plaintext {
        var bytes = try Self.opened(sealed, identity, "record", with: try dataKey(as: identity, with: key))
        return Plaintext(taking: &bytes)
    }

    /// The same record under another key; the secret itself stays sealed.
    func rewrapped(as identity: RecordIdentity, from old: UnlockedKey, to new: UnlockedKey) throws -> Envelope {
        Envelope(keyID: new.id, wrappedKey: try Self.wrap(dataKey(as: identity, with: old), as: identity, under: new), sealed: sealed)
    }

    private static func wrap(_ dataKey: SymmetricKey, as identity: RecordIdentity, under key: UnlockedKey) throws -> Data {
        let box = try dataKey.withUnsafeBytes { bytes in
            try AES.GCM.seal(bytes, using: key.key, authenticating: identity.associatedData("data key under \(key.id)"))
        }
        return box.combined ?? Data()
    }

    private func dataKey(as identity: RecordIdentity, with key: UnlockedKey) throws -> SymmetricKey {
        var bytes = try Self.opened(wrappedKey, identity, "data key under \(key.id)", with: key.key)
        defer { bytes.resetBytes(in: bytes.startIndex..<bytes.endIndex) }
        return SymmetricKey(data: bytes)
    }

    private static func opened(_ sealed: Data, _ identity: RecordIdentity, _ purpose: String, with key: SymmetricKey) throws -> Data {
        do {
            return try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: identity.associatedData(purpose))
        } catch {
            throw CustodyError(
                .tampered,
                "The sealed \(identity.kind) '\(identity.name)' does not open: it was changed or moved. Restore the state file from a copy."
            )
        }
    }
}

/// A key-encryption key that was derived and proved.
struct UnlockedKey: Sendable {
    let id: String
    let key: SymmetricKey

    /// Lets a wrong passphrase or key file be told from a damaged record.
    func proof() throws -> Data {
        try AES.GCM.seal(Data(), using: key, authenticating: Data("signet custody proof \(id)".utf8)).combined ?? Data()
    }

    func accepts(_ proof: Data) -> Bool {
        guard let box = try? AES.GCM.SealedBox(combined: proof) else { return false }
        return (try? AES.GCM.open(box, using: key, authenticating: Data("signet custody proof \(id)".utf8))) != nil
    }
}
