import SwiftASN1

/// The outer structure of a PKCS#12 file (RFC 7292, section 4): its parts, found without decrypting anything.
///
/// The TLS library that decrypts for us traps on a file without a key, or whose key fits none of its certificates, and a file
/// can ask it for minutes of key derivation. So the file is taken apart here first.
struct PKCS12File {
    /// A private key as it lies in the file.
    enum Key {
        /// PrivateKeyInfo.
        case plain([UInt8])
        /// EncryptedPrivateKeyInfo.
        case encrypted([UInt8])
    }

    /// Sequence of contents, under the seal.
    let safe: [UInt8]
    let seal: PKCS12Seal
    let key: Key

    /// Files in use derive with 1 to 100,000 rounds.
    static let maximumRounds = 1_000_000

    init(bytes: [UInt8]) throws {
        let parts = try DER.sequence(DER.parse(bytes), identifier: .sequence) { nodes in
            guard try Int(derEncoded: &nodes) == 3 else { throw PKCS12.damaged("its version is not 3") }
            let safe = try nodes.sequence { content in
                guard try ASN1ObjectIdentifier(derEncoded: &content) == Identifier.data else {
                    throw PKCS12.damaged("it is sealed by a signature")
                }
                return try Self.octets(in: &content)
            }
            return (safe: safe, seal: try PKCS12Seal(derEncoded: &nodes))
        }
        safe = parts.safe
        seal = parts.seal
        var keys: [Key] = []
        for content in try Self.elements(of: DER.parse(safe)) { try Self.collectKeys(in: content, into: &keys) }
        guard let key = keys.first, keys.count == 1 else {
            throw PKCS12.damaged(keys.isEmpty ? "it holds no private key" : "it holds \(keys.count) private keys")
        }
        self.key = key
    }

    /// Looks at one content (ContentInfo): keys lie in plain contents, certificates usually in encrypted ones.
    private static func collectKeys(in content: ASN1Node, into keys: inout [Key]) throws {
        try DER.sequence(content, identifier: .sequence) { nodes in
            switch try ASN1ObjectIdentifier(derEncoded: &nodes) {
            case Identifier.data:
                for bag in try elements(of: DER.parse(octets(in: &nodes))) {
                    if let key = try key(inBag: bag) { keys.append(key) }
                }
            case Identifier.encryptedData:
                try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { try checkEncryptedData($0) }
            default: throw PKCS12.damaged("it holds a content of an unknown kind")
            }
        }
    }

    private static func checkEncryptedData(_ node: ASN1Node) throws {
        try DER.sequence(node, identifier: .sequence) { nodes in
            _ = try Int(derEncoded: &nodes)
            try nodes.sequence { content in
                _ = try ASN1ObjectIdentifier(derEncoded: &content)
                try checkRounds(ofCipher: &content)
                // The ciphertext is the library's business.
                while content.next() != nil {}
            }
            while nodes.next() != nil {}
        }
    }

    private static func key(inBag bag: ASN1Node) throws -> Key? {
        try DER.sequence(bag, identifier: .sequence) { nodes in
            let kind = try ASN1ObjectIdentifier(derEncoded: &nodes)
            let value = try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { $0 }
            // Friendly names and key identifiers.
            while nodes.next() != nil {}
            var copy = DER.Serializer()
            copy.serialize(value)
            switch kind {
            case Identifier.keyBag: return .plain(copy.serializedBytes)
            case Identifier.shroudedKeyBag:
                try DER.sequence(value, identifier: .sequence) { encrypted in
                    try checkRounds(ofCipher: &encrypted)
                    _ = try ASN1OctetString(derEncoded: &encrypted)
                }
                return .encrypted(copy.serializedBytes)
            default: return nil
            }
        }
    }

    /// Password ciphers carry salt and rounds, either directly or, with PBES2, inside its key derivation (RFC 8018).
    private static func checkRounds(ofCipher nodes: inout ASN1NodeCollection.Iterator) throws {
        try nodes.sequence { cipher in
            guard try ASN1ObjectIdentifier(derEncoded: &cipher) == Identifier.pbes2 else { return try checkRounds(ofDerivation: &cipher) }
            try cipher.sequence { scheme in
                try scheme.sequence { derivation in
                    _ = try ASN1ObjectIdentifier(derEncoded: &derivation)
                    try checkRounds(ofDerivation: &derivation)
                }
                while scheme.next() != nil {}
            }
        }
    }

    private static func checkRounds(ofDerivation nodes: inout ASN1NodeCollection.Iterator) throws {
        try nodes.sequence { parameters in
            _ = try ASN1OctetString(derEncoded: &parameters)
            try checkRounds(Int(derEncoded: &parameters))
            while parameters.next() != nil {}
        }
    }

    static func checkRounds(_ rounds: Int) throws {
        guard (1...maximumRounds).contains(rounds) else {
            throw PKCS12.damaged("it asks for \(rounds) rounds of key derivation, at most \(maximumRounds) are done")
        }
    }

    static func octets(in nodes: inout ASN1NodeCollection.Iterator) throws -> [UInt8] {
        try DER.explicitlyTagged(&nodes, tagNumber: 0, tagClass: .contextSpecific) { Array(try ASN1OctetString(derEncoded: $0).bytes) }
    }

    static func elements(of node: ASN1Node) throws -> [ASN1Node] {
        try DER.sequence(node, identifier: .sequence) { nodes in
            var all: [ASN1Node] = []
            while let next = nodes.next() { all.append(next) }
            return all
        }
    }

    enum Identifier {
        static let data: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 1]
        static let encryptedData: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 7, 6]
        static let keyBag: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 12, 10, 1, 1]
        static let shroudedKeyBag: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 12, 10, 1, 2]
        static let certificateBag: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 12, 10, 1, 3]
        static let x509Certificate: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 9, 22, 1]
        static let pbes2: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 5, 13]
    }
}

extension ASN1NodeCollection.Iterator {
    /// Reads the next element, which must be a sequence, to its end.
    mutating func sequence<Result>(_ read: (inout ASN1NodeCollection.Iterator) throws -> Result) throws -> Result {
        guard let node = next() else { throw PKCS12.damaged("its structure ends too early") }
        return try DER.sequence(node, identifier: .sequence, read)
    }
}
