import FoundationEssentials
import JSON
import TestSupport
import Testing

@testable import AzureCore

@Suite(.enabled(if: OpenSSLTool.isInstalled))
struct ClientCertificateCredentialTests {
    private let scope = TokenScope("https://management.test/.default")
    private let transport = ScriptedTransport(
        .answer(200, ["access_token": "abc", "expires_in": 3599]),
        .answer(200, ["access_token": "abc", "expires_in": 3599])
    )

    private func credential(_ algorithm: AssertionAlgorithm = .ps256, sendsChain: Bool = false) throws -> ClientCertificateCredential {
        ClientCertificateCredential(
            tenantId: "tenant-1",
            clientId: "client-1",
            certificate: try ClientCertificate(pem: Secret(try TestCertificates.pair.get())),
            algorithm: algorithm,
            sendsCertificateChain: sendsChain,
            authority: "https://login.test",
            transport: transport.transport,
            clock: TestClock(jumps: true),
            now: { Date(timeIntervalSince1970: 1_800_000_000.75) }
        )
    }

    /// The form of a request, by name.
    private func form(_ index: Int) throws -> [String: String] {
        let request = try #require(transport.requests.dropFirst(index).first)
        let pairs = String(decoding: request.body ?? [], as: UTF8.self).split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), $0.count > 1 ? String($0[1]) : "") })
    }

    private func parts(_ index: Int = 0) throws -> (header: JSONValue, claims: JSONValue, input: String, signature: [UInt8]) {
        let words = try #require(try form(index)["client_assertion"]).split(separator: ".").map(String.init)
        #expect(words.count == 3)
        let bytes = try words.map { try #require(decoded($0)) }
        return (try JSONValue(parsing: bytes[0]), try JSONValue(parsing: bytes[1]), "\(words[0]).\(words[1])", bytes[2])
    }

    private func decoded(_ text: String) -> [UInt8]? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - text.count % 4) % 4)).map { Array($0) }
    }

    @Test func `the assertion goes to the token endpoint and is meant for it alone`() async throws {
        let token = try await credential().token(for: scope)
        #expect(token.token.reveal() == "abc")
        #expect(transport.requests.first?.url == "https://login.test/tenant-1/oauth2/v2.0/token")
        let form = try form(0)
        #expect(form["grant_type"] == "client_credentials")
        #expect(form["client_id"] == "client-1")
        #expect(form["client_assertion_type"] == "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer")
        #expect(form["scope"] == "https%3A%2F%2Fmanagement.test%2F.default")
        #expect(form["client_secret"] == nil)
        let claims = try parts().claims
        #expect(claims["aud"] == "https://login.test/tenant-1/oauth2/v2.0/token")
        #expect(claims["iss"] == "client-1")
        #expect(claims["sub"] == "client-1")
        #expect(claims["iat"] == 1_800_000_000)
        #expect(claims["nbf"] == 1_800_000_000)
        #expect(claims["exp"] == 1_800_000_600)
        #expect(claims["jti"]?.string?.count == 36)
    }

    @Test(arguments: [AssertionAlgorithm.ps256, .rs256])
    func `another program accepts the signature`(algorithm: AssertionAlgorithm) async throws {
        _ = try await credential(algorithm).token(for: scope)
        let parts = try parts()
        let publicKey = try OpenSSLTool.run(
            ["x509", "-in", "c.pem", "-pubkey", "-noout", "-out", "p.pem"],
            files: ["c.pem": Array(try TestCertificates.pair.get().utf8)],
            collecting: "p.pem"
        )
        let padding = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
        let checked = try OpenSSLTool.run(
            ["dgst", "-sha256"] + (algorithm == .ps256 ? padding : []) + ["-verify", "p.pem", "-signature", "s.bin", "input"],
            files: ["p.pem": publicKey.collected, "s.bin": parts.signature, "input": Array(parts.input.utf8)]
        )
        #expect(checked.text.contains("Verified OK"), "\(checked.text)")
    }

    @Test(arguments: [(AssertionAlgorithm.ps256, "PS256", "x5t#S256", "sha256"), (.rs256, "RS256", "x5t", "sha1")])
    func `the header names algorithm and certificate`(algorithm: AssertionAlgorithm, name: String, field: String, hash: String) async throws
    {
        _ = try await credential(algorithm).token(for: scope)
        let header = try parts().header
        #expect(header["alg"]?.string == name)
        #expect(header["typ"] == "JWT")
        #expect(header["x5c"] == nil)
        let fingerprint = try OpenSSLTool.run(
            ["x509", "-in", "c.pem", "-noout", "-fingerprint", "-\(hash)"],
            files: ["c.pem": Array(try TestCertificates.pair.get().utf8)]
        )
        let expected = fingerprint.text.split(separator: "=").last.map { $0.filter(\.isHexDigit) }
        let named = try #require(header[field]?.string.flatMap(decoded))
        #expect(named.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }.joined() == expected)
        #expect(header.object?.keys.contains(algorithm == .ps256 ? "x5t" : "x5t#S256") == false)
    }

    @Test func `the chain travels along when asked for, in plain base64`() async throws {
        _ = try await credential(sendsChain: true).token(for: scope)
        let chain = try #require(try parts().header["x5c"]?.array)
        let leaf = try ClientCertificate(pem: Secret(try TestCertificates.pair.get())).leaf
        #expect(chain.count == 1)
        #expect(chain.first?.string.flatMap { Data(base64Encoded: $0) } == Data(leaf))
    }

    @Test func `no assertion is used twice`() async throws {
        let credential = try credential()
        _ = try await credential.token(for: scope)
        _ = try await credential.token(for: scope)
        #expect(try parts(0).claims["jti"] != parts(1).claims["jti"])
    }

    @Test func `a refusal is explained and shows nothing of the assertion`() async throws {
        let refusing = ScriptedTransport(
            .answer(
                401,
                ["error": "invalid_client", "error_description": "AADSTS700027: not known [Thumbprint X]", "error_codes": [700_027]]
            )
        )
        let credential = ClientCertificateCredential(
            tenantId: "t",
            clientId: "c",
            certificate: try ClientCertificate(pem: Secret(try TestCertificates.pair.get())),
            transport: refusing.transport
        )
        let error = await failure { () throws(AzureError) in try await credential.token(for: scope) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.nextStep.contains("az ad app credential reset") == true)
        #expect(error?.description.contains("eyJ") == false)
    }
}
