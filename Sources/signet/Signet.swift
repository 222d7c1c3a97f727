import ArgumentParser

@main
struct Signet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signet",
        abstract: "Orders, proves, stores, binds and serves Azure App Service certificates.",
        discussion: """
            With no profile everything runs against a local emulator of Azure, which is started when needed: nothing is bought. \
            To work on a real subscription, add a profile: signet profile add --help
            """,
        version: Version.text,
        subcommands: [
            DemoCommand.self, OrderCommand.self, StatusCommand.self, ListCommand.self, ShowCommand.self, ProbeCommand.self,
            EmulatorCommand.self,
            ProfileCommand.self, VersionCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var running = command as? any AsyncParsableCommand {
                try await running.run()
            } else {
                try command.run()
            }
        } catch let error as ExitCode {
            Signet.exit(withError: error)
        } catch {
            Failure.end(error)
        }
    }
}
