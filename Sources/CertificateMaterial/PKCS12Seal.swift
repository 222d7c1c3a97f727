import Crypto
import FoundationEssentials
import SwiftASN1

/// The seal of a PKCS#12 file: an HMAC whose key comes from the passphrase (RFC 7292, section 4 and appendix B).
struct PKCS12Seal {
    /// How an empty passphrase is turned into bytes; tools differ, so both forms are tried.
    enum Passphrase {
        case terminated(String)
        case nothing

        var bytes: [UInt8] {
            switch self {
            case .nothing: []
            case .terminated(let text): text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } + [0, 0]
            }
        }
    }

    private enum Hash {
        case sha1, sha256, sha384, sha512
    }

    private let hash: Hash
    private let code: [UInt8]
    private let salt: [UInt8]
    private let rounds: Int

    init(derEncoded nodes: inout ASN1NodeCollection.Iterator) throws {
        (hash, code, salt, rounds) = try nodes.sequence { mac in
            let (hash, code) = try mac.sequence { digest in
                (try Self.hash(in: &digest), Array(try ASN1OctetString(derEncoded: &digest).bytes))
            }
            let salt = Array(try ASN1OctetString(derEncoded: &mac).bytes)
            let rounds = try mac.next().map { try Int(derEncoded: $0) } ?? 1
            try PKCS12File.checkRounds(rounds)
            return (hash, code, salt, rounds)
        }
    }

    /// The form of the passphrase that fits, nil when none does: another passphrase, or bytes changed since.
    func passphrase(_ text: String, for content: [UInt8]) -> Passphrase? {
        let forms: [Passphrase] = text.isEmpty ? [.terminated(text), .nothing] : [.terminated(text)]
        return forms.first { isValid($0, content) }
    }

    private func isValid(_ passphrase: Passphrase, _ content: [UInt8]) -> Bool {
        switch hash {
        case .sha1: isValid(Insecure.SHA1.self, passphrase, content)
        case .sha256: isValid(SHA256.self, passphrase, content)
        case .sha384: isValid(SHA384.self, passphrase, content)
        case .sha512: isValid(SHA512.self, passphrase, content)
        }
    }

    private func isValid<H: HashFunction>(_: H.Type, _ passphrase: Passphrase, _ content: [UInt8]) -> Bool {
        HMAC<H>.isValidAuthenticationCode(code, authenticating: content, using: Self.key(H.self, passphrase, salt: salt, rounds: rounds))
    }

    /// The derivation of appendix B.2 for a key as long as one hash: then a single block is the whole of it.
    private static func key<H: HashFunction>(_: H.Type, _ passphrase: Passphrase, salt: [UInt8], rounds: Int) -> SymmetricKey {
        let purposeOfSealing: UInt8 = 3
        let block = H.blockByteCount
        var input = [UInt8](repeating: purposeOfSealing, count: block)
        input += filled(salt, block) + filled(passphrase.bytes, block)
        for _ in 0..<rounds { input = Array(H.hash(data: input)) }
        return SymmetricKey(data: input)
    }

    /// Repeated up to the next multiple of the block; nothing stays nothing.
    private static func filled(_ bytes: [UInt8], _ block: Int) -> [UInt8] {
        let length = (bytes.count + block - 1) / block * block
        return (0..<length).map { bytes[$0 % bytes.count] }
    }

    private static func hash(in nodes: inout ASN1NodeCollection.Iterator) throws -> Hash {
        try nodes.sequence { algorithm in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &algorithm)
            while algorithm.next() != nil {}
            switch identifier {
            case sha1: return .sha1
            case [2, 16, 840, 1, 101, 3, 4, 2, 1]: return .sha256
            case [2, 16, 840, 1, 101, 3, 4, 2, 2]: return .sha384
            case [2, 16, 840, 1, 101, 3, 4, 2, 3]: return .sha512
            default: throw PKCS12.damaged("its seal uses the unknown algorithm \(identifier)")
            }
        }
    }

    /// A whole file around `safe`, sealed anew with one round of SHA-1: for this process only, it is never stored.
    static func file(around safe: [UInt8], _ passphrase: Passphrase) throws -> [UInt8] {
        let salt: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let key = key(Insecure.SHA1.self, passphrase, salt: salt, rounds: 1)
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: safe, using: key)
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { file in
            let version = 3
            try file.serialize(version)
            try PKCS12Seal.serialize(content: safe, into: &file)
            try file.appendConstructedNode(identifier: .sequence) { mac in
                try mac.appendConstructedNode(identifier: .sequence) { digest in
                    try digest.appendConstructedNode(identifier: .sequence) { algorithm in
                        try algorithm.serialize(sha1)
                        try algorithm.serialize(ASN1Null())
                    }
                    try digest.serialize(ASN1OctetString(contentBytes: Array(code)[...]))
                }
                try mac.serialize(ASN1OctetString(contentBytes: salt[...]))
            }
        }
        return serializer.serializedBytes
    }

    /// A plain content (ContentInfo of the kind "data").
    static func serialize(content: [UInt8], into serializer: inout DER.Serializer) throws {
        try serializer.appendConstructedNode(identifier: .sequence) { info in
            try info.serialize(PKCS12File.Identifier.data)
            try info.serialize(ASN1OctetString(contentBytes: content[...]), explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
        }
    }

    private static let sha1: ASN1ObjectIdentifier = [1, 3, 14, 3, 2, 26]
}
