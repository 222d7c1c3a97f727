import Actions
import ArgumentParser

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Store an order's certificate with its key in a Key Vault.",
        discussion: """
            Links the order to the vault, waits until the service has written the secret, and ends when the secret opens and holds the \
            issued certificate. An order that was bought elsewhere begins here; signet bind follows.
            """
    )

    @OptionGroup var wanted: StoreOptions
    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws { try await verb.run(wanted.request, global) }
}

/// Which secret of which vault.
struct StoreOptions: ParsableArguments {
    @OptionGroup var target: OrderTarget

    @Option(help: ArgumentHelp("The vault: a name in the order's group, or a resource id.", valueName: "vault"))
    var keyVault: String

    @Option(help: ArgumentHelp("The secret's name; the order's where it is left out.", valueName: "name"))
    var secret: String?

    var request: PlanRequest { .store(target.order, keyVault: keyVault, secret: secret) }
}
