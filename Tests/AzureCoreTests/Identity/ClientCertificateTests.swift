import TestSupport
import Testing

@testable import AzureCore

@Suite(.enabled(if: OpenSSLTool.isInstalled))
struct ClientCertificateTests {
    private func read(_ pem: String) throws(AzureError) -> ClientCertificate {
        try ClientCertificate(pem: Secret(pem), source: "app.pem")
    }

    @Test func `key and certificate are found in any order, with prose around them`() throws {
        let pem = try TestCertificates.pair.get()
        let (key, certificate) = (TestCertificates.blocks("PRIVATE KEY", in: pem), TestCertificates.blocks("CERTIFICATE", in: pem))
        let usual = try read(key + certificate)
        let turned = try read("Bag Attributes\r\n  friendlyName: x\r\n" + certificate.replacing("\n", with: "\r\n") + key)
        #expect(usual.leaf == turned.leaf)
        #expect(usual.chain.count == 1)
    }

    @Test func `a key in PKCS number 1 form is read too`() throws {
        let pem = try TestCertificates.pair.get()
        let old = try OpenSSLTool.run(
            ["rsa", "-traditional", "-in", "k.pem", "-out", "o.pem"],
            files: ["k.pem": Array(pem.utf8)],
            collecting: "o.pem"
        )
        let key = String(decoding: old.collected, as: UTF8.self)
        #expect(key.contains("BEGIN RSA PRIVATE KEY"))
        #expect(try read(key + TestCertificates.blocks("CERTIFICATE", in: pem)).chain.count == 1)
    }

    @Test func `of several certificates the one of the key is the leaf`() throws {
        let (pem, other) = (try TestCertificates.pair.get(), try TestCertificates.other.get())
        let (certificate, usual) = (try read(TestCertificates.blocks("CERTIFICATE", in: other) + pem), try read(pem))
        #expect(certificate.leaf == usual.leaf)
        #expect(certificate.chain.count == 2)
        #expect(certificate.chain.first == certificate.leaf)
    }

    @Test func `what is missing or does not fit is named with a way out`() throws {
        let (pem, other) = (try TestCertificates.pair.get(), try TestCertificates.other.get())
        let (key, certificate) = (TestCertificates.blocks("PRIVATE KEY", in: pem), TestCertificates.blocks("CERTIFICATE", in: pem))
        let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"
        let elliptic = try OpenSSLTool.run(
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "k.pem"],
            files: [:],
            collecting: "k.pem"
        )
        let cases: [(pem: String, why: String, way: String)] = [
            ("", "no RSA private key", "cat KEY.pem CERT.pem"),
            (certificate, "no RSA private key", "cat KEY.pem CERT.pem"),
            (key, "no certificate", "cat KEY.pem CERT.pem"),
            (key + TestCertificates.blocks("CERTIFICATE", in: other), "none of its certificates belongs to its key", "made for it"),
            (encrypted + certificate, "encrypted", "openssl pkey"),
            (String(decoding: elliptic.collected, as: UTF8.self) + certificate, "not an RSA key", "Use an RSA key"),
            (String(key.dropLast(40)) + certificate, "no RSA private key", "cat KEY.pem"),
            (String(repeating: "x", count: 300_000), "more than", "Name the PEM file"),
        ]
        for (pem, why, way) in cases {
            let error = problem { () throws(AzureError) in try read(pem) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.target == "app.pem")
            #expect(error?.serviceMessage?.contains(why) == true, "\(why): \(String(describing: error))")
            #expect(error?.nextStep.contains(way) == true, "\(why): \(String(describing: error))")
        }
    }

    @Test func `no way of printing shows the key`() throws {
        let certificate = try read(try TestCertificates.pair.get())
        var dumped = ""
        dump(["nested": certificate], to: &dumped)
        #expect("\(certificate)" == "client certificate (1 in its chain, key <redacted>)")
        #expect(!dumped.contains("RSA"))
        #expect(!dumped.contains("backing"))
    }
}

private func problem<Value>(_ call: () throws(AzureError) -> Value) -> AzureError? {
    do throws(AzureError) {
        _ = try call()
        return nil
    } catch {
        return error
    }
}
