import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Gives an order a new key and leaf and goes on until it is served everywhere, before the old leaf is revoked.
package struct ReissueCertificate: Sendable {
    let context: ActionContext
    let rules: RenewalRules

    package init(_ context: ActionContext, rules: RenewalRules = RenewalRules()) {
        self.context = context
        self.rules = rules
    }

    package func callAsFunction(
        _ name: String,
        resourceGroup: String? = nil,
        keySize: Int? = nil,
        overlapHours: Int = ReissueInput.longestOverlap,
        patience: Patience = Patience()
    ) async throws -> IssuanceOutcome {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        let id = try order.requiredID
        if let active = try await context.engine.journal.activeRun(Reissue.name, subject: id.subject) {
            return try IssuanceOutcome(await drive(try ReissueInput(json: active.input), patience: patience))
        }
        guard order.status == .issued, let serial = order.serialNumber else {
            throw Problem(
                .precondition,
                "\(name) cannot be reissued.",
                why: "its status is \(order.status?.rawValue ?? "unknown"); only an issued order has a key to replace",
                nextStep: "See where it stands: signet status \(name)"
            )
        }
        let input = ReissueInput(
            order: id,
            domain: order.commonName,
            serialBefore: serial,
            keySize: keySize ?? order.keySize,
            overlapHours: overlapHours,
            rollout: try await FindUses(context.world)(order)
        )
        return try IssuanceOutcome(await drive(input, patience: patience))
    }

    func drive(_ input: ReissueInput, patience: Patience) async throws -> Engine.Ending {
        try await context.engine.drive(
            { Reissue(input: try ReissueInput(json: $0), world: context.world, rules: rules) },
            subject: input.order.subject,
            input: input.json,
            patience: patience,
            merge: { $0 }
        )
    }
}
