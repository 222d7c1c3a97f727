import AppServiceCertificates
import CertificateMaterial
import FoundationEssentials
import JSON
import Workflows

/// One order, as the service describes it, with its chain read from the certificates themselves.
package struct ShowOrder: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package struct Answer: Sendable {
        package let order: CertificateOrder
        package let summary: OrderSummary
        /// Leaf first; empty before the first issuance.
        package let chain: [CertificateFacts]
        /// The whole resource, as it came.
        package var json: JSONValue { order.raw }
    }

    package func callAsFunction(_ name: String, resourceGroup: String? = nil) async throws -> Answer {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        let now = try await context.world.clock.now()
        let run = try await context.engine.journal.runs(subject: order.id?.subject ?? "").first
        let renewer = try await context.engine.journal.renewer(of: order.id?.subject ?? "")
        let summary = OrderSummary(order, run: run, renewer: renewer, rules: context.world.rules, now: now)
        return Answer(order: order, summary: summary, chain: order.chain)
    }
}
