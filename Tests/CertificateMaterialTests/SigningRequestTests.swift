import CertificateMaterial
import Foundation
import TestSupport
import Testing

@Suite struct SigningRequestTests {
    @Test func `a request carries its names and its key`() throws {
        let key = try TestKeys.shared()
        let request = try SigningRequest.make(key: key, commonName: "contoso.example", dnsNames: ["www.contoso.example"])
        #expect(request.commonName == "contoso.example")
        #expect(request.dnsNames == ["contoso.example", "www.contoso.example"])
        #expect(request.publicKey == key.publicKey)
    }

    @Test func `PEM and bare base64 read alike`() throws {
        let request = try SigningRequest.make(key: TestKeys.shared(), commonName: "contoso.example")
        let bare = Data(request.der).base64EncodedString(options: .lineLength64Characters)
        #expect(try SigningRequest(text: request.pem).der == request.der)
        #expect(try SigningRequest(text: bare).der == request.der)
        #expect(try SigningRequest(text: request.pem.replacing("CERTIFICATE REQUEST", with: "NEW CERTIFICATE REQUEST")).der == request.der)
    }

    @Test func `a request whose signature does not fit is refused`() throws {
        var der = try SigningRequest.make(key: TestKeys.shared(), commonName: "contoso.example").der
        der[der.count - 1] ^= 1
        let error = #expect(throws: MaterialError.self) { try SigningRequest(der: der) }
        #expect(error?.reason.contains("signature") == true)
    }

    @Test(arguments: ["", "not base64 !", "AAAA", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"])
    func `text that is no request is an error`(text: String) {
        #expect(throws: MaterialError.self) { try SigningRequest(text: text) }
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl accepts our request`() throws {
        let request = try SigningRequest.make(key: TestKeys.shared(), commonName: "contoso.example", dnsNames: ["a.contoso.example"])
        let outcome = try OpenSSLTool.run(["req", "-verify", "-text", "-noout", "-in", "r.pem"], files: ["r.pem": Array(request.pem.utf8)])
        #expect(outcome.status == 0, "\(outcome.text)")
        #expect(outcome.text.contains("DNS:contoso.example, DNS:a.contoso.example"))
    }
}
