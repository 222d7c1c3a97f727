import Actions
import ArgumentParser
import CertificateMaterial
import Foundation
import JSON
import Workflows

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch a certificate being ordered, proven, stored, bound and served, on the emulator.",
        discussion: "Always runs on the local emulator, whatever profile is in use. Each run orders a certificate for a new domain."
    )

    @Option(help: "How the result is printed: table for people, json for programs.")
    var output: OutputFormat = .table

    func run() async throws {
        let home = Home()
        let started = try await LocalEmulator(home: home).start()
        let name = "demo-" + String(UUID().uuidString.lowercased().prefix(6))
        try await Session.openLocal(home, started) { session, printer in
            let request = OrderRequest(
                name: name,
                domain: "\(name).test",
                resourceGroup: session.context.defaultResourceGroup,
                keyVault: "demo-vault",
                site: "demo-site",
                hostNames: ["\(name).test", "www.\(name).test"]
            )
            let outcome = try await OrderCertificate(session.context)(request, findings: { printer.print($0) }, accept: { _ in true })
            guard case .done(let report) = outcome else { throw ExitCode.failed }
            try await show(report, session)
        }
    }

    private func show(_ report: OrderReport, _ session: Session) async throws {
        let probe = try await ProbeHost(wire: session.context.world.wire, clock: session.context.world.clock)(report.domain)
        switch output {
        case .json:
            var object = report.json.object ?? [:]
            object["chain"] = .array(probe.report.chain.map(\.json))
            Terminal.result(.object(object))
        case .table:
            Terminal.result("\n" + story(report, probe, session))
        }
        guard probe.ok, !report.served.isEmpty, report.served.allSatisfy(\.ok) else { throw ExitCode.failed }
    }

    private func story(_ report: OrderReport, _ probe: ProbeHost.Answer, _ session: Session) -> String {
        var facts = Facts()
        facts.add("certificate", "\(report.domain), status \(report.status), until \(report.expirationTime ?? "?")")
        for (index, certificate) in probe.report.chain.enumerated() { facts.add(index == 0 ? "chain" : "", certificate.subject) }
        facts.add("vault secret", report.keyVaultSecretId)
        for host in report.served { facts.add("binding", "\(host.hostName)  SNI, thumbprint \(report.thumbprint ?? "?")") }
        facts.add("handshake", "serial \(probe.report.chain.first?.serialNumber ?? "?") over \(probe.report.tlsVersion), chain trusted")
        guard let ready = session.ready else { return facts.text }
        return facts.text + """


            It stays served. See for yourself:
              openssl s_client -connect \(ready.frontEnd.host):\(ready.frontEnd.port) -servername \(report.domain) -CAfile \(ready.caFile) </dev/null
              signet show \(report.name)
            """
    }
}
