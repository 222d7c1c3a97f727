import ArgumentParser
import AzureCore
import Foundation
import Gateway
import JSON
import Storage
import Workflows

struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Decide which MCP clients may ask people to sign in.",
        discussion: """
            On the emulator every client may. On a real profile one that registers itself waits here until somebody approves it; \
            what a person then lets it do is that person's word, at the sign-in.
            """,
        subcommands: [List.self, Add.self, Approve.self, Reject.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the clients, those that wait first.")

        @Flag(help: "Only those that wait.")
        var pending = false

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let clients = try await OAuthClients.atThisMachine().all(pending ? .pending : nil)
            switch global.output {
            case .json: Terminal.result(.array(clients.map(\.json)))
            case .table:
                var table = Table(header: ["CLIENT", "CALLS ITSELF", "STATE", "SINCE", "RETURNS TO"])
                for client in clients {
                    table.rows.append([
                        client.id, client.name, client.state.rawValue, RFC3339.text(client.created),
                        client.redirects.map(\.description).joined(separator: " "),
                    ])
                }
                Terminal.result(clients.isEmpty ? (pending ? "No client waits." : "There is no client.") : table.text)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a client that cannot register itself, and print its id.",
            discussion: "Give the id to the client. It needs no secret."
        )

        @Argument(help: ArgumentHelp("What people will read at the sign-in.", valueName: "name"))
        var name: String

        @Option(
            help: ArgumentHelp(
                "Where the client is sent back to: https, http on this machine (any port), or a scheme of its own; may be repeated.",
                valueName: "address"
            )
        )
        var redirect: [RedirectArgument]

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let client = try await OAuthClients.atThisMachine().add(name, redirects: redirect.map(\.address), by: .machine)
            Terminal.result(global.output == .json ? client.json.text(pretty: true) : client.id)
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a client ask people to sign in.")
        @Argument(help: ArgumentHelp("The id that signet client list shows.", valueName: "client"))
        var client: String
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await ClientCommand.decide(client, .approved, global.output) }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Turn a client away; all it was let in for ends at once.")
        @Argument(help: ArgumentHelp("The id that signet client list shows.", valueName: "client"))
        var client: String
        @OptionGroup var global: GlobalOptions

        func run() async throws { try await ClientCommand.decide(client, .rejected, global.output) }
    }

    fileprivate static func decide(_ id: String, _ state: OAuthClient.State, _ output: OutputFormat) async throws {
        let client = try await OAuthClients.atThisMachine().decide(id, state, by: .machine)
        Terminal.result(output == .json ? client.json.text(pretty: true) : "\(client.name) is \(client.state.rawValue).")
    }
}

/// An address as an argument.
struct RedirectArgument: ExpressibleByArgument {
    let address: RedirectURI

    init?(argument: String) {
        guard let address = RedirectURI(argument) else { return nil }
        self.address = address
    }
}

extension OAuthClients {
    /// For decisions alone: nothing is fetched.
    fileprivate static func atThisMachine() async throws -> OAuthClients {
        let nowhere = HTTPTransport { _ in throw CancellationError() }
        return OAuthClients(store: try await Home().openPrepared(), newcomers: .wait, documents: nowhere)
    }
}

extension OAuthClient {
    fileprivate var json: JSONValue {
        [
            "client": .string(id), "name": .string(name), "kind": .string(kind.rawValue), "state": .string(state.rawValue),
            "created": .string(RFC3339.text(created)), "redirects": .array(redirects.map { .string($0.description) }),
        ]
    }
}
