import Actions
import ArgumentParser

struct RetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Delete an order, which revokes its certificate.",
        discussion: """
            Nothing brings a revoked certificate back. It is refused while anything uses the certificate: bind another one first, have the host \
            names go without one (--unbind), or break them (--revoke-while-served). It asks before it revokes, or takes --accept-revocation.
            """
    )

    @OptionGroup var wanted: RetireOptions

    @Flag(help: "Accept that the certificate is revoked without being asked.")
    var acceptRevocation = false

    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws { try await verb.run(wanted.request, acceptRevocation: acceptRevocation, global) }
}

/// What may break with the order.
struct RetireOptions: ParsableArguments {
    @OptionGroup var target: OrderTarget

    @Flag(help: "First take the certificate off its host names and delete its copies in App Service and its vault links.")
    var unbind = false

    @Flag(help: "Delete it although host names serve its certificate; they break at once.")
    var revokeWhileServed = false

    var request: PlanRequest { .retire(target.order, unbind: unbind, revokeWhileServed: revokeWhileServed) }
}
