import Actions
import ArgumentParser
import FoundationEssentials
import JSON
import Workflows

struct RenewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew",
        abstract: "Renew an order's certificate, or all that end soon, and go on until they are served.",
        discussion: """
            Free while much of the paid term is left; near its end it buys the next one, and then asks first. The domain is proven again where \
            its proof is too old. It ends when every host name that served the certificate before shows the new one in a TLS handshake. \
            With --due all orders that end within the time are told in groups, the free ones renewed one after the other, and those that have \
            to be bought only with --accept-charge.
            """
    )

    @OptionGroup var wanted: RenewOptions

    @Flag(help: "Accept the charge of the next term without being asked.")
    var acceptCharge = false

    @OptionGroup var verb: VerbOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        guard let due = wanted.due else {
            return try await verb.run(wanted.request, acceptCharge: acceptCharge, global)
        }
        Interruption.say("Interrupted. Nothing is lost. Go on with: signet renew --due \(due)")
        let (orders, results) = try await Session.open(global, records: verb.proof) { session, printer in
            let action = RenewDue(session.context)
            let orders = try await action.list(within: due.seconds, resourceGroup: wanted.resourceGroup)
            let begins: @Sendable (DueOrders.Item) -> Void = { [quiet = global.quiet] item in
                if !quiet { printer.note("renewing \(item.name), which ends in \(item.daysLeft) days") }
            }
            // Whoever has to publish a record or mend a vault is not waited for: the others come first.
            let patience = Patience(seconds: verb.timeout, notWith: [.domainOwner, .vaultOwner, .person])
            return (orders, try await action(orders, acceptCharge: acceptCharge, patience: patience, begins: begins))
        }
        try DueText(within: due, orders: orders, results: results).end(global.output)
    }
}

/// One order by its name, or all that end within a time.
struct RenewOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough; with --due, only this group.", valueName: "group"))
    var resourceGroup: String?

    @Option(help: ArgumentHelp("All orders that end within this time, such as 60d or 48h.", valueName: "time"))
    var due: Within?

    @OptionGroup var keys: KeyOptions

    func validate() throws {
        if (name == nil) == (due == nil) { throw ValidationError("Name one order, or those that end soon with --due 60d.") }
    }

    var request: PlanRequest {
        get throws { .renew(OrderName(name ?? "", resourceGroup: resourceGroup), key: try keys.choice()) }
    }
}

/// A stretch of time, in days or hours.
struct Within: ExpressibleByArgument, CustomStringConvertible, Hashable {
    let seconds: Double
    let description: String

    init?(argument: String) {
        let units = ["d": 86_400.0, "h": 3600.0]
        guard let unit = units[String(argument.suffix(1))], let count = Int(argument.dropLast()), (1...87_600).contains(count) else {
            return nil
        }
        seconds = Double(count) * unit
        description = argument
    }
}
