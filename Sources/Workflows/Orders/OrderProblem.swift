import AppServiceCertificates
import AzureCore

/// What stands in the way of an order by its own state.
enum OrderProblem {
    static func ended(_ order: CertificateOrder, named name: String, domain: String) -> Problem {
        let status = order.status?.rawValue ?? "none", state = order.provisioningState?.rawValue ?? "none"
        return Problem(
            .service,
            "The order \(name) for \(domain) came to an end.",
            why: "status \(status), provisioningState \(state)",
            nextStep: stepAfter[order.status ?? .unused] ?? "Read its history in the portal, then order under another name."
        )
    }

    static func gone(_ order: ResourceID) -> Problem {
        Problem(
            .service,
            "The order \(order.name) is gone.",
            why: "\(order) does not exist any more",
            nextStep: "Read the activity log of the resource group \(order.resourceGroup ?? ""), then order anew: signet order --help"
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
}
