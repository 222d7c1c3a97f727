import Actions
import ArgumentParser
import FoundationEssentials
import JSON
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

    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @Flag(help: "Accept the charge of the next term without being asked.")
    var acceptCharge = false

    @OptionGroup var issuance: IssuanceOptions
    @OptionGroup var global: GlobalOptions

    func run() async throws {
        Interruption.say("Interrupted. Nothing is lost: signet renew \(name) goes on from here.")
        let outcome = try await Session.open(global, records: issuance.proof) { session, printer in
            try await RenewCertificate(session.context)(
                name,
                resourceGroup: resourceGroup,
                patience: issuance.patience,
                intends: { [quiet = global.quiet] in if !quiet { printer.note(Self.words($0)) } },
                accept: { charge in !session.context.charges || acceptCharge || Terminal.confirm("This buys \(charge). Buy it?") }
            )
        }
        try issuance.end(outcome, global.output, again: "signet renew \(name)")
    }

    private static func words(_ intention: RenewCertificate.Intention) -> String {
        let outlook = intention.outlook
        let effect =
            switch outlook.effect {
            case .free(let end): "free; the new certificate ends about \(day(end))"
            case .purchase(let end): "buys the next term; the new certificate ends about \(day(end))"
            case .unchanged: "nothing to gain: a new certificate would end when the present one does"
            case .impossible(let reasons): "not possible: \(reasons.joined(separator: ", "))"
            case .platform: "left to the platform, which renews this order itself"
            }
        let places = intention.rollout.hosts.map(\.hostName).joined(separator: ", ")
        return
            "renewal: \(effect). It ends \(day(outlook.leafEnd)); its paid term about \(day(outlook.term.end)) (\(outlook.term.source)). "
            + "Served by: \(places.isEmpty ? "no host name found" : places)"
    }

    private static func day(_ date: Date) -> String { String(RFC3339.text(date).prefix(10)) }
}

/// What renewal and reissue have in common at the command line.
struct IssuanceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who publishes the DNS records: manual, hook:PATH, or emulator.", valueName: "who"))
    var proof: RecordChoice?

    @Flag(help: "End with exit code 3 instead of waiting for a DNS record somebody has to set.")
    var noWait = false

    @Option(help: ArgumentHelp("Give up waiting after this time; the run goes on with the next call.", valueName: "seconds"))
    var timeout: Double?

    func validate() throws {
        if let timeout, !(timeout > 0) { throw ValidationError("--timeout takes a number of seconds above 0.") }
    }

    var patience: Patience { Patience(seconds: timeout, notWith: noWait ? [.domainOwner] : []) }

    func end(_ outcome: IssuanceOutcome, _ output: OutputFormat, again: String) throws {
        switch output {
        case .json: Terminal.result(outcome.json)
        case .table: Terminal.result(text(outcome.json))
        }
        guard case .waiting(_, let wait) = outcome else { return }
        Terminal.note("waiting: \(wait.reason)\nGo on with: \(again)")
        throw wait.on == .domainOwner ? ExitCode.waitingForDomainProof : ExitCode.failed
    }

    private func text(_ json: JSONValue) -> String {
        var facts = Facts()
        facts.add("order", json["name"]?.string)
        facts.add("domain", json["domain"]?.string)
        facts.add("status", json["status"]?.string)
        facts.add("serial", json["serialNumber"]?.string)
        facts.add("before", json["serialBefore"]?.string)
        facts.add("thumbprint", json["thumbprint"]?.string)
        facts.add("expires", json["expirationTime"]?.string)
        facts.add("expired before", json["expirationBefore"]?.string)
        facts.add("secret", json["keyVaultSecretId"]?.string)
        for host in json["served"]?.array ?? [] {
            facts.add("served", "\(host["hostName"]?.string ?? "")  serial \(host["serialNumber"]?.string ?? "")")
        }
        facts.add("run", json["run"]?.string)
        return facts.text
    }
}
