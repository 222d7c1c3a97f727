import Actions
import AppServiceCertificates
import ArgumentParser
import CertificateMaterial
import Foundation
import JSON

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one order with its certificate chain.",
        discussion: "With --output json the order is printed as the service describes it, unknown fields included."
    )

    @Argument(help: ArgumentHelp("The order's name.", valueName: "name"))
    var name: String

    @Option(help: ArgumentHelp("Its resource group, when the name alone is not enough.", valueName: "group"))
    var resourceGroup: String?

    @Flag(help: "Print nothing but the certificate and its chain as PEM, leaf first.")
    var chain = false

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let answer = try await Session.open(global) { session, _ in try await ShowOrder(session.context)(name, resourceGroup: resourceGroup)
        }
        if chain {
            Terminal.result(answer.chain.map(\.pem).joined().trimmingCharacters(in: .newlines))
            return
        }
        switch global.output {
        case .json: Terminal.result(answer.json)
        case .table: Terminal.result(text(answer))
        }
    }

    private func text(_ answer: ShowOrder.Answer) -> String {
        var facts = Facts()
        facts.add("name", answer.summary.name)
        facts.add("id", answer.summary.id)
        facts.add("domain", answer.summary.domain)
        facts.add("product", answer.summary.product)
        facts.add("status", answer.summary.status)
        facts.add("auto-renew", answer.summary.autoRenew.map { $0 ? "on (by the platform)" : "off (by Signet)" })
        facts.add("serial", answer.order.serialNumber)
        facts.add("thumbprint", answer.order.signedCertificate?.thumbprint)
        facts.add("expires", answer.summary.expires.map { "\(RFC3339.text($0))  (\(answer.summary.daysLeft ?? 0) days left)" })
        for (name, link) in answer.order.certificates.sorted(by: { $0.key < $1.key }) {
            facts.add("stored as", "\(link.keyVaultSecretName ?? "") (\(name))")
        }
        for (place, certificate) in zip(["leaf", "issued by", "root"], answer.chain) {
            facts.add(place, "\(certificate.subject)  until \(RFC3339.text(certificate.notAfter).prefix(10))")
        }
        return facts.text
    }
}
