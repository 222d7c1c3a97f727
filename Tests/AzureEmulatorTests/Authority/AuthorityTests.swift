import CertificateMaterial
import Foundation
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct AuthorityTests {
    private let authority: Authority
    private let leaf: CertificateFacts
    private static let start = Date(timeIntervalSince1970: 1_800_000_000.75)
    private static let links = AuthorityLinks(revocationList: "http://crl.example/ca.crl", issuerCertificate: "http://crl.example/ca.cer")

    init() throws {
        authority = try Authority.make(validFrom: Self.start)
        let request = try SigningRequest.make(key: TestKeys.shared(), commonName: "contoso.example")
        leaf = try authority.issueLeaf(
            publicKey: request.publicKey,
            commonName: "contoso.example",
            dnsNames: ["contoso.example", "www.contoso.example"],
            notBefore: Self.start,
            notAfter: Self.start + 198 * 86_400,
            links: Self.links
        )
    }

    @Test func `a leaf holds the key and names of its request, for servers only`() throws {
        #expect(leaf.publicKeyInfo == (try TestKeys.shared().publicKey))
        #expect(leaf.commonName == "contoso.example")
        #expect(leaf.dnsNames == ["contoso.example", "www.contoso.example"])
        #expect(leaf.extendedKeyUsages == ["1.3.6.1.5.5.7.3.1"])
        #expect(leaf.notBefore == Date(timeIntervalSince1970: 1_800_000_000))
        #expect(leaf.notAfter.timeIntervalSince(leaf.notBefore) == 198 * 86_400)
    }

    @Test func `serial numbers have 32 digits and do not repeat`() throws {
        let serials = try (0..<200).map { _ in
            try authority.issueLeaf(
                publicKey: leaf.publicKeyInfo,
                commonName: "a.example",
                dnsNames: ["a.example"],
                notBefore: Self.start,
                notAfter: Self.start + 1
            ).serialNumber
        }
        #expect(serials.allSatisfy { $0.count == 32 })
        #expect(Set(serials).count == 200)
    }

    @Test func `the chain leads to the root`() async {
        let chain = authority.chain(for: leaf)
        #expect(chain.count == 2)
        let verdict = await ChainCheck.verify(
            chain: chain,
            roots: .pem(authority.rootPEM),
            hostName: "www.contoso.example",
            at: Self.start + 86_400
        )
        #expect(verdict == .ok)
        #expect(authority.chain(for: leaf, includingRoot: true).count == 3)
    }

    @Test func `an authority restored from its state issues under the same root`() throws {
        let restored = try Authority(json: JSONValue(parsing: authority.json.bytes()))
        #expect(restored.caPEM == authority.caPEM)
        #expect(!"\(restored)".contains("PRIVATE"))
    }

    @Test func `a state whose key is another one is refused`() throws {
        let other = try Authority.make(validFrom: Self.start)
        let mixed: JSONValue = try [
            "root": #require(authority.json["root"]),
            "intermediate": [
                "certificate": #require(authority.json["intermediate"]?["certificate"]),
                "key": #require(other.json["intermediate"]?["key"]),
            ],
        ]
        #expect(throws: MaterialError.self) { try Authority(json: mixed) }
        #expect(throws: JSONFieldError.self) { try Authority(json: [:]) }
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl verifies leaf, intermediate and root strictly`() throws {
        let outcome = try OpenSSLTool.run(
            [
                "verify", "-x509_strict", "-attime", "1800000100", "-purpose", "sslserver", "-verify_hostname", "www.contoso.example",
                "-CAfile", "root.pem", "-untrusted", "intermediate.pem", "leaf.pem",
            ],
            files: pems
        )
        #expect(outcome.status == 0, "\(outcome.text)")
        let lump = try OpenSSLTool.run(["verify", "-x509_strict", "-attime", "1800000100", "-CAfile", "ca.pem", "leaf.pem"], files: pems)
        #expect(lump.status == 0, "\(lump.text)")
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl sees the links and identifiers of a leaf`() throws {
        let text = try OpenSSLTool.run(["x509", "-in", "leaf.pem", "-noout", "-text"], files: pems).text
        for wanted in [
            "URI:http://crl.example/ca.crl", "CA Issuers - URI:http://crl.example/ca.cer", "TLS Web Server Authentication",
            "X509v3 Subject Key Identifier", "X509v3 Authority Key Identifier", "CA:FALSE", "DNS:contoso.example, DNS:www.contoso.example",
        ] { #expect(text.contains(wanted), "\(wanted) is missing in \(text)") }
        #expect(!text.contains("Client Authentication"))
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `openssl accepts the revocation list and finds the leaf in it`() throws {
        let high = "F0" + String(repeating: "AB", count: 15)
        let list = try authority.crl(revoked: [(leaf.serialNumber, Self.start + 60), (high, Self.start)], at: Self.start + 100)
        let files = pems.merging(["ca.crl": list]) { $1 }
        let shown = try OpenSSLTool.run(["crl", "-inform", "DER", "-in", "ca.crl", "-CAfile", "ca.pem", "-noout", "-text"], files: files)
        #expect(shown.text.contains("verify OK"), "\(shown.text)")
        #expect(shown.text.contains(leaf.serialNumber) && shown.text.contains(high))
        let verdict = try OpenSSLTool.run(
            ["verify", "-attime", "1800000200", "-crl_check", "-CRLfile", "ca.crl.pem", "-CAfile", "ca.pem", "leaf.pem"],
            files: files.merging(["ca.crl.pem": pem(list)]) { $1 }
        )
        #expect(verdict.text.contains("certificate revoked"), "\(verdict.text)")
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled), arguments: [0.0, 30 * 365.25 * 86_400])
    func `an empty list verifies, before and after 2050`(later: Double) throws {
        let list = try authority.crl(revoked: [], at: Self.start + later)
        let shown = try OpenSSLTool.run(
            ["crl", "-inform", "DER", "-in", "ca.crl", "-CAfile", "ca.pem", "-noout", "-text"],
            files: pems.merging(["ca.crl": list]) { $1 }
        )
        #expect(shown.text.contains("verify OK") && shown.text.contains("No Revoked Certificates"), "\(shown.text)")
    }

    @Test func `a serial number that is not hexadecimal is an error`() {
        #expect(throws: MaterialError.self) { try authority.crl(revoked: [("XYZ", Self.start)], at: Self.start) }
    }

    @Test(.enabled(if: OpenSSLTool.isInstalled)) func `the API's identity covers names and addresses`() throws {
        let identity = try authority.serverIdentity(
            dnsNames: ["localhost", "*.vault.localhost"],
            ipAddresses: ["127.0.0.1", "::1"],
            from: Self.start
        )
        #expect(try CertificateFacts.all(inPEM: identity.certificateChainPEM).count == 2)
        #expect(identity.privateKeyPEM.contains("PRIVATE KEY"))
        let text = try OpenSSLTool.run(
            ["x509", "-in", "leaf.pem", "-noout", "-text"],
            files: ["leaf.pem": Array(identity.certificateChainPEM.utf8)]
        ).text
        #expect(text.contains("DNS:localhost, DNS:*.vault.localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"), "\(text)")
        #expect(throws: MaterialError.self) { try authority.serverIdentity(dnsNames: [], ipAddresses: ["127.0.0"], from: Self.start) }
    }

    private var pems: [String: [UInt8]] {
        [
            "leaf.pem": Array(leaf.pem.utf8), "root.pem": Array(authority.rootPEM.utf8),
            "intermediate.pem": Array(authority.intermediatePEM.utf8), "ca.pem": Array(authority.caPEM.utf8),
        ]
    }

    private func pem(_ list: [UInt8]) -> [UInt8] {
        let base64 = Data(list).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return Array("-----BEGIN X509 CRL-----\n\(base64)\n-----END X509 CRL-----\n".utf8)
    }
}
