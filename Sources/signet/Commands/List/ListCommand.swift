import Actions
import ArgumentParser
import FoundationEssentials
import JSON

struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the certificate orders of the subscription.")

    @Option(help: ArgumentHelp("Only the orders of this resource group.", valueName: "group"))
    var resourceGroup: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let orders = try await Session.open(global) { session, _ in try await ListOrders(session.context)(resourceGroup: resourceGroup) }
        switch global.output {
        case .json: Terminal.result(.array(orders.map(\.json)))
        case .table: Terminal.result(orders.isEmpty ? "No certificate orders. Order one: signet order --help" : table(orders).text)
        }
    }

    private func table(_ orders: [OrderSummary]) -> Table {
        var table = Table(header: ["NAME", "GROUP", "DOMAIN", "PRODUCT", "STATUS", "EXPIRES", "DAYS"])
        for order in orders {
            table.rows.append([
                order.name, order.resourceGroup, order.domain, order.product, order.status,
                order.expires.map { String(RFC3339.text($0).prefix(10)) } ?? "-",
                order.daysLeft.map(String.init) ?? "-",
            ])
        }
        return table
    }
}
