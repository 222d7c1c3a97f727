import Actions
import ArgumentParser
import JSON
import Workflows

struct AdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Say who renews an order that signet did not place.",
        discussion: """
            Signet renews no order of which nobody has said that it should: two who renew can buy twice. With signet, the order's autoRenew is \
            turned off and read back before it counts. With platform, autoRenew is turned on, and signet proves the domain, syncs, binds and \
            probes, but never renews.
            """
    )

    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Who renews it: signet or platform.", valueName: "who"))
    var renewedBy: RenewerChoice

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @OptionGroup var global: GlobalOptions

    enum RenewerChoice: String, ExpressibleByArgument, CaseIterable {
        case signet
        case platform
    }

    func run() async throws {
        let renewer: Renewer = renewedBy == .signet ? .signet : .platform
        let outcome = try await Session.open(global) { session, _ in
            try await AdoptOrder(session.context)(name, resourceGroup: resourceGroup, renewer: renewer)
        }
        switch global.output {
        case .json: Terminal.result(outcome.json)
        case .table: Terminal.result(text(outcome.json))
        }
    }

    private func text(_ json: JSONValue) -> String {
        var facts = Facts()
        facts.add("order", json["name"]?.string)
        facts.add("domain", json["domain"]?.string)
        facts.add("renewed by", json["renewer"]?.string)
        facts.add("autoRenew", json["autoRenew"]?.bool.map { $0 ? "on" : "off" })
        facts.add("run", json["run"]?.string)
        return facts.text
    }
}
