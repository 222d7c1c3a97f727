import AzureCore
import CertificateMaterial
import Custody
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Workflows

@Suite struct SealedKeyTests {
    private let fixture: KeyFixture
    private let custody: Custody
    private let keys: SealedKeys

    init() throws {
        fixture = try KeyFixture()
        let folder = FileManager.default.temporaryDirectory.appending(path: "sealed-keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "key").path
        try KeyFile.create(file)
        let store = try Store.open(path: folder.appending(path: "state.sqlite").path, migrations: Custody.migrations)
        custody = Custody(store: store, keys: { _ in [.file(file)] })
        keys = SealedKeys(custody: custody, order: fixture.order.order)
    }

    private func plan(_ run: String) -> KeyPlan {
        KeyPlan(record: SealedKey.record(fixture.order.order, run: run), domain: "contoso.test", bits: 2048)
    }

    @Test func `a key is sealed with its request, and making it again gives the same one`() async throws {
        let made = try await keys.make(plan("one"))
        let request = try SigningRequest(text: made.csr)
        #expect(request.commonName == "contoso.test" && KeyDigest(request.publicKey) == made.publicKey)
        #expect(try await keys.make(plan("one")) == made)
        #expect(try await keys.all() == [made])
        #expect(try await custody.records(.privateKey).map(\.name) == ["web@one"])
    }

    @Test func `the key of a leaf is found by the leaf, whatever run made it`() async throws {
        let key = try TestKeys.shared()
        let facts: JSONValue = [
            "order": .string(fixture.order.order.subject), "csr": "CSR", "publicKey": .string(KeyDigest(key.publicKey).text),
        ]
        try await custody.put(Plaintext(key.der), .privateKey, name: "web@some", facts: facts)
        #expect(try await keys.open(fixture.new).publicKey == key.publicKey)
        let problem = await #expect(throws: Problem.self) { try await keys.open(fixture.old) }
        #expect(problem?.nextStep.contains("--key sealed") == true)
    }

    @Test func `where a leaf was stored is remembered with its key`() async throws {
        let key = try TestKeys.shared()
        let facts: JSONValue = [
            "order": .string(fixture.order.order.subject), "csr": "CSR", "publicKey": .string(KeyDigest(key.publicKey).text),
        ]
        try await custody.put(Plaintext(key.der), .privateKey, name: "web@some", facts: facts)
        let place = try #require(fixture.order.rollout.link)
        try await keys.note(fixture.new, storedAt: place)
        #expect(try await keys.all().map(\.stored) == [place])
    }

    @Test func `another order of the same name has its own keys`() async throws {
        _ = try await keys.make(plan("one"))
        let other = try #require(ResourceID(fixture.order.order.description.replacing("/group/", with: "/other/")))
        #expect(try await SealedKeys(custody: custody, order: other).all().isEmpty)
    }

    @Test func `removing a key twice is done once`() async throws {
        _ = try await keys.make(plan("one"))
        for _ in 1...2 { try await keys.remove(["web@one"]) }
        #expect(try await keys.all().isEmpty)
    }

    @Test func `without custody there are no keys, and none is made`() async throws {
        let none = SealedKeys(custody: nil, order: fixture.order.order)
        #expect(try await none.all().isEmpty)
        await #expect(throws: Problem.self) { try await none.make(plan("one")) }
    }

    @Test func `a request for another name, of another key or damaged is refused before it is sent`() throws {
        let key = try TestKeys.shared()
        let csr = try SigningRequest.make(key: key, commonName: "contoso.test").pem
        try ChooseKey.check(csr: csr, domain: "Contoso.test")
        for (text, domain) in [(csr, "other.test"), ("no request", "contoso.test")] {
            let problem = #expect(throws: Problem.self) { try ChooseKey.check(csr: text, domain: domain) }
            #expect(problem?.nextStep.contains("openssl req") == true)
        }
        let words = [
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "k", "-subj", "/CN=a.test",
        ]
        let curve = try OpenSSLTool.run(words + ["-out", "csr"], files: [:], collecting: "csr").collected
        let problem = #expect(throws: Problem.self) { try ChooseKey.check(csr: String(decoding: curve, as: UTF8.self), domain: "a.test") }
        #expect(problem?.why.contains("RSA keys only") == true)
    }
}
