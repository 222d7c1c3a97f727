import Custody
import Foundation

/// Which key opens the sealed records of this home. It is looked for only when one is sealed or opened.
///
/// `custody.keyFile` names a key file and `custody.passphraseFile` a file with the passphrase; without either it is the key file
/// in the home, made on first use. A passphrase nobody gave is asked for on the terminal.
struct CustodyKey: Sendable {
    let home: Home
    /// Asks a person and hides the answer; nil when there is nobody to ask.
    let ask: @Sendable (String) -> Plaintext?

    static let keyFileVariable = "SIGNET_KEY_FILE"
    static let passphraseVariable = "SIGNET_PASSPHRASE_FILE"

    init(
        home: Home,
        ask: @escaping @Sendable (String) -> Plaintext? = { Terminal.askSecret($0) }
    ) {
        self.home = home
        self.ask = ask
    }

    func sources(for need: KeyNeed) throws -> [KeySource] {
        switch need {
        case .first:
            if let passphrase = try givenPassphrase() { return [passphrase] }
            return [.file(try made(try home.settings().custodyKeyFile ?? home.custodyKey))]
        case .known(KeySource.passphraseWord, _):
            if let passphrase = try givenPassphrase() { return [passphrase] }
            guard let typed = ask("Passphrase of the sealed records: ") else { return [] }
            return [.passphrase(KeySource.Passphrase(typed))]
        case .known(_, let place):
            let named = try home.settings().custodyKeyFile
            var paths: [String] = []
            for path in [named, place, home.custodyKey].compactMap({ $0 }) where !path.isEmpty && !paths.contains(path) {
                paths.append(path)
            }
            let there = paths.filter { FileManager.default.fileExists(atPath: $0) }
            // With none there, the one that was meant is the one to be told about.
            return (there.isEmpty ? Array(paths.prefix(1)) : there).map(KeySource.file)
        }
    }

    /// A key file that exists is used as it is: it may seal the records of a state that was put back.
    func made(_ path: String) throws -> String {
        if path == home.custodyKey { try home.prepare() }
        if FileManager.default.fileExists(atPath: path) { return path }
        do {
            try KeyFile.create(path)
        } catch {
            // Another process may have made it in between.
            guard FileManager.default.fileExists(atPath: path) else { throw error }
        }
        return path
    }

    private func givenPassphrase() throws -> KeySource? {
        guard let path = try home.settings().custodyPassphraseFile else { return nil }
        return try Self.passphrase(inFile: path)
    }

    /// The words in a file, without the line's end.
    static func passphrase(inFile path: String) throws -> KeySource {
        var bytes = try BoundedSecret.read(file: path)
        defer { bytes.resetBytes(in: bytes.startIndex..<bytes.endIndex) }
        return .passphrase(KeySource.Passphrase(Plaintext(bytes)))
    }
}

extension Custody {
    /// The sealed records of a home, in its state.
    static func of(_ home: Home, _ key: CustodyKey? = nil) async throws -> Custody {
        try home.prepare()
        let key = key ?? CustodyKey(home: home)
        return Custody(store: try await home.openState(), keys: { try key.sources(for: $0) })
    }
}
