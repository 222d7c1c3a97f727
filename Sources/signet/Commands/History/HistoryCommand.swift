import Actions
import ArgumentParser
import FoundationEssentials
import JSON

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Tell everything that happened to an order: the service's actions, the authority's mails, and what Signet did."
    )

    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let events = try await Session.open(global) { session, _ in
            try await OrderTimeline(session.context)(name, resourceGroup: resourceGroup)
        }
        switch global.output {
        case .json: Terminal.result(.array(events.map(\.json)))
        case .table:
            var table = Table(header: ["AT", "BY", "WHAT", "DETAIL"])
            table.rows = events.map {
                [String(RFC3339.text($0.at).prefix(19)).replacing("T", with: " "), $0.source.rawValue, $0.what, $0.detail]
            }
            Terminal.result(table.text)
        }
    }
}
