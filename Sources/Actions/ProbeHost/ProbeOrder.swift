import AzureCore
import JSON
import Workflows

/// Asks every host name an order's certificate is wanted at, and keeps what was found in the journal as a proof.
package struct ProbeOrder: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package struct Answer: Sendable {
        package let json: JSONValue
        package var allServed: Bool { json["allServed"]?.bool ?? false }
        package var hosts: [JSONValue] { json["served"]?.array ?? [] }
    }

    package func callAsFunction(_ target: OrderName) async throws -> Answer {
        let found = try await MakePlan(context).find(target)
        let input = ProbeInput(order: found.id, rollout: try await FindUses(context.world)(found.order))
        guard !input.hostNames.isEmpty else {
            throw Problem(
                .precondition,
                "\(found.id.name) is not bound to any host name that could be asked.",
                why: "no site of this subscription serves its certificate",
                nextStep: "Bind it: signet bind \(found.id.name) --site SITE --hostname HOST"
            )
        }
        let ending = try await Definitions(context).drive(Probe.name, input.json, patience: Patience())
        return Answer(json: try VerbOutcome(ending).json)
    }
}
