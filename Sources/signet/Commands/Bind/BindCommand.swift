import Actions
import ArgumentParser

struct BindCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bind",
        abstract: "Serve an order's certificate at host names of a site.",
        discussion: "Imports it where the site finds it, maps and binds each host name, and ends when a TLS handshake of each shows it."
    )

    @OptionGroup var wanted: BindOptions
    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws { try await verb.run(wanted.request, global) }
}

/// Which host names of which site.
struct BindOptions: ParsableArguments {
    @OptionGroup var target: OrderTarget

    @Option(help: ArgumentHelp("The site: a name in the order's group, SITE/SLOT, or a resource id.", valueName: "site"))
    var site: String

    @Option(name: .customLong("hostname"), help: ArgumentHelp("A host name to bind, repeatable.", valueName: "host"))
    var hostNames: [String] = []

    func validate() throws {
        guard !hostNames.isEmpty else { throw ValidationError("--hostname is missing: it names what serves the certificate.") }
    }

    var request: PlanRequest { .bind(target.order, site: site, hostNames: hostNames) }
}
