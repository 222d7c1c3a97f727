import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Renews an order and goes on until the new leaf is served everywhere the one before was.
package struct RenewCertificate: Sendable {
    let context: ActionContext
    let rules: RenewalRules

    package init(_ context: ActionContext, rules: RenewalRules = RenewalRules()) {
        self.context = context
        self.rules = rules
    }

    /// What the renewal would do, told before anything is asked of the service.
    package struct Intention: Sendable {
        package let outlook: RenewalOutlook
        package let rollout: Rollout
    }

    /// - Parameter accept: asked when the renewal buys the next term; false refuses it.
    package func callAsFunction(
        _ name: String,
        resourceGroup: String? = nil,
        patience: Patience = Patience(),
        intends: @Sendable (Intention) -> Void = { _ in },
        accept: @Sendable (RenewalCharge) async throws -> Bool
    ) async throws -> IssuanceOutcome {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        let id = try order.requiredID
        if let active = try await context.engine.journal.activeRun(Renew.name, subject: id.subject) {
            return try IssuanceOutcome(await drive(try RenewInput(json: active.input), patience: patience))
        }
        let input = try await begin(order, id, intends, accept)
        return try IssuanceOutcome(await drive(input, patience: patience))
    }

    func drive(_ input: RenewInput, patience: Patience) async throws -> Engine.Ending {
        try await context.engine.drive(
            { Renew(input: try RenewInput(json: $0), world: context.world, rules: rules) },
            subject: input.order.subject,
            input: input.json,
            patience: patience,
            merge: { $0 }
        )
    }

    private func begin(
        _ order: CertificateOrder,
        _ id: ResourceID,
        _ intends: @Sendable (Intention) -> Void,
        _ accept: @Sendable (RenewalCharge) async throws -> Bool
    ) async throws -> RenewInput {
        let now = try await context.world.clock.now()
        let history = try await OrderWatch(world: context.world, order: id).history()
        guard let serial = order.serialNumber, let outlook = rules.outlook(order, created: history.created, at: now) else {
            throw Problem(
                .precondition,
                "\(name(order)) has no certificate to renew.",
                why: "its status is \(order.status?.rawValue ?? "unknown") and it names no serial number",
                nextStep: "See where it stands: signet status \(name(order))"
            )
        }
        let rollout = try await FindUses(context.world)(order)
        intends(Intention(outlook: outlook, rollout: rollout))
        var acceptsCharge = false
        if case .purchase(let end) = outlook.effect {
            acceptsCharge = try await accept(RenewalCharge(order: name(order), product: order.productType, until: end))
        }
        return RenewInput(
            order: id,
            domain: order.commonName,
            serialBefore: serial,
            endBefore: outlook.leafEnd,
            acceptsCharge: acceptsCharge,
            rollout: rollout
        )
    }

    private func name(_ order: CertificateOrder) -> String { order.name ?? "the order" }
}

/// The purchase a renewal can be.
package struct RenewalCharge: Sendable, CustomStringConvertible {
    package let order: String
    package let product: ProductType?
    package let until: Date

    package var description: String {
        "the next year of \(order), charged once by Azure (list price about \(product == .wildcard ? 300 : 70) USD; the service does not say "
            + "it beforehand); the new certificate ends about \(RFC3339.text(until).prefix(10))"
    }
}

extension CertificateOrder {
    var requiredID: ResourceID {
        get throws {
            guard let id else {
                throw Problem(.service, "An order without an id.", why: "the service answered without one", nextStep: "Run it again.")
            }
            return id
        }
    }
}
