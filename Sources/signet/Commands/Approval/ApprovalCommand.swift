import ArgumentParser
import Custody
import Foundation
import Gateway
import JSON
import Workflows

struct ApprovalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approval",
        abstract: "See what agents ask people for, and decide.",
        discussion: "What is approved is one request, or one plan, to the last byte: once, and for a time.",
        subcommands: [List.self, Show.self, Approve.self, Deny.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what waits for a decision.")

        @Flag(help: "Also what was decided, used, withdrawn or has expired.")
        var all = false

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let approvals = Approvals(store: try await Home().openPrepared())
            let found = try await approvals.list(state: all ? nil : .pending)
            switch global.output {
            case .json: Terminal.result(.array(found.map(\.json)))
            case .table:
                let table = Table(
                    header: ["APPROVAL", "STATE", "AGENT", "WHAT", "UNTIL"],
                    rows: found.map { [$0.id, $0.state.rawValue, $0.agent, $0.title, RFC3339.text($0.expires)] }
                )
                Terminal.result(found.isEmpty ? "Nothing waits for a decision." : table.text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show exactly what would be done, and who said what.")

        @Argument(help: ArgumentHelp("As signet approval list names it.", valueName: "id"))
        var id: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let approval = try await Approvals(store: try await Home().openPrepared()).known(id)
            switch global.output {
            case .json:
                var object = approval.json.object ?? [:]
                object["document"] = approval.document
                Terminal.result(.object(object))
            case .table: Terminal.result(approval.words(withDocument: true))
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Agree to it, as an operator.",
            discussion: "It is shown first; then the operator's password is asked on the terminal, unless a file is named."
        )

        @Argument(help: ArgumentHelp("As signet approval list names it.", valueName: "id"))
        var id: String

        @OptionGroup var person: PersonOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            try await person.decide(id, global) { try await $0.approve($1.id, digest: $1.digest, by: $2) }
        }
    }

    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say no to it, as an operator.",
            discussion: "One no is enough. The operator's password is asked on the terminal, unless a file is named."
        )

        @Argument(help: ArgumentHelp("As signet approval list names it.", valueName: "id"))
        var id: String

        @Option(help: ArgumentHelp("A word to the agent.", valueName: "text"))
        var because: String = ""

        @OptionGroup var person: PersonOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            try await person.decide(id, global) { [because] in try await $0.deny($1.id, digest: $1.digest, words: because, by: $2) }
        }
    }
}

/// Who decides, and how they show it.
struct PersonOptions: ParsableArguments {
    @Option(name: .customLong("operator"), help: ArgumentHelp("Who decides: a name of signet operator list.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("A file with the operator's password.", valueName: "file"))
    var passwordFile: String?

    /// Shows what it is about, finds out whether it is that person, and lets `vote` say their word.
    func decide(
        _ id: String,
        _ global: GlobalOptions,
        _ vote: (Approvals, Approval, OperatorProof) async throws -> Approval
    ) async throws {
        let store = try await Home().openPrepared()
        let approvals = Approvals(store: store)
        let approval = try await approvals.known(id)
        if !global.quiet { Terminal.note(approval.words(withDocument: true)) }
        let proof = try await Operators(store: store).proof(name, password: try password())
        let decided = try await vote(approvals, approval, proof)
        switch global.output {
        case .json: Terminal.result(decided.json)
        case .table: Terminal.result(decided.words(withDocument: false))
        }
    }

    private func password() throws -> Plaintext {
        if let passwordFile {
            var bytes = try BoundedSecret.read(file: passwordFile)
            return Plaintext(taking: &bytes)
        }
        if let typed = Terminal.askSecret("The password of \(name): ") { return typed }
        throw Problem(
            .input,
            "The password was not taken.",
            why: "there is no terminal to ask on, or nothing was typed",
            nextStep: "Put it into a file only you can read and name it by --password-file."
        )
    }
}

extension Approvals {
    fileprivate func known(_ id: String) async throws -> Approval {
        if let found = try await find(id) { return found }
        throw Problem(
            .input,
            "There is no approval '\(id.prefix(80))'.",
            why: "nobody asked for it in this state",
            nextStep: "See what waits: signet approval list"
        )
    }
}

extension Approval {
    fileprivate func words(withDocument: Bool) -> String {
        var facts = Facts()
        facts.add("approval", "\(id), \(state.rawValue)")
        facts.add("what", title)
        facts.add("asked by", agent)
        facts.add("why", reason)
        facts.add("rule", rule)
        facts.add("people", missing == 0 ? "\(people)" : "\(people), of whom \(missing) have still to agree")
        facts.add(
            "said",
            votes.map { "\($0.person) \($0.approves ? "agreed" : "said no") at \(RFC3339.text($0.at))" }.joined(separator: ", ")
        )
        facts.add("until", RFC3339.text(expires))
        facts.add("digest", digest)
        facts.add("words", self.words)
        return VisibleText.shown(withDocument ? "\(facts.text)\n\(document.text(pretty: true))" : facts.text)
    }
}
