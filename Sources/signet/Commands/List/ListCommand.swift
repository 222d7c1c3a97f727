import Actions
import ArgumentParser
import FoundationEssentials
import JSON
import Workflows

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the certificate orders of the subscription, with what each needs next."
    )

    @Option(help: ArgumentHelp("Only the orders of this resource group.", valueName: "group"))
    var resourceGroup: String?

    @Option(help: ArgumentHelp("Only orders whose name, domain or group contains this.", valueName: "text"))
    var filter: String?

    @Option(help: ArgumentHelp("Only orders in this status, for example Issued.", valueName: "status"))
    var status: String?

    @Option(help: ArgumentHelp("Only orders whose certificate ends within this time, for example 60d.", valueName: "days"))
    var expiring: Days?

    @Option(help: "What to sort by.")
    var sort: ListOrders.Sorting = .name

    @Flag(help: "The orders of every subscription there is access to, with who renews each.")
    var allSubscriptions = false

    @OptionGroup var watching: WatchOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard allSubscriptions, resourceGroup != nil || hasFilter else { return }
        throw ValidationError("--all-subscriptions lists all there is; it goes with no group and no filter.")
    }

    func run() async throws {
        if allSubscriptions { return try await everywhere() }
        let filter = ListOrders.Filter(words: filter, status: status, expiringWithinDays: expiring?.count)
        try await Session.open(global) { session, _ in
            try await watching.show {
                let orders = try await ListOrders(session.context)(resourceGroup: resourceGroup, filter: filter, by: sort)
                return global.output == .json ? JSONValue.array(orders.map(\.json)).text(pretty: true) : text(orders)
            }
        }
    }

    private var hasFilter: Bool { filter != nil || status != nil || expiring != nil }

    private func text(_ orders: [OrderSummary]) -> String {
        guard !orders.isEmpty else {
            return hasFilter
                ? "No certificate order is like that. See all: signet list" : "No certificate orders. Order one: signet order --help"
        }
        var table = Table(header: ["NAME", "GROUP", "DOMAIN", "PRODUCT", "STATUS", "EXPIRES", "DAYS", "DRIFT", "NEXT"])
        for order in orders {
            table.rows.append([
                order.name, order.resourceGroup, order.domain, order.product, order.status,
                order.expires.map { String(RFC3339.text($0).prefix(10)) } ?? "-",
                order.daysLeft.map { Terminal.coloured(String($0), Self.colour($0)) } ?? "-",
                order.drift.map { Terminal.coloured($0.hop.rawValue, .red) } ?? "-", order.next.text,
            ])
        }
        return table.text
    }

    private static func colour(_ daysLeft: Int) -> Terminal.Colour { daysLeft < 14 ? .red : daysLeft < 45 ? .yellow : .green }
}

extension ListOrders.Sorting: ExpressibleByArgument {}

/// A number of days as one writes it: `60d` or `60`.
struct Days: ExpressibleByArgument, Hashable {
    let count: Double

    init?(argument: String) {
        let number = argument.hasSuffix("d") ? String(argument.dropLast()) : argument
        guard let count = Double(number), count >= 0, count <= 36_500 else { return nil }
        self.count = count
    }
}
