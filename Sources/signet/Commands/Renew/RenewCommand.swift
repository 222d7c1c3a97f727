import Actions
import ArgumentParser
import Workflows

struct RenewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Renew an order's certificate and go on until it is served.",
        discussion: """
            Free while much of the paid term is left; near its end it buys the next one, and then asks first. The domain is proven again where \
            its proof is too old. It ends when every host name that served the certificate before shows the new one in a TLS handshake.
            """
    )

    @OptionGroup var target: OrderTarget

    @Flag(help: "Accept the charge of the next term without being asked.")
    var acceptCharge = false

    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await verb.run(.renew(target.order), acceptCharge: acceptCharge, global)
    }
}
