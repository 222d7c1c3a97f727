import Actions
import AzureCore
import FoundationEssentials
import JSON
import Workflows

extension ListCommand {
    /// The orders of every subscription, looked for and kept, so that the next look knows them.
    func everywhere() async throws {
        let outcome = try await Session.open(global) { session, _ in try await DiscoverOrders(session.context)() }
        switch global.output {
        case .json: Terminal.result(outcome.json)
        case .table: Terminal.result(text(outcome))
        }
        for words in outcome.report["unseen"]?.array ?? [] { Terminal.note("not seen: \(words.string ?? "")") }
    }

    private func text(_ outcome: DiscoverOrders.Outcome) -> String {
        let items = outcome.items
        guard !items.isEmpty else { return "No certificate orders in any subscription there is access to." }
        var table = Table(header: ["NAME", "SUBSCRIPTION", "GROUP", "DOMAIN", "STATUS", "EXPIRES", "RENEWED BY", "DRIFT"])
        for item in items {
            table.rows.append([
                item.id.name, item.id.subscriptionId ?? "", item.id.resourceGroup ?? "", item.domain, item.status ?? "",
                item.expires.map { String(RFC3339.text($0).prefix(10)) } ?? "-", item.renewer.rawValue,
                outcome.sightings[item.id.subject]?.drift?.hop.rawValue ?? "-",
            ])
        }
        return table.text
    }
}
