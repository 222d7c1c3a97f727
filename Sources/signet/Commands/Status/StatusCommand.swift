import Actions
import ArgumentParser
import FoundationEssentials
import JSON
import Workflows

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say where an order stands, what it waits for, who has to move, and what is wrong with what it rests on."
    )

    @Argument(help: ArgumentHelp("The order's name; without one, the profile and its emulator are described.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @OptionGroup var watching: WatchOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        try await Session.open(global) { session, _ in
            guard let name else { return try await describe(session) }
            try await watching.show {
                let answer = try await OrderStatus(session.context)(name, resourceGroup: resourceGroup)
                return global.output == .json ? answer.json.text(pretty: true) : text(answer)
            }
        }
    }

    private func text(_ answer: OrderStatus.Answer) -> String {
        var facts = Facts()
        facts.add("order", answer.summary.name)
        facts.add("domain", answer.summary.domain)
        facts.add("status", answer.summary.status)
        facts.add("expires", answer.summary.expires.map { "\(RFC3339.text($0))  (\(answer.summary.daysLeft ?? 0) days left)" })
        facts.add("run", answer.run.map { "\($0.id)  \($0.state.rawValue)" })
        facts.add("waiting for", answer.run?.waiting?.reason)
        facts.add("record", answer.record?.description)
        facts.add("renewal", answer.renewal.map(Self.words))
        facts.add("drift", answer.sighting.map(Self.words))
        facts.add("who moves", answer.summary.next.who?.rawValue)
        facts.add("next", answer.next)
        return facts.text + "\n\n" + DiagnosisText.text(answer.findings)
    }

    private static func words(_ sighting: Sighting) -> String {
        let at = sighting.at.map { " (looked at \(RFC3339.text($0)))" } ?? ""
        guard let drift = sighting.drift else { return "none\(at)" }
        return "\(drift.hop.rawValue), \(drift.what), since \(RFC3339.text(drift.since)): \(drift.detail)\(at)"
    }

    private static func words(_ renewal: RenewalOutlook) -> String {
        func day(_ date: Date) -> String { String(RFC3339.text(date).prefix(10)) }
        let term = "paid until about \(day(renewal.term.end)) (estimated from \(renewal.term.source))"
        guard let due = renewal.due else { return term }
        return "due on \(day(due)), \(renewal.isDueCharged ? "buys the next term" : "free"); \(term)"
    }

    private func describe(_ session: Session) async throws {
        let orders = try await ListOrders(session.context)()
        let now = RFC3339.text(try await session.context.world.clock.now())
        switch global.output {
        case .json:
            Terminal.result([
                "place": .string(session.place), "subscriptionId": .string(session.context.world.subscriptionId), "now": .string(now),
                "orders": .number(JSONNumber(orders.count)),
            ])
        case .table:
            var facts = Facts()
            facts.add("working on", session.place)
            facts.add("subscription", session.context.world.subscriptionId)
            facts.add("its time", now)
            facts.add("orders", String(orders.count))
            facts.add("front end", session.ready.map { "\($0.frontEnd.host):\($0.frontEnd.port)" })
            facts.add("CA file", session.ready?.caFile)
            Terminal.result(facts.text)
        }
    }
}
