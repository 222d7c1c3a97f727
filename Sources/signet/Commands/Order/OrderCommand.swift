import Actions
import AppServiceCertificates
import ArgumentParser
import Foundation
import Workflows

enum Product: String, ExpressibleByArgument, CaseIterable {
    case standard
    case wildcard

    var type: ProductType { self == .wildcard ? .wildcard : .standard }
}

extension RecordChoice: ExpressibleByArgument {
    init?(argument: String) {
        switch argument {
        case "manual": self = .person
        case "emulator": self = .emulator
        case let text where text.hasPrefix("hook:") && text.count > 5:
            self = .hook(URL(fileURLWithPath: String(text.dropFirst(5))).standardizedFileURL.path)
        default: return nil
        }
    }
}

struct OrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order",
        abstract: "Order a certificate and go on until it is served.",
        discussion: """
            Checks everything that can be checked beforehand, orders, proves the domain, stores the certificate in Key Vault, imports and binds it, \
            and ends when a TLS handshake shows it. Interrupted anywhere, the same command (the name alone is enough) goes on where it was; a \
            purchase is never repeated.
            """
    )

    @OptionGroup var wanted: OrderOptions

    @Option(help: ArgumentHelp("Who publishes the DNS records: manual, hook:PATH, or emulator.", valueName: "who"))
    var proof: RecordChoice?

    @Flag(help: "Accept the charge without being asked.")
    var acceptCharge = false

    @Flag(help: "End with exit code 3 instead of waiting for a DNS record somebody has to set.")
    var noWait = false

    @Option(help: ArgumentHelp("Give up waiting after this time; the order goes on with the next call.", valueName: "seconds"))
    var timeout: Double?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let timeout, !(timeout > 0) { throw ValidationError("--timeout takes a number of seconds above 0.") }
    }

    func run() async throws {
        Interruption.say("Interrupted. Nothing is lost. Go on with: signet order \(wanted.name)")
        let outcome = try await Session.open(global, records: proof) { session, printer in
            try await OrderCertificate(session.context)(
                wanted.request(session.context),
                patience: Patience(seconds: timeout, notWith: noWait ? [.domainOwner] : []),
                findings: { [quiet = global.quiet] in if !quiet { printer.print($0) } },
                accept: Terminal.consent(charge: acceptCharge)
            )
        }
        switch outcome {
        case .done(let report): print(report)
        case .waiting(let report, let wait): try end(report, wait)
        }
    }

    private func print(_ report: OrderReport) {
        switch global.output {
        case .json: Terminal.result(report.json)
        case .table: Terminal.result(OrderText(report: report).text)
        }
    }

    private func end(_ report: OrderReport, _ wait: Wait) throws {
        print(report)
        Terminal.note("waiting: \(wait.reason)\nGo on with: signet order \(wanted.name)")
        throw wait.on == .domainOwner ? ExitCode.waitingForDomainProof : ExitCode.failed
    }
}

/// What is ordered, where it is kept and what serves it.
struct OrderOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The order's name: 3 to 30 letters, digits and hyphens.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("The domain, such as contoso.com, or '*.contoso.com' with --product wildcard.", valueName: "domain"))
    var domain: String?

    @Option(help: "standard covers the domain and, at its top, www; wildcard covers one label below it.")
    var product: Product = .standard

    @Option(help: ArgumentHelp("The resource group of the order; on the emulator its own group is the default.", valueName: "group"))
    var resourceGroup: String?

    @Option(help: ArgumentHelp("The vault the certificate is stored in: a name in the same group, or a resource id.", valueName: "vault"))
    var keyVault: String?

    @Option(help: ArgumentHelp("The secret's name in the vault; the order's name by default.", valueName: "name"))
    var secret: String?

    @Option(help: ArgumentHelp("The site that serves the certificate: a name in the same group, SITE/SLOT, or an id.", valueName: "site"))
    var site: String?

    @Option(name: .customLong("hostname"), help: ArgumentHelp("A host name to bind, repeatable; the domain by default.", valueName: "host"))
    var hostNames: [String] = []

    @Option(help: ArgumentHelp("Bits of the RSA key.", valueName: "bits"))
    var keySize = 2048

    @OptionGroup var keys: KeyOptions

    func validate() throws {
        guard [2048, 3072, 4096].contains(keySize) else { throw ValidationError("--key-size takes 2048, 3072 or 4096.") }
    }

    func request(_ context: ActionContext) throws -> OrderRequest {
        let domain = try domain ?? keys.domain()
        return try OrderRequest(
            name: name,
            domain: domain,
            product: product.type,
            resourceGroup: resourceGroup ?? (domain == nil ? nil : context.defaultResourceGroup),
            keyVault: keyVault,
            secret: secret,
            site: site,
            hostNames: hostNames,
            keySize: keySize,
            key: keys.choice() ?? .platform
        )
    }
}

/// An order's outcome for people.
struct OrderText {
    let report: OrderReport

    var text: String {
        var facts = Facts()
        facts.add("order", report.name)
        facts.add("domain", report.domain)
        facts.add("status", report.status)
        facts.add("serial", report.serialNumber)
        facts.add("thumbprint", report.thumbprint)
        facts.add("expires", report.expirationTime)
        facts.add("secret", report.keyVaultSecretId)
        for host in report.served { facts.add("served", "\(host.hostName)  serial \(host.serialNumber)\(host.ok ? "" : "  NOT TRUSTED")") }
        facts.add("record", report.record?.description)
        facts.add("next", report.next)
        facts.add("run", report.run)
        return facts.text
    }
}
