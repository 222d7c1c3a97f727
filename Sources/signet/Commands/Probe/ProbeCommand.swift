import Actions
import ArgumentParser
import CertificateMaterial
import FoundationEssentials
import JSON
import Workflows

struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Make a TLS handshake with a host and show the certificate it serves.",
        discussion:
            "On the emulator every host is asked at the emulator's front end. Ends with 1 when the chain is not trusted or names another host."
    )

    @Argument(help: ArgumentHelp("The host name, sent as SNI.", valueName: "host"))
    var host: String

    @Option(help: "The port.")
    var port = 443

    @Option(help: ArgumentHelp("Connect to this host:port instead of looking the name up.", valueName: "address"))
    var address: String?

    @Option(help: ArgumentHelp("Trust the roots in this PEM file instead of the system's.", valueName: "file"))
    var caFile: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let answer = try await probe()
        switch global.output {
        case .json: Terminal.result(answer.json)
        case .table: Terminal.result(text(answer))
        }
        if !answer.ok { throw ExitCode.failed }
    }

    /// With an address and roots given, no profile is needed and none is opened.
    private func probe() async throws -> ProbeHost.Answer {
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
