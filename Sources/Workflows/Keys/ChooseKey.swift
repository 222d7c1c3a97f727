import AppServiceCertificates
import AzureCore
import CertificateMaterial

/// Who makes the key of an order's next leaf: whoever was named, else whoever has the present one.
package struct ChooseKey: Sendable {
    let world: World

    package init(_ world: World) {
        self.world = world
    }

    package func callAsFunction(_ wish: KeyChoice?, for order: CertificateOrder, _ rollout: Rollout) async throws -> KeyChoice {
        let name = order.name ?? "the order"
        let choice: KeyChoice
        if let wish { choice = wish } else { choice = try await present(order, name) }
        if case .supplied(let csr) = choice { try Self.check(csr: csr, domain: order.commonName) }
        guard choice == .sealed, rollout.link == nil else { return choice }
        throw Problem(
            .precondition,
            "A sealed key of \(name) has no vault to go to.",
            why: "the order has no vault link, and no earlier key of it was stored from here",
            nextStep: "Keep the key where it is: signet reissue \(name) --csr FILE"
        )
    }

    private func present(_ order: CertificateOrder, _ name: String) async throws -> KeyChoice {
        var seen = OrderObservation()
        seen.order = order
        if let id = order.id { seen.sealedKeys = try await SealedKeys(custody: world.custody, order: id).all() }
        switch seen.keyHolder {
        case .platform: return .platform
        case .sealed: return .sealed
        case .elsewhere:
            throw Problem(
                .input,
                "\(name) needs a signing request.",
                why: "its key was made elsewhere and is not sealed here, so no next one can be made like it",
                nextStep: "Give one with --csr FILE, or let another make the key: --key sealed, or --key platform"
            )
        }
    }

    /// The service refuses a request for another name or key only once it is asked.
    package static func check(csr: String, domain: String) throws {
        func bad(_ why: String, _ next: String) -> Problem {
            Problem(.input, "The signing request cannot be used.", why: why, nextStep: next)
        }
        let make = "Make one: openssl req -new -newkey rsa:2048 -nodes -keyout KEY -subj '/CN=\(domain)' -out FILE"
        let request: SigningRequest
        do {
            request = try SigningRequest(text: csr)
        } catch {
            throw bad(error.reason, make)
        }
        guard request.commonName?.caseInsensitiveEquals(domain) == true else {
            throw bad("its common name is \(request.commonName ?? "missing"), and the order is for \(domain)", make)
        }
        guard request.publicKey.description.hasPrefix("RSA") else {
            throw bad("its key is \(request.publicKey), and the service certifies RSA keys only", make)
        }
    }
}
