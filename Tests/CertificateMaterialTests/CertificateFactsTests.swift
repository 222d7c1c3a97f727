import CertificateMaterial
import Foundation
import TestSupport
import Testing
import X509

@Suite struct CertificateFactsTests {
    private let authority: TestAuthority
    private let key: RSAPrivateKey

    init() throws {
        authority = try TestAuthority()
        key = try TestKeys.shared()
    }

    @Test func `the facts are those of the certificate`() throws {
        let leaf = try authority.leaf(["contoso.example", "www.contoso.example"], key: key.publicKey)
        #expect(leaf.commonName == "contoso.example")
        #expect(leaf.dnsNames == ["contoso.example", "www.contoso.example"])
        #expect(leaf.extendedKeyUsages == ["1.3.6.1.5.5.7.3.1"])
        #expect(leaf.publicKeyInfo == key.publicKey)
        #expect(leaf.notBefore == TestAuthority.start)
        #expect(leaf.notAfter == TestAuthority.start + 198 * TestAuthority.days)
        #expect(leaf.issuer == "CN=Test Intermediate")
    }

    @Test func `PEM text gives all certificates in order`() throws {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        let text = "before\n" + leaf.pem + authority.intermediate.pem + key.pem + authority.root.pem
        #expect(try CertificateFacts.all(inPEM: text) == [leaf, authority.intermediate, authority.root])
        #expect(try CertificateFacts(pem: text) == leaf)
        #expect(try CertificateFacts.all(inPEM: "nothing here").isEmpty)
    }

    @Test(
        arguments: [([0x80, 1], "8001"), ([0, 0x0A, 0xBC], "0ABC"), ([0xFF], "FF"), ([0x0F], "0F"), ([1, 0], "0100")] as [([UInt8], String)]
    )
    func `a serial number prints without sign byte in pairs of digits`(bytes: [UInt8], text: String) throws {
        #expect(try authority.leaf(["a.example"], key: key.publicKey, serial: bytes).serialNumber == text)
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled), arguments: [[0x80, 1], [0x0A, 0xBC], [0x7F, 0xFF, 0]] as [[UInt8]])
    func `openssl prints the same serial number and thumbprint`(serial: [UInt8]) throws {
        let leaf = try authority.leaf(["a.example"], key: key.publicKey, serial: serial)
        let outcome = try OpenSSLTool.run(
            ["x509", "-in", "c.pem", "-noout", "-serial", "-fingerprint", "-sha1"],
            files: ["c.pem": Array(leaf.pem.utf8)]
        )
        #expect(outcome.text.contains("serial=\(leaf.serialNumber)\n"), "\(outcome.text)")
        #expect(outcome.text.replacing(":", with: "").contains("=\(leaf.thumbprint)\n"), "\(outcome.text)")
    }

    @Test(arguments: [
        ("contoso.example", "contoso.example", true), ("contoso.example", "CONTOSO.example.", true),
        ("contoso.example", "www.contoso.example", false), ("*.contoso.example", "www.contoso.example", true),
        ("*.contoso.example", "contoso.example", false), ("*.contoso.example", "a.b.contoso.example", false),
        ("*.example", "contoso.example", false), ("w*.contoso.example", "www.contoso.example", false),
        ("*", "contoso", false), ("contoso.example", "", false), ("a..example", "a..example", false),
    ]) func `a name covers a host as browsers see it`(name: String, host: String, isCovered: Bool) throws {
        #expect(try authority.leaf([name], key: key.publicKey).covers(hostName: host) == isCovered)
    }

    @Test func `the common name alone covers nothing`() throws {
        let leaf = try authority.leaf([], key: key.publicKey)
        #expect(leaf.commonName == "none")
        #expect(!leaf.covers(hostName: "none"))
    }

    @Test(
        arguments: [([.serverAuth], true), ([.clientAuth], false), ([.any], true), ([.clientAuth, .serverAuth], true)]
            as [([ExtendedKeyUsage.Usage], Bool)]
    )
    func `a server certificate is one that names server use`(usages: [ExtendedKeyUsage.Usage], isServer: Bool) throws {
        #expect(try authority.leaf(["a.example"], key: key.publicKey, usages: usages).isServerAuth == isServer)
    }

    @Test(
        arguments: [[], [0x30], [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]] as [[UInt8]]
    )
    func `bytes that are no certificate are an error`(bytes: [UInt8]) {
        #expect(throws: MaterialError.self) { try CertificateFacts(der: bytes + [UInt8](repeating: 0x30, count: 70_000)) }
        let error = #expect(throws: MaterialError.self) { try CertificateFacts(der: bytes) }
        #expect(error?.nextStep.contains("openssl x509") == true)
    }
}
