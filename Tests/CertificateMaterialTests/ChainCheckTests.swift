import CertificateMaterial
import Foundation
import TestSupport
import Testing
import X509

@Suite struct ChainCheckTests {
    private let authority: TestAuthority
    private let key: RSAPrivateKey
    private let inside = TestAuthority.start + 100 * TestAuthority.days

    init() throws {
        authority = try TestAuthority()
        key = try TestKeys.shared()
    }

    @Test func `a chain is accepted at a date within it, whatever the machine's clock says`() async throws {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        for chain in [[leaf, authority.intermediate], [leaf, authority.root, authority.intermediate]] {
            #expect(await verify(chain) == .ok)
        }
    }

    @Test(arguments: [(-1.0, "is not valid before"), (199.0, "expired at")]) func `the given date decides`(day: Double, words: String)
        async throws
    {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        let verdict = await verify([leaf, authority.intermediate], at: TestAuthority.start + day * TestAuthority.days)
        #expect(verdict.reason?.contains(words) == true, "\(verdict)")
    }

    @Test func `an expired intermediate is named`() async throws {
        let short = try TestAuthority(intermediateDays: 50)
        let leaf = try short.leaf(["contoso.example"], key: key.publicKey)
        let verdict = await verify([leaf, short.intermediate], roots: .pem(short.root.pem))
        #expect(verdict.reason?.contains("Test Intermediate") == true && verdict.reason?.contains("expired") == true, "\(verdict)")
    }

    @Test func `another host is refused with the names that are covered`() async throws {
        let leaf = try authority.leaf(["contoso.example", "www.contoso.example"], key: key.publicKey)
        let verdict = await verify([leaf, authority.intermediate], host: "shop.contoso.example")
        #expect(verdict.reason?.contains("contoso.example, www.contoso.example") == true, "\(verdict)")
    }

    @Test func `a client certificate is refused for a server`() async throws {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey, usages: [.clientAuth])
        #expect(await verify([leaf, authority.intermediate]).reason?.contains("extended key usage") == true)
    }

    @Test func `a missing intermediate and a foreign root have no path`() async throws {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        #expect(await verify([leaf]).reason?.contains("no path") == true)
        let stranger = try TestAuthority()
        #expect(await verify([leaf, authority.intermediate], roots: .pem(stranger.root.pem)).isOK == false)
        #expect(await verify([leaf, authority.intermediate], roots: .system).isOK == false)
    }

    @Test func `nothing and too much are refused before any search`() async throws {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        #expect(await verify([]).reason == "the chain is empty")
        #expect(await verify(Array(repeating: leaf, count: 11)).reason?.contains("11 certificates") == true)
    }

    @Test func `roots that cannot be read are the verdict`() async throws {
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        #expect(await verify([leaf], roots: .file("/nowhere/roots.pem")).reason?.contains("/nowhere/roots.pem") == true)
        #expect(await verify([leaf], roots: .pem("nothing")).reason?.contains("no certificate") == true)
    }

    @Test func `roots come from a file`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("roots-\(UUID().uuidString).pem")
        try Data(authority.root.pem.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let leaf = try authority.leaf(["contoso.example"], key: key.publicKey)
        #expect(await verify([leaf, authority.intermediate], roots: .file(file.path)) == .ok)
    }

    private func verify(
        _ chain: [CertificateFacts],
        roots: TrustRoots? = nil,
        host: String = "contoso.example",
        at date: Date? = nil
    ) async -> ChainVerdict {
        await ChainCheck.verify(chain: chain, roots: roots ?? .pem(authority.root.pem), hostName: host, at: date ?? inside)
    }
}
