import Custody
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@Suite(.onEveryStore) struct CustodyTests {
    let folder = FileManager.default.temporaryDirectory.appending(path: "custody-\(UUID().uuidString)")
    let store: Store

    init() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        store = try await TestedStore.open(Custody.migrations)
    }

    @Test func `what was sealed opens again in another process with the same key file`() async throws {
        let file = try keyFile("key")
        try await custody(file).put(Plaintext("canary".utf8), .credential, name: "azure", facts: ["tenant": "contoso"])
        #expect(try await text(custody(file), "azure") == "canary")
        let record = try #require(try await custody(file).records().first)
        #expect(record.name == "azure" && record.version == 1 && record.facts["tenant"] == "contoso")
    }

    @Test func `a passphrase seals and opens, and another one is told from it`() async throws {
        try await custody(passphrase("correct horse")).put(Plaintext("canary".utf8), .credential, name: "azure")
        #expect(try await text(custody(passphrase("correct horse")), "azure") == "canary")
        await expect(.wrongKey) { _ = try await text(custody(passphrase("wrong horse")), "azure") }
    }

    @Test func `no byte of the secret stands in the state file`() async throws {
        let store = try Store.open(path: folder.appending(path: "state.sqlite").path, migrations: Custody.migrations)
        let key = try keyFile("key")
        try await Custody(store: store, keys: { _ in [key] }).put(Plaintext("canary-0123456789".utf8), .privateKey, name: "web")
        var files = Data()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasPrefix("state") {
            files += try Data(contentsOf: folder.appending(path: name))
        }
        #expect(files.range(of: Data("custody_record".utf8)) != nil)
        #expect(files.range(of: Data("canary-0123456789".utf8)) == nil)
        #expect(files.range(of: Data(Data("canary-0123456789".utf8).base64EncodedString().utf8)) == nil)
    }

    @Test func `a value put again is the next version, and only that one opens`() async throws {
        let custody = try custody(keyFile("key"))
        try await custody.put(Plaintext("old".utf8), .credential, name: "azure")
        let old = try await sealedColumns("azure")
        try await custody.put(Plaintext("new".utf8), .credential, name: "azure")
        #expect(try await text(custody, "azure") == "new")
        #expect(try await custody.records().map(\.version) == [2])
        try await writeColumns(old, to: "azure")
        await expect(.tampered) { _ = try await text(custody, "azure") }
    }

    @Test func `a sealed value copied to another row does not open there`() async throws {
        let custody = try custody(keyFile("key"))
        try await custody.put(Plaintext("mine".utf8), .credential, name: "mine")
        try await custody.put(Plaintext("yours".utf8), .credential, name: "yours")
        try await writeColumns(try await sealedColumns("yours"), to: "mine")
        await expect(.tampered) { _ = try await text(custody, "mine") }
        #expect(try await text(custody, "yours") == "yours")
    }

    @Test func `a changed byte is found`() async throws {
        let custody = try custody(keyFile("key"))
        try await custody.put(Plaintext("canary".utf8), .credential, name: "azure")
        let (wrapped, sealed) = try await sealedColumns("azure")
        var bytes = try #require(Data(base64Encoded: sealed))
        bytes[bytes.count / 2] ^= 1
        try await writeColumns((wrapped, bytes.base64EncodedString()), to: "azure")
        await expect(.tampered) { _ = try await text(custody, "azure") }
    }

    @Test func `records move to another key while a process that knows both goes on reading`() async throws {
        let (old, new) = (try keyFile("old"), try keyFile("new"))
        for name in ["one", "two", "three"] { try await custody(old).put(Plaintext(name.utf8), .credential, name: name) }
        let reader = Custody(store: store, keys: { _ in [old, new] })
        #expect(try await text(reader, "one") == "one")
        #expect(try await Custody(store: store, keys: { _ in [old] }).rewrap(to: new) == 3)
        for name in ["one", "two", "three"] { #expect(try await text(reader, name) == name) }
        #expect(try await text(custody(new), "two") == "two")
        await expect(.wrongKey) { _ = try await text(custody(old), "two") }
    }

    @Test func `a process that runs while records move to another key file finds the new one where it is`() async throws {
        let old = try keyFile("old")
        try await custody(old).put(Plaintext("one".utf8), .credential, name: "one")
        let reader = Custody(
            store: store,
            keys: { need in
                guard case .known(_, let place) = need else { return [old] }
                return [old, .file(place)]
            }
        )
        #expect(try await text(reader, "one") == "one")
        try await custody(old).rewrap(to: keyFile("new"))
        #expect(try await text(reader, "one") == "one")
    }

    @Test func `keys are asked for only when something is sealed or opened`() async throws {
        try await custody(keyFile("key")).put(Plaintext("canary".utf8), .credential, name: "azure")
        let closed = Custody(store: store, keys: { _ in throw CustodyError(.locked, "asked") })
        #expect(try await closed.records(.credential, prefix: "az").map(\.name) == ["azure"])
        #expect(try await closed.records(.credential, prefix: "b").isEmpty)
        try await closed.note(["tenant": "other"], .credential, name: "azure")
        #expect(try await closed.records().first?.facts["tenant"] == "other")
        await expect(.notFound) { try await closed.note([:], .privateKey, name: "azure") }
        try await closed.remove(.credential, name: "azure")
    }

    @Test func `an empty store begins with the key it is wrapped to`() async throws {
        let words = passphrase("words")
        try await Custody(store: store, keys: { _ in [] }, passphraseRounds: 1 << 10).rewrap(to: words)
        try await custody(words).put(Plaintext("canary".utf8), .credential, name: "azure")
        #expect(try await text(custody(words), "azure") == "canary")
    }

    @Test func `a rewrap that was stopped midway is finished by another one`() async throws {
        let (old, new) = (try keyFile("old"), try keyFile("new"))
        for name in ["one", "two", "three"] { try await custody(old).put(Plaintext(name.utf8), .credential, name: name) }
        let columns = try await sealedColumns("two")
        try await writeColumns((columns.sealed, columns.sealed), to: "two")
        await expect(.tampered) { try await custody(old).rewrap(to: new) }
        try await writeColumns(columns, to: "two")
        try await Custody(store: store, keys: { _ in [old, new] }).rewrap(to: new)
        for name in ["one", "two", "three"] { #expect(try await text(custody(new), name) == name) }
    }

    @Test func `a removed record is gone, and removing it again says so`() async throws {
        let custody = try custody(keyFile("key"))
        try await custody.put(Plaintext("canary".utf8), .credential, name: "azure")
        try await custody.remove(.credential, name: "azure")
        await expect(.notFound) { _ = try await text(custody, "azure") }
        await expect(.notFound) { try await custody.remove(.credential, name: "azure") }
    }

    @Test func `without a key records can be listed and not opened`() async throws {
        try await custody(keyFile("key")).put(Plaintext("canary".utf8), .credential, name: "azure")
        let locked = Custody(store: store, keys: { _ in [] })
        #expect(try await locked.records().map(\.name) == ["azure"])
        await expect(.locked) { _ = try await text(locked, "azure") }
        await expect(.locked) {
            try await Custody(store: try await emptyStore(), keys: { _ in [] }).put(Plaintext([1]), .credential, name: "a")
        }
    }

    @Test(arguments: [("", 1), (String(repeating: "n", count: 129), 1), ("name", 0), ("name", 65_537)])
    func `a name or a value outside the limits is refused`(name: String, size: Int) async throws {
        let custody = try custody(keyFile("key"))
        await expect(.invalid) {
            try await custody.put(Plaintext([UInt8](repeating: 7, count: size)), .credential, name: name)
        }
    }

    @Test func `a key file that others can read, that is short or that is missing is refused`() async throws {
        let open = folder.appending(path: "open").path
        try KeyFile.create(open)
        chmod(open, 0o640)
        let short = folder.appending(path: "short").path
        #expect(FileManager.default.createFile(atPath: short, contents: Data(count: 31), attributes: [.posixPermissions: 0o600]))
        for path in [open, short, folder.appending(path: "missing").path] {
            await expect(.keyFile) { try await custody(.file(path)).put(Plaintext([1]), .credential, name: "a") }
        }
        await expect(.keyFile) { try KeyFile.create(short) }
    }

    @Test func `a damaged derivation is refused before it asks for memory`() async throws {
        try await custody(passphrase("words")).put(Plaintext([1]), .credential, name: "a")
        try await store.write { try $0.execute("UPDATE custody_key SET rounds = 1099511627776") }
        await expect(.tampered) { _ = try await text(custody(passphrase("words")), "a") }
    }

    // MARK: what the tests work with

    private func custody(_ source: KeySource) -> Custody { Custody(store: store, keys: { _ in [source] }, passphraseRounds: 1 << 10) }

    private func keyFile(_ name: String) throws -> KeySource {
        let path = folder.appending(path: name).path
        if !FileManager.default.fileExists(atPath: path) { try KeyFile.create(path) }
        return .file(path)
    }

    private func passphrase(_ words: String) -> KeySource { .passphrase(KeySource.Passphrase(Plaintext(words.utf8))) }

    private func emptyStore() async throws -> Store { try await TestedStore.open(Custody.migrations) }

    private func expect(
        _ code: CustodyError.Code,
        at location: SourceLocation = #_sourceLocation,
        _ body: () async throws -> Void
    ) async {
        let error = await #expect(throws: CustodyError.self, sourceLocation: location) { try await body() }
        #expect(error?.code == code, sourceLocation: location)
    }

    private func text(_ custody: Custody, _ name: String) async throws -> String {
        try await custody.open(.credential, name: name).withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private func sealedColumns(_ name: String) async throws -> (wrapped: String, sealed: String) {
        let row = try await store.read { try $0.rows("SELECT wrapped_key, sealed FROM custody_record WHERE name = ?", [.text(name)]) }
        return (try #require(row.first).text("wrapped_key"), try #require(row.first).text("sealed"))
    }

    private func writeColumns(_ columns: (wrapped: String, sealed: String), to name: String) async throws {
        try await store.write {
            try $0.execute(
                "UPDATE custody_record SET wrapped_key = ?, sealed = ? WHERE name = ?",
                [.text(columns.wrapped), .text(columns.sealed), .text(name)]
            )
        }
    }
}
