import CertificateMaterial
import TestSupport
import Testing

@Suite struct RSAPrivateKeyTests {
    @Test func `a key survives its PEM`() throws {
        let key = try TestKeys.shared()
        #expect(key.bits == 2048)
        #expect(try RSAPrivateKey(pem: key.pem).publicKey == key.publicKey)
        #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(key.pem.hasSuffix("-----END PRIVATE KEY-----\n"))
    }

    @Test func `no way of printing a key shows it`() throws {
        let key = try TestKeys.shared()
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped, "\([key])", "\(Optional(key) as Any)"] {
            #expect(text.contains("redacted"))
            #expect(!text.contains("BEGIN") && text.count < 120, "\(text)")
        }
    }

    @Test(arguments: [512, 1024, 2047, 0, -1, 16_384]) func `a size that is not offered is an error`(bits: Int) {
        #expect(throws: MaterialError.self) { try RSAPrivateKey.generate(bits: bits) }
    }

    @Test(arguments: ["", "hello", "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----"])
    func `text that is no key is an error that does not repeat it`(text: String) {
        let error = #expect(throws: MaterialError.self) { try RSAPrivateKey(pem: text) }
        #expect(error?.description.contains("private key") == true)
        #expect(error?.description.contains("!!!!") == false)
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl reads our key and we read its PKCS#1 form`() throws {
        let key = try TestKeys.shared()
        let (outcome, collected) = try OpenSSLTool.run(
            ["rsa", "-in", "key.pem", "-traditional", "-out", "old.pem"],
            files: ["key.pem": Array(key.pem.utf8)],
            collecting: "old.pem"
        )
        #expect(outcome.status == 0, "\(outcome.text)")
        let text = String(decoding: collected, as: UTF8.self)
        #expect(text.contains("BEGIN RSA PRIVATE KEY"))
        #expect(try RSAPrivateKey(pem: text).publicKey == key.publicKey)
    }
}
