import ArgumentParser
import Custody
import Foundation
import JSON
import Workflows

extension CredentialCommand {
    struct Rewrap: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put all sealed records under another key while others go on reading.",
            discussion: """
                What is sealed is not opened; only the keys around it are wrapped anew. Processes that run meanwhile find a new key file by \
                themselves; a passphrase they need in SIGNET_PASSPHRASE_FILE. Stopped midway, the same command finishes. Delete the old key \
                file afterwards, with its copies.
                """
        )

        @Option(help: ArgumentHelp("The new key file; it is made when it is not there.", valueName: "file"))
        var keyFile: String?

        @Option(help: ArgumentHelp("A file with the new passphrase.", valueName: "file"))
        var passphraseFile: String?

        @Flag(help: "A new passphrase, asked on the terminal.")
        var passphrase = false

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard [keyFile != nil, passphraseFile != nil, passphrase].filter({ $0 }).count == 1 else {
                throw ValidationError("Say what the new key is: --key-file, --passphrase-file or --passphrase.")
            }
        }

        func run() async throws {
            let home = Home()
            let key = CustodyKey(home: home)
            let custody = try await Custody.of(home, key)
            let new = try source(key)
            let moved = try await custody.rewrap(to: new)
            switch global.output {
            case .json: Terminal.result(["records": .number(JSONNumber(moved)), "key": .string(new.word)])
            case .table:
                Terminal.result(
                    "\(moved) records are under the new \(new.word == KeySource.fileWord ? "key file" : "passphrase").\n\(advice)"
                )
            }
        }

        private func source(_ key: CustodyKey) throws -> KeySource {
            if let keyFile { return .file(try key.made(URL(fileURLWithPath: keyFile).standardizedFileURL.path)) }
            if let passphraseFile { return try CustodyKey.passphrase(inFile: passphraseFile) }
            if let typed = Terminal.askNewSecret("The new passphrase: ") { return .passphrase(KeySource.Passphrase(typed)) }
            throw Problem(
                .input,
                "The passphrase was not taken.",
                why: "there is no terminal to ask on, it was empty, or it was typed in two ways",
                nextStep: "Type it again, or put it into a file: --passphrase-file FILE"
            )
        }

        private var advice: String {
            if let keyFile {
                return "From now on: export \(CustodyKey.keyFileVariable)='\(keyFile)' (it is found where it is without that too)."
            }
            return "From now on it is asked for, or read from the file \(CustodyKey.passphraseVariable) names."
        }
    }
}
