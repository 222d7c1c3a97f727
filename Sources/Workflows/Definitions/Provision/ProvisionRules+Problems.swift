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

    func disagreement(with link: OrderCertificate) -> Problem? {
        let link = link.link
        guard let vault = link.keyVaultId, vault != input.vault || link.keyVaultSecretName?.caseInsensitiveEquals(input.secretName) == false
        else { return nil }
        return Problem(
            .input,
            "The order \(input.name) is already stored elsewhere.",
            why: "its certificate goes to the vault \(vault.name) as secret \(link.keyVaultSecretName ?? "")",
            nextStep: "Go on with --key-vault \(vault.name) --secret \(link.keyVaultSecretName ?? input.name)"
        )
    }

    /// The journal knows of the purchase and the service does not show it.
    func vanished(_ run: Run, at moment: Moment) -> Decision<ProvisionStep> {
        let quiet = run.entries.last.map { moment.wall.timeIntervalSince($0.at) } ?? 0
        if quiet < Self.secondsUntilGone { return .wait(Wait("the order was placed and does not show yet")) }
        return .stop(
            Problem(
                .service,
                "The order \(input.name) is gone.",
                why: "it was placed, and \(input.order) does not exist any more",
                nextStep:
                    "If it was deleted on purpose, order again under another name; if not, read the activity log of the resource group \(input.resourceGroup)."
            )
        )
    }

    func ended(_ order: CertificateOrder) -> Problem {
        let status = order.status?.rawValue ?? "none", state = order.provisioningState?.rawValue ?? "none"
        return Problem(
            .service,
            "The order \(input.name) for \(input.domain) came to an end.",
            why: "status \(status), provisioningState \(state)",
            nextStep: Self.stepAfter[order.status ?? .unused] ?? "Read its history in the portal, then order under another name."
        )
    }

    private static let stepAfter: [OrderStatus: String] = [
        .denied:
            "The certificate authority refused: check the CAA records and the domain proof, delete the order (it was not charged), order again.",
        .canceled: "It was cancelled before it was issued and not charged: order again under another name.",
        .expired: "An expired certificate cannot be renewed: order again under another name.",
        .revoked: "It was revoked: order again under another name.",
        .pendingRevocation: "It is being revoked: order again under another name.",
    ]

    func linkProblem(_ link: OrderCertificate) -> Problem {
        Problem(
            .precondition,
            "The certificate could not be stored in \(input.vault.name).",
            why: "Key Vault link: \(link.stateWord)",
            nextStep: LinkAdvice.step(after: link.stateWord, input.vault.name, input.secretName, input.name, link: link.name)
        )
    }

    /// Host names that the certificate does not name cannot be bound to it. A proof by page covers the domain alone.
    func uncovered(_ seen: ProvisionObservation, _ order: CertificateOrder) -> Problem? {
        let names = seen.webCertificate?.hostNames ?? []
        guard !names.isEmpty, let host = input.hostNames.first(where: { !CertificateFacts.names(names, cover: $0) }) else { return nil }
        let record = order.proofRecord.map { "Set  \($0)  " } ?? "Prove the domain by its TXT record, "
        let parameters = "--parameter resourceGroupName=\(input.resourceGroup) --parameter certificateOrderName=\(input.name)"
        return Problem(
            .precondition,
            "The certificate of \(input.name) does not name \(host).",
            why: "it names \(names.joined(separator: ", ")), as after a proof by page, which covers the domain alone",
            nextStep: "\(record)then: signet api AppServiceCertificateOrders_VerifyDomainOwnership \(parameters), and some minutes later: "
                + "echo '{}' | signet api AppServiceCertificateOrders_Reissue \(parameters) --body - && signet order \(input.name)"
        )
    }

    func secretProblem(_ defect: String) -> Problem {
        Problem(
            .precondition,
            "The secret \(input.secretName) in \(input.vault.name) cannot be imported.",
            why: defect,
            nextStep: "Somebody wrote another value to that name. Order with another --secret, or restore the version the service wrote."
        )
    }

    func notServed(_ host: String, _ served: Served?, wanted serial: String) -> String {
        guard let served else { return "\(host) has not been asked yet" }
        if let fault = served.fault { return "\(host) does not serve it yet: \(fault)" }
        return "\(host) still serves \(served.serialNumber ?? "another certificate"), waiting for \(serial)"
    }

    func report(_ order: CertificateOrder, _ seen: ProvisionObservation) -> JSONValue {
        [
            "name": .string(input.name), "id": .string((order.id ?? input.order).description),
            "status": .string(order.status?.rawValue ?? ""),
            "domain": .string(input.domain), "serialNumber": .string(order.serialNumber ?? ""),
            "thumbprint": .string(order.signedCertificate?.thumbprint ?? ""),
            "expirationTime": order.expirationTime.map { .string(RFC3339.text($0)) } ?? nil,
            "keyVaultSecretId": .string(seen.secret?.id ?? ""), "site": input.site.map { .string($0.description) } ?? nil,
            "served": .array(input.hostNames.compactMap { seen.served[$0]?.json }),
        ]
    }
}
