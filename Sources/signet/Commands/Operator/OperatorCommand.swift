import ArgumentParser
import Custody
import Foundation
import Gateway
import JSON
import Workflows

struct OperatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: "Name the people who decide what agents may do.",
        subcommands: [Add.self, List.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person, or give one a new password.",
            discussion: "The password is asked on the terminal, twice, unless a file is named."
        )

        @Argument(help: ArgumentHelp("The person's name, as the audit will call it.", valueName: "name"))
        var name: String

        @Option(help: ArgumentHelp("A file with the password.", valueName: "file"))
        var passwordFile: String?

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let operators = Operators(store: try await Home().openPrepared())
            try await operators.put(name, password: try password(), by: .machine)
            Terminal.result(
                global.output == .json ? JSONValue.object(["operator": .string(name)]).text(pretty: true) : "\(name) can sign in now."
            )
        }

        private func password() throws -> Plaintext {
            if let passwordFile {
                var bytes = try BoundedSecret.read(file: passwordFile)
                return Plaintext(taking: &bytes)
            }
            if let typed = Terminal.askNewSecret("The password of \(name): ") { return typed }
            throw Problem(
                .input,
                "The password was not taken.",
                why: "there is no terminal to ask on, it was empty, or it was typed in two ways",
                nextStep: "Type it again, or put it into a file: signet operator add \(name) --password-file FILE"
            )
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the people.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let people = try await Operators(store: try await Home().openPrepared()).all()
            switch global.output {
            case .json:
                Terminal.result(.array(people.map { ["operator": .string($0.name), "created": .string(RFC3339.text($0.created))] }))
            case .table:
                let table = Table(header: ["OPERATOR", "SINCE"], rows: people.map { [$0.name, RFC3339.text($0.created)] })
                Terminal.result(people.isEmpty ? "There is no operator. Add one: signet operator add NAME" : table.text)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a person.")

        @Argument(help: ArgumentHelp("The person.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            try await Operators(store: try await Home().openPrepared()).remove(name, by: .machine)
            Terminal.result(global.output == .json ? JSONValue.object(["removed": .string(name)]).text(pretty: true) : "Removed \(name).")
        }
    }
}
