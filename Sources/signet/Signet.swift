import ArgumentParser
import AzureCore

@main
struct Signet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signet",
        abstract: "Orders, proves, stores, binds and serves Azure App Service certificates.",
        discussion: """
            With no profile everything runs against a local emulator of Azure, which is started when needed: nothing is bought. \
            To work on a real subscription, add a profile: signet profile add --help
            """,
        version: PackageVersion.text,
        subcommands: [
            DemoCommand.self,
            OrderCommand.self,
            StatusCommand.self,
            ListCommand.self,
            ShowCommand.self,
            VerifyDomainCommand.self,
            StoreCommand.self,
            BindCommand.self,
            SyncCommand.self,
            RenewCommand.self,
            ReissueCommand.self,
            RetireCommand.self,
            AdoptCommand.self,
            ProbeCommand.self,
            PlanCommand.self,
            ApplyCommand.self,
            DaemonCommand.self,
            ServeCommand.self,
            MCPCommand.self,
            RunsCommand.self,
            ApiCommand.self,
            SearchCommand.self,
            LoadCommand.self,
            ExecuteCommand.self,
            AccessCommand.self,
            CatalogCommand.self,
            DoctorCommand.self,
            EmulatorCommand.self,
            ProfileCommand.self,
            CredentialCommand.self,
            AgentCommand.self,
            ClientCommand.self,
            OperatorCommand.self,
            PolicyCommand.self,
            ApprovalCommand.self,
            AuditCommand.self,
            VersionCommand.self,
            HistoryCommand.self,
        ]
    )

    static func main() async {
        ProcessGuard.closeMemory()
        await CrashPoints.watched { await runAsAsked() }
    }

    /// Parsing prints its own errors with the usage; what goes wrong after it is a `Failure`.
    private static func runAsAsked() async {
        let command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            try await run(command)
        } catch let error where isOfTheParser(error) {
            exit(withError: error)
        } catch {
            Failure.end(error)
        }
    }

    /// Help and completion scripts too are errors to the parser, of a type it keeps to itself, and mean success.
    private static func isOfTheParser(_ error: any Error) -> Bool {
        error is ExitCode || error is ValidationError || exitCode(for: error) == .success
    }

    private static func run(_ command: any ParsableCommand) async throws {
        var command = command
        if var running = command as? any AsyncParsableCommand {
            try await running.run()
        } else {
            try command.run()
        }
    }
}
