import ArgumentParser
import AzureCore
import Foundation
import Gateway
import JSON

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Name the agents that may use the gateway, and give them tokens.",
        discussion:
            "A token is shown once and kept only as a hash. What an agent may do with it is the policy's word: signet policy --help",
        subcommands: [Add.self, Token.self, List.self, Revoke.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add an agent.")

        @Argument(help: ArgumentHelp("Its name, as the audit will call it.", valueName: "name"))
        var name: String

        @Flag(help: "Make a token at once and print it.")
        var token = false

        @OptionGroup var wanted: TokenOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let agents = Agents(store: try await Home().openPrepared())
            try await agents.add(name, by: .machine)
            guard token else {
                return Terminal.result(
                    global.output == .json ? JSONValue.object(["agent": .string(name)]).text(pretty: true) : "Added \(name)."
                )
            }
            try await wanted.print(agents, name, global.output)
        }
    }

    struct Token: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a new token of an agent, once.")

        @Argument(help: ArgumentHelp("The agent.", valueName: "name"))
        var name: String

        @OptionGroup var wanted: TokenOptions
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            try await wanted.print(Agents(store: try await Home().openPrepared()), name, global.output)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the agents, those taken back too.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let agents = try await Agents(store: try await Home().openPrepared()).all()
            switch global.output {
            case .json:
                Terminal.result(
                    .array(
                        agents.map { agent in
                            [
                                "agent": .string(agent.name), "created": .string(RFC3339.text(agent.created)),
                                "revoked": agent.revoked.map { .string(RFC3339.text($0)) } ?? nil,
                                "tokens": .number(JSONNumber(agent.tokens)), "client": agent.client.map(JSONValue.string) ?? nil,
                                "operator": agent.person.map(JSONValue.string) ?? nil,
                            ]
                        }
                    )
                )
            case .table:
                var table = Table(header: ["AGENT", "SINCE", "TOKENS", "SIGNED IN", "REVOKED"])
                for agent in agents {
                    table.rows.append([
                        agent.name, RFC3339.text(agent.created), String(agent.tokens), Self.signIn(agent),
                        agent.revoked.map { RFC3339.text($0) } ?? "",
                    ])
                }
                Terminal.result(agents.isEmpty ? "There is no agent. Add one: signet agent add NAME --token" : table.text)
            }
        }

        private static func signIn(_ agent: Agents.Agent) -> String {
            guard let client = agent.client, let person = agent.person else { return "" }
            return "\(client), for \(person)"
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take an agent back with all its tokens, at once and for good.")

        @Argument(help: ArgumentHelp("The agent.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            try await Agents(store: try await Home().openPrepared()).revoke(name, by: .machine)
            Terminal.result(global.output == .json ? JSONValue.object(["revoked": .string(name)]).text(pretty: true) : "Revoked \(name).")
        }
    }
}

/// What a token is for, and for how long.
struct TokenOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What it may be used for, of read, execute and order, with commas.", valueName: "scopes"))
    var scope: ScopeList = ScopeList(scopes: [.read])

    @Option(help: "How many hours it lasts, at most 2160.")
    var hours = 1

    func validate() throws {
        guard (1...2160).contains(hours) else { throw ValidationError("--hours takes 1 to 2160.") }
    }

    func print(_ agents: Agents, _ name: String, _ output: OutputFormat) async throws {
        let token = try await agents.token(for: name, scope.scopes, lasts: .seconds(hours * 3600), by: .machine)
        let secret = token.secret.reveal()
        switch output {
        case .json: Terminal.result(["agent": .string(name), "token": .string(secret), "hours": .number(JSONNumber(hours))])
        case .table:
            Terminal.note("The token of \(name), shown this once, good for \(hours) h:")
            Terminal.result(secret)
        }
    }
}

struct ScopeList: ExpressibleByArgument {
    let scopes: Set<AgentScope>

    init(scopes: Set<AgentScope>) {
        self.scopes = scopes
    }

    init?(argument: String) {
        let words = argument.split(separator: ",")
        scopes = Set(words.compactMap { AgentScope(rawValue: String($0)) })
        guard !words.isEmpty, scopes.count == words.count else { return nil }
    }

    var defaultValueDescription: String { scopes.map(\.rawValue).sorted().joined(separator: ",") }
}
