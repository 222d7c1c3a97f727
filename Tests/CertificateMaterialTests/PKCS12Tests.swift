import SwiftASN1
import TestSupport
import Testing

@testable import CertificateMaterial

@Suite struct PKCS12Tests {
    private let authority: TestAuthority
    private let key: RSAPrivateKey
    private let chain: [CertificateFacts]

    init() throws {
        authority = try TestAuthority()
        key = try TestKeys.shared()
        chain = [try authority.leaf(["contoso.example"], key: key.publicKey), authority.intermediate, authority.root]
    }

    @Test(arguments: ["", "secret", "two words & more"]) func `a bundle survives being written and read`(passphrase: String) throws {
        let bundle = try PKCS12(bytes: PKCS12.encode(key: key, chain: chain, passphrase: passphrase), passphrase: passphrase)
        #expect(bundle.key.publicKey == key.publicKey)
        #expect(bundle.chain == chain)
        #expect(bundle.keyMatchesLeaf)
    }

    @Test func `another passphrase is an error that says so`() throws {
        let bytes = try PKCS12.encode(key: key, chain: chain, passphrase: "secret")
        let error = #expect(throws: MaterialError.self) { try PKCS12(bytes: bytes, passphrase: "Secret") }
        #expect(error?.reason.contains("passphrase") == true)
    }

    @Test(arguments: ["pässwörd", "new\nline", String(repeating: "a", count: 256)])
    func `a passphrase that the libraries cannot take is an error`(passphrase: String) throws {
        #expect(throws: MaterialError.self) { try PKCS12.encode(key: key, chain: chain, passphrase: passphrase) }
        #expect(throws: MaterialError.self) { try PKCS12(bytes: PKCS12.encode(key: key, chain: chain), passphrase: passphrase) }
    }

    @Test func `a leaf of another key is not packed`() throws {
        #expect(throws: MaterialError.self) { try PKCS12.encode(key: TestKeys.other(), chain: chain) }
        #expect(throws: MaterialError.self) { try PKCS12.encode(key: key, chain: []) }
    }

    @Test(arguments: [[], [0x30], [0x30, 0x80, 0, 0]] as [[UInt8]])
    func `bytes that are no bundle are an error`(bytes: [UInt8]) {
        #expect(throws: MaterialError.self) { try PKCS12(bytes: bytes) }
        #expect(throws: MaterialError.self) { try PKCS12(bytes: bytes + [UInt8](repeating: 0, count: 300_000)) }
    }

    @Test func `printing a bundle shows no key`() throws {
        let bundle = try PKCS12(bytes: PKCS12.encode(key: key, chain: chain))
        var dumped = ""
        dump(bundle, to: &dumped)
        #expect("\(bundle)".contains("redacted"))
        #expect(dumped.contains("contoso") && dumped.count < 400)
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl opens our bundle with an empty passphrase`() throws {
        let outcome = try OpenSSLTool.run(
            ["pkcs12", "-in", "b.pfx", "-passin", "pass:", "-nodes"],
            files: ["b.pfx": try PKCS12.encode(key: key, chain: chain)]
        )
        #expect(outcome.status == 0, "\(outcome.text.suffix(300))")
        #expect(try CertificateFacts.all(inPEM: outcome.text).count == 3)
        #expect(try RSAPrivateKey(pem: outcome.text).publicKey == key.publicKey)
    }

    /// What other tools write: today's ciphers, yesterday's (as App Service wants them), another order, other seals.
    @Test(
        .enabled(if: OpenSSLTool.isInstalled),
        arguments: [
            [], ["-macalg", "sha1"], ["-macalg", "sha512"], ["-iter", "20000"], ["-name", "friendly"], ["-certpbe", "NONE"],
            ["-keypbe", "NONE"], ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"],
        ]
    ) func `a bundle of openssl is read`(options: [String]) throws {
        let bundle = try PKCS12(bytes: export(options, chain: [chain[0], chain[2], chain[1]]))
        #expect(bundle.chain == chain)
        #expect(bundle.keyMatchesLeaf)
    }

    @Test func `a bundle whose key fits no certificate is read and told apart`() throws {
        let stranger = try authority.leaf(["contoso.example"], key: TestKeys.other().publicKey)
        let bundle = try PKCS12(bytes: plain([stranger, authority.intermediate]))
        #expect(bundle.chain.first == stranger)
        #expect(!bundle.keyMatchesLeaf)
    }

    @Test func `a bundle sealed with no passphrase at all is read with the empty one`() throws {
        #expect(try PKCS12(bytes: plain(chain, sealedWith: .nothing)).chain == chain)
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled), arguments: [["-nokeys"], ["-nocerts"]])
    func `a bundle without a key or without certificates is an error`(options: [String]) throws {
        let bytes = try export(options, chain: chain)
        let error = #expect(throws: MaterialError.self) { try PKCS12(bytes: bytes) }
        #expect(error?.reason.contains("it holds no") == true, "\(String(describing: error))")
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `a bundle that asks for endless key derivation is refused`() throws {
        let bytes = try export(["-iter", "1000001", "-certpbe", "NONE", "-keypbe", "NONE"], chain: [chain[0]])
        let error = #expect(throws: MaterialError.self) { try PKCS12(bytes: bytes) }
        #expect(error?.reason.contains("rounds") == true)
    }

    private func export(_ options: [String], chain: [CertificateFacts]) throws -> [UInt8] {
        let files = ["k.pem": Array(key.pem.utf8), "c.pem": Array(chain.map(\.pem).joined().utf8)]
        let arguments = ["pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-passout", "pass:", "-out", "b.pfx"] + options
        let (outcome, bytes) = try OpenSSLTool.run(arguments, files: files, collecting: "b.pfx")
        #expect(outcome.status == 0, "\(outcome.text)")
        return bytes
    }

    /// An unencrypted bundle by hand: no tool packs a key with certificates of another one.
    private func plain(_ certificates: [CertificateFacts], sealedWith form: PKCS12Seal.Passphrase = .terminated("")) throws -> [UInt8] {
        var safe = DER.Serializer()
        try safe.appendConstructedNode(identifier: .sequence) { contents in
            try PKCS12Seal.serialize(content: bags(PKCS12File.Identifier.keyBag, [key.der]), into: &contents)
            let wrapped = try certificates.map { certificate in
                var value = DER.Serializer()
                try value.appendConstructedNode(identifier: .sequence) { inner in
                    try inner.serialize(PKCS12File.Identifier.x509Certificate)
                    let octets = ASN1OctetString(contentBytes: certificate.der[...])
                    try inner.serialize(octets, explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific)
                }
                return value.serializedBytes
            }
            try PKCS12Seal.serialize(content: bags(PKCS12File.Identifier.certificateBag, wrapped), into: &contents)
        }
        return try PKCS12Seal.file(around: safe.serializedBytes, form)
    }

    private func bags(_ kind: ASN1ObjectIdentifier, _ values: [[UInt8]]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { all in
            for value in values {
                try all.appendConstructedNode(identifier: .sequence) { bag in
                    try bag.serialize(kind)
                    bag.appendConstructedNode(identifier: ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)) { tagged in
                        tagged.serializeRawBytes(value)
                    }
                }
            }
        }
        return serializer.serializedBytes
    }
}
