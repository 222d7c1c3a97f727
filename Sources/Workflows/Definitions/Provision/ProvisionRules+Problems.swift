import AppServiceCertificates
import AzureCore
import CertificateMaterial
import FoundationEssentials
import JSON

extension ProvisionRules {
    /// An order of that name that is not the one asked for is left alone.
    func disagreement(with order: CertificateOrder) -> Problem? {
        let wanted = "CN=\(input.domain)"
        let name = order.distinguishedName ?? ""
        guard name.isEmpty || name.caseInsensitiveEquals(wanted) else { return otherOrder("it is for \(name), not for \(wanted)") }
        guard order.productType == nil || order.productType == input.product else {
            return otherOrder("its product is \(order.productType?.rawValue ?? ""), not \(input.product.rawValue)")
        }
        return nil
    }

    private func otherOrder(_ why: String) -> Problem {
        Problem(
            .input,
            "There is another certificate order named \(input.name) in \(input.resourceGroup).",
            why: why,
            nextStep:
                "Choose another name for the new order, or look at this one: signet show \(input.name) --resource-group \(input.resourceGroup)"
        )
    }

    /// The journal knows of the purchase and the service does not show it.
    func vanished(_ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        let quiet = run.entries.last.map { moment.wall.timeIntervalSince($0.at) } ?? 0
        if quiet < Self.secondsUntilGone { return .wait(Wait("the order was placed and does not show yet")) }
        return .stop(
            Problem(
                .service,
                "The order \(input.name) is gone.",
                why: "it was placed, and \(input.order) does not exist any more",
                nextStep:
                    "Read the activity log of the resource group \(input.resourceGroup). If it was deleted on purpose, say so before you order again: signet retire \(input.name)"
            )
        )
    }

    func report(_ order: CertificateOrder, _ seen: OrderObservation) -> JSONValue {
        [
            "name": .string(input.name), "id": .string((order.id ?? input.order).description),
            "status": .string(order.status?.rawValue ?? ""),
            "domain": .string(input.domain), "serialNumber": .string(order.serialNumber ?? ""),
            "thumbprint": .string(order.signedCertificate?.thumbprint ?? ""),
            "expirationTime": order.expirationTime.map { .string(RFC3339.text($0)) } ?? nil,
            "keyVaultSecretId": .string(seen.secret?.id ?? ""), "site": input.site.map { .string($0.description) } ?? nil,
            "key": .string(input.key.word),
            "next": KeyRules.closing(seen, input.name),
            "served": .array(input.hostNames.compactMap { seen.served[$0]?.json }),
        ]
    }
}
