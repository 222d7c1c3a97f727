import AppServiceCertificates
import AzureCore
import JSON
import Workflows

/// Says who renews an order that is there already.
package struct AdoptOrder: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// - Returns: The order's name, its `renewer`, and what its `autoRenew` reads now.
    package func callAsFunction(
        _ name: String,
        resourceGroup: String? = nil,
        renewer: Renewer,
        patience: Patience = Patience()
    ) async throws -> VerbOutcome {
        guard let id = try await FindOrder(context: context)(name, resourceGroup: resourceGroup).id else {
            throw Problem(.service, "\(name) has no id.", why: "the service answered without one", nextStep: "Run it again.")
        }
        let input = AdoptInput(order: id, renewer: renewer)
        if let active = try await context.engine.journal.activeRun(Adopt.name, subject: id.subject) {
            try requireSame(try AdoptInput(json: active.input), input)
        }
        return try VerbOutcome(try await Definitions(context).drive(Adopt.name, input.json, patience: patience))
    }

    private func requireSame(_ active: AdoptInput, _ input: AdoptInput) throws {
        guard active.renewer != input.renewer else { return }
        throw Problem(
            .input,
            "\(input.order.name) is being given to \(active.renewer.rawValue) already.",
            why: "an earlier call asked for that and is not done",
            nextStep: "Let it end first: signet adopt \(input.order.name) --renewed-by \(active.renewer.rawValue)"
        )
    }
}
