import ArgumentParser
import Custody
import Foundation
import JSON
import Workflows

struct CredentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "credential",
        abstract: "Keep credentials sealed in the state, for profiles that refer to them as custody:NAME.",
        discussion: """
            Sealed are client secrets, client certificates with their keys (PEM), and the private keys of certificates made here. The key that \
            opens them is a file (SIGNET_KEY_FILE, else custody.key in the home, made on first use) or a passphrase (SIGNET_PASSPHRASE_FILE, \
            else asked on the terminal). A key file beside the state protects copies of the state alone, not the whole folder.
            """,
        subcommands: [Add.self, Check.self, List.self, Remove.self, Rewrap.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal a credential, or the next version of one.",
            discussion: "Without an option it is read from standard input, or asked on the terminal when that is one."
        )

        @Argument(help: ArgumentHelp("The name profiles refer to it by, as custody:NAME.", valueName: "name"))
        var name: String

        @Option(help: ArgumentHelp("A file with the secret.", valueName: "file"))
        var secretFile: String?

        @Option(help: ArgumentHelp("A variable of the environment with the secret.", valueName: "name"))
        var fromEnv: String?

        @OptionGroup var place: APIPlaceOptions
        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard secretFile == nil || fromEnv == nil else { throw ValidationError("Give --secret-file or --from-env, not both.") }
            guard CredentialReference.isSealedName(name) else {
                throw ValidationError("A name has 1 to 64 letters, digits, dots, hyphens and underscores.")
            }
        }

        func run() async throws {
            let custody = try await Custody.of(Home())
            var bytes = try secret()
            let kind = SealedCredential.Kind(bytes)
            let facts = try place.facts(["holds": .string(kind.rawValue)])
            try await custody.put(Plaintext(taking: &bytes), .credential, name: name, facts: .object(facts))
            if place.api != nil { return try await CredentialCommand.check(name, global) }
            let version = try await custody.records(.credential, prefix: name).first { $0.name == name }?.version ?? 1
            switch global.output {
            case .json:
                Terminal.result([
                    "name": .string(name), "holds": .string(kind.rawValue), "version": .number(JSONNumber(Int(clamping: version))),
                ])
            case .table: Terminal.result("Sealed. Refer to it with: signet profile add … --credential custody:\(name)")
            }
        }

        private func secret() throws -> Data {
            if let secretFile { return try BoundedSecret.read(file: secretFile) }
            if let fromEnv { return try BoundedSecret.trimmed(Data((environment[fromEnv] ?? "").utf8), what: "the variable \(fromEnv)") }
            guard isatty(STDIN_FILENO) == 1 else { return try BoundedSecret.readInput() }
            guard let typed = Terminal.askSecret("The secret of \(name): ") else {
                return try BoundedSecret.trimmed(Data(), what: "the terminal")
            }
            return typed.withBytes { Data($0) }
        }

        private var environment: [String: String] { ProcessInfo.processInfo.environment }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what is sealed, without opening it.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let records = try await Custody.of(Home()).records()
            switch global.output {
            case .json: Terminal.result(.array(records.map(\.json)))
            case .table:
                var table = Table(header: ["NAME", "KIND", "VERSION", "CHANGED"])
                for record in records {
                    table.rows.append([record.name, record.kind.rawValue, String(record.version), RFC3339.text(record.updated)])
                }
                Terminal.result(records.isEmpty ? "Nothing is sealed yet." : table.text)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a sealed credential.")

        @Argument(help: ArgumentHelp("The credential's name.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let home = Home()
            let users = try ProfileStore(home: home).read().profiles.filter { $0.profile.refers(to: name) }.map(\.name)
            guard users.isEmpty else {
                throw Problem(
                    .precondition,
                    "The credential \(name) is in use.",
                    why: "profiles refer to it: \(users.joined(separator: ", "))",
                    nextStep: "Remove them first (signet profile remove \(users[0])), or seal a new value: signet credential add \(name)"
                )
            }
            try await Custody.of(home).remove(.credential, name: name)
            switch global.output {
            case .json: Terminal.result(["removed": .string(name)])
            case .table: Terminal.result("Removed \(name).")
            }
        }
    }
}

extension Custody.Record {
    var json: JSONValue {
        [
            "name": .string(name), "kind": .string(kind.rawValue), "version": .number(JSONNumber(Int(clamping: version))),
            "holds": facts["holds"] ?? nil,
            "created": .string(RFC3339.text(created)), "updated": .string(RFC3339.text(updated)),
        ]
    }
}
