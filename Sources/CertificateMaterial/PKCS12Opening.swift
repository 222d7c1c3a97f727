import CryptoExtras
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// Opens a PKCS#12 file with the TLS library as the decryptor, without ever letting it meet a file that it traps on.
extension PKCS12 {
    static func open(_ bytes: [UInt8], passphrase: String) throws -> (key: RSAPrivateKey, certificates: [CertificateFacts]) {
        let file = try PKCS12File(bytes: bytes)
        guard let form = file.seal.passphrase(passphrase, for: file.safe) else {
            throw damaged("the passphrase is another one, or the bytes were changed")
        }
        let key = try privateKey(file.key, passphrase: passphrase)
        let complete = try PKCS12Seal.file(around: adding(stand(in: key), to: file.safe), form)
        let bundle = try NIOSSLPKCS12Bundle(buffer: complete, passphrase: Array(passphrase.utf8))
        // The library puts the last certificate that fits the key first: that is the one added here.
        let found = try bundle.certificateChain.dropFirst().map { try CertificateFacts(der: $0.toDERBytes()) }
        return (key, ordered(found, for: key))
    }

    private static func privateKey(_ key: PKCS12File.Key, passphrase: String) throws -> RSAPrivateKey {
        switch key {
        case .plain(let der): return try RSAPrivateKey(der: der)
        case .encrypted(let der):
            let pem = PEMText.text("ENCRYPTED PRIVATE KEY", der)
            let key = try? _RSA.Signing.PrivateKey(encryptedPEMRepresentation: pem) { set in set(Array(passphrase.utf8)) }
            guard let key, key.keySizeInBits >= 2048 else { throw damaged("its private key is not an RSA key of 2048 bits or more") }
            return try RSAPrivateKey(key)
        }
    }

    /// A certificate that certainly fits the key, made on the spot and dropped again.
    private static func stand(in key: RSAPrivateKey) throws -> [UInt8] {
        let name = try DistinguishedName { CommonName("stand-in") }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: .init(),
            publicKey: key.publicKey.key,
            notValidBefore: Date(timeIntervalSince1970: 0),
            notValidAfter: Date(timeIntervalSince1970: 1),
            issuer: name,
            subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: Certificate.Extensions(),
            issuerPrivateKey: Certificate.PrivateKey(key.key)
        )
        return try CertificateFacts(certificate).der
    }

    /// The contents of `safe` and, behind them, a bag with that certificate.
    private static func adding(_ certificate: [UInt8], to safe: [UInt8]) throws -> [UInt8] {
        var bags = DER.Serializer()
        try bags.appendConstructedNode(identifier: .sequence) { bags in
            try bags.appendConstructedNode(identifier: .sequence) { bag in
                try bag.serialize(PKCS12File.Identifier.certificateBag)
                try bag.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { value in
                    try value.appendConstructedNode(identifier: .sequence) { inner in
                        try inner.serialize(PKCS12File.Identifier.x509Certificate)
                        let octets = ASN1OctetString(contentBytes: certificate[...])
                        try inner.serialize(octets, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
                    }
                }
            }
        }
        var contents = DER.Serializer()
        try contents.appendConstructedNode(identifier: .sequence) { contents in
            for content in try PKCS12File.elements(of: DER.parse(safe)) { contents.serialize(content) }
            try PKCS12Seal.serialize(content: bags.serializedBytes, into: &contents)
        }
        return contents.serializedBytes
    }

    /// The certificate of the key first, then each one's issuer; what fits nowhere keeps its order at the end.
    private static func ordered(_ certificates: [CertificateFacts], for key: RSAPrivateKey) -> [CertificateFacts] {
        var rest = certificates
        var chain: [CertificateFacts] = []
        var next = rest.firstIndex { $0.publicKeyInfo == key.publicKey } ?? rest.indices.first
        while let index = next {
            let current = rest.remove(at: index)
            chain.append(current)
            next = rest.firstIndex { $0.certificate.subject == current.certificate.issuer }
        }
        return chain + rest
    }
}
