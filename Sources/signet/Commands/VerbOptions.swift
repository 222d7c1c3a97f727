import Actions
import ArgumentParser
import FoundationEssentials
import JSON
import Workflows

/// An order that is there, by its name.
struct OrderTarget: ParsableArguments {
    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    var order: OrderName { OrderName(name, resourceGroup: resourceGroup) }
}

/// What the verbs that run a workflow have in common at the command line.
struct VerbOptions: ParsableArguments {
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

    /// Plans, shows the plan in short, asks where it has to, drives, and prints what came of it.
    func run(_ request: PlanRequest, acceptCharge: Bool = false, acceptRevocation: Bool = false, _ global: GlobalOptions) async throws {
        let again = "signet \(request.verb) \(request.target.name)"
        Interruption.say("Interrupted. Nothing is lost. Go on with: \(again)")
        let outcome = try await Session.open(global, records: proof) { session, printer in
            try await RunVerb(session.context)(
                request,
                patience: patience,
                shows: { [quiet = global.quiet] in if !quiet { printer.print($0) } },
                accept: Terminal.consent(charge: acceptCharge, revocation: acceptRevocation)
            )
        }
        try end(outcome, global.output, again: again)
    }

    func end(_ outcome: VerbOutcome, _ output: OutputFormat, again: String) throws {
        switch output {
        case .json: Terminal.result(outcome.json)
        case .table: Terminal.result(OutcomeText.text(outcome.json))
        }
        guard case .waiting(_, let wait) = outcome else { return }
        Terminal.note("waiting: \(wait.reason)\nGo on with: \(again)")
        throw wait.on == .domainOwner ? ExitCode.waitingForDomainProof : ExitCode.failed
    }
}

extension Terminal {
    /// Yes beforehand, or asked for at the prompt.
    static func consent(charge: Bool = false, revocation: Bool = false) -> Consent {
        { stake in
            switch stake {
            case .charge: charge || confirm("This buys \(stake). Buy it?")
            case .revocation: revocation || confirm("This revokes \(stake). Revoke it?")
            }
        }
    }
}

/// What a verb came to, for people.
enum OutcomeText {
    static func text(_ json: JSONValue) -> String {
        var facts = Facts()
        facts.add("order", json["name"]?.string)
        facts.add("domain", json["domain"]?.string)
        facts.add("status", json["status"]?.string)
        facts.add("proven", json["provenAt"]?.string)
        facts.add("serial", json["serialNumber"]?.string)
        facts.add("before", json["serialBefore"]?.string)
        facts.add("thumbprint", json["thumbprint"]?.string)
        facts.add("expires", json["expirationTime"]?.string)
        facts.add("expired before", json["expirationBefore"]?.string)
        facts.add("secret", json["keyVaultSecretId"]?.string)
        let current = json["alreadyCurrent"]?.array ?? []
        for id in json["webCertificates"]?.array ?? [] { facts.add(current.contains(id) ? "already current" : "imported as", id.string) }
        for host in json["served"]?.array ?? [] {
            facts.add("served", "\(host["hostName"]?.string ?? "")  serial \(host["serialNumber"]?.string ?? "")")
        }
        facts.add("revoked", json["revokedSerialNumber"]?.string)
        for host in json["unbound"]?.array ?? [] { facts.add("unbound", host.string) }
        for copy in json["deletedWebCertificates"]?.array ?? [] { facts.add("deleted", copy.string) }
        for key in json["removedKeys"]?.array ?? [] { facts.add("removed key", key.string) }
        facts.add("next", json["next"]?.string)
        facts.add("run", json["run"]?.string)
        return facts.text
    }
}
