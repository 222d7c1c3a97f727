import Custody
import Foundation
import Testing

@testable import signet

@Suite struct CustodyKeyTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "custody-key-\(UUID().uuidString)").path
    private var home: Home { Home(environment: ["SIGNET_HOME": folder]) }

    private func key(_ environment: [String: String] = [:], typed: String? = nil) -> CustodyKey {
        CustodyKey(
            home: Home(environment: environment.merging(["SIGNET_HOME": folder]) { $1 }),
            ask: { _ in
                guard let typed else { return nil }
                return Plaintext(typed.utf8)
            }
        )
    }

    private func paths(_ sources: [KeySource]) -> [String] {
        sources.map { source in
            if case .file(let path) = source { path } else { source.word }
        }
    }

    @Test func `without any word the key is a file in the home, made on first use for its owner alone`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try paths(key().sources(for: .first)) == [home.custodyKey])
        let attributes = try FileManager.default.attributesOfItem(atPath: home.custodyKey)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        let made = try Data(contentsOf: URL(fileURLWithPath: home.custodyKey))
        _ = try key().sources(for: .first)
        #expect(try Data(contentsOf: URL(fileURLWithPath: home.custodyKey)) == made && made.count == 32)
    }

    @Test func `a key that is known already is never made, and a missing one is named`() throws {
        let named = folder + "/elsewhere/key"
        #expect(try paths(key(["SIGNET_KEY_FILE": named]).sources(for: .known(source: "file", place: "/old/key"))) == [named])
        #expect(try paths(key().sources(for: .known(source: "file", place: "/old/key"))) == ["/old/key"])
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func `a key file that was moved to is found where it was taken into use`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (old, new) = (home.custodyKey, folder + "/new.key")
        for path in [old, new] { _ = try key().made(path) }
        #expect(try paths(key().sources(for: .known(source: "file", place: new))) == [new, old])
        #expect(try paths(key(["SIGNET_KEY_FILE": old]).sources(for: .known(source: "file", place: new))) == [old, new])
    }

    @Test func `a passphrase comes from its file, else from a person, else from nobody`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let need = KeyNeed.known(source: "passphrase", place: "")
        try home.prepare()
        let file = folder + "/words"
        try Data("correct horse\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect(try paths(key(["SIGNET_PASSPHRASE_FILE": file]).sources(for: need)) == ["passphrase"])
        #expect(try paths(key(["SIGNET_PASSPHRASE_FILE": file]).sources(for: .first)) == ["passphrase"])
        #expect(try paths(key(typed: "correct horse").sources(for: need)) == ["passphrase"])
        #expect(try key().sources(for: need).isEmpty)
    }
}
