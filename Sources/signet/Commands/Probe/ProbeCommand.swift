import Actions
import ArgumentParser
import CertificateMaterial
import FoundationEssentials
import JSON
import Workflows

struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Make a TLS handshake with a host, or with all of an order's, and show what is served.",
        discussion: """
            On the emulator every host is asked at the emulator's front end. Ends with 1 when the chain is not trusted or names another host, \
            and with --order when a host serves anything but the order's certificate.
            """
    )

    @Argument(help: ArgumentHelp("The host name, sent as SNI.", valueName: "host"))
    var host: String?

    @Option(help: ArgumentHelp("Ask every host name of this order instead, and keep the answers in its journal.", valueName: "name"))
    var order: String?

    @Option(help: ArgumentHelp("The order's resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @Option(help: "The port.")
    var port = 443

    @Option(help: ArgumentHelp("Connect to this host:port instead of looking the name up.", valueName: "address"))
    var address: String?

    @Option(help: ArgumentHelp("Trust the roots in this PEM file instead of the system's.", valueName: "file"))
    var caFile: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (host == nil) != (order == nil) else { throw ValidationError("Name either a host, or an order with --order.") }
    }

    func run() async throws {
        if let order { return try await probe(OrderName(order, resourceGroup: resourceGroup)) }
        let answer = try await probe(host ?? "")
        switch global.output {
        case .json: Terminal.result(answer.json)
        case .table: Terminal.result(text(answer))
        }
        if !answer.ok { throw ExitCode.failed }
    }

    private func probe(_ order: OrderName) async throws {
        let answer = try await Session.open(global) { session, _ in try await ProbeOrder(session.context)(order) }
        switch global.output {
        case .json: Terminal.result(answer.json)
        case .table:
            let rows = answer.hosts.map { host in
                ["hostName", "shows", "serialNumber", "fault"].map { host[$0]?.string ?? "-" }
            }
            Terminal.result(Table(header: ["HOST", "SHOWS", "SERIAL", "FAULT"], rows: rows).text)
        }
        if !answer.allServed { throw ExitCode.failed }
    }

    /// With an address and roots given, no profile is needed and none is opened.
    private func probe(_ host: String) async throws -> ProbeHost.Answer {
        let target = try address.map { try ReadyFile.address($0) }
        if let target, let caFile {
            return try await ProbeHost(wire: Wire(frontEnd: target, roots: .file(caFile)), clock: WorkflowClock())(host, port: port)
        }
        return try await Session.open(global) { session, _ in
            let world = session.context.world
            let wire = Wire(frontEnd: target ?? world.wire.frontEnd, roots: caFile.map { .file($0) } ?? world.wire.roots)
            return try await ProbeHost(wire: wire, clock: world.clock)(host, port: port)
        }
    }

    private func text(_ answer: ProbeHost.Answer) -> String {
        var facts = Facts()
        facts.add("host", answer.hostName)
        facts.add("trusted", answer.report.verdict.reason.map { "no: \($0)" } ?? "yes")
        facts.add("serial", answer.report.chain.first?.serialNumber)
        facts.add("thumbprint", answer.report.chain.first?.thumbprint)
        facts.add("names", answer.report.chain.first?.dnsNames.joined(separator: ", "))
        for certificate in answer.report.chain {
            facts.add("chain", "\(certificate.subject)  until \(RFC3339.text(certificate.notAfter).prefix(10))")
        }
        facts.add("protocol", answer.report.tlsVersion)
        return facts.text
    }
}
