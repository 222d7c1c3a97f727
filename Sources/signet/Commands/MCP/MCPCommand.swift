import Actions
import ArgumentParser
import Foundation
import Gateway
import Service

struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp",
        abstract: "Serve one client of the Model Context Protocol on standard input and output.",
        discussion: """
            To be named in the configuration of an agent's program. On the emulator it does the work itself; for a profile of a real cloud it \
            hands everything to the signet serve of this home, which has to run. An agent's token is read from SIGNET_AGENT_TOKEN. It ends \
            with its input. Over HTTP the same tools are at /mcp of signet serve.
            """,
        subcommands: [MCPServeCommand.self, MCPInstallCommand.self],
        defaultSubcommand: MCPServeCommand.self
    )
}

/// What `signet mcp` does when it is told nothing else.
struct MCPServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stdio", abstract: "Serve the client that started it.")

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        // A client that has gone is noticed by the end of the input; nothing of it may end the process in the middle.
        signal(SIGPIPE, SIG_IGN)
        let home = Home()
        if case (let name, .azure)? = try ProfileStore(home: home).choose(global.profile) {
            return try await LocalRelay(path: home.socket, profile: name, token: AgentGateway.token).run()
        }
        let stop = StopSignals()
        let gateway = try await AgentGateway.open(global)
        do {
            try await serve(gateway.context, stop)
            await gateway.close()
        } catch {
            await gateway.close()
            throw error
        }
    }

    private func serve(_ context: GatewayContext, _ stop: StopSignals) async throws {
        let session = try await AgentGateway.session(context)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await AgentTools(context).serve(session, input: STDIN_FILENO, output: STDOUT_FILENO) }
            group.addTask { await stop.asked() }
            await group.next()
            group.cancelAll()
        }
    }
}

extension Home {
    /// Where the server of this home takes the user's own processes in.
    var socket: String { path + "/serve.sock" }
}
