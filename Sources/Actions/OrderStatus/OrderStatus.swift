import AppServiceCertificates
import DNS
import FoundationEssentials
import JSON
import Workflows

/// Where an order stands, what it waits for and who has to move.
package struct OrderStatus: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package struct Answer: Sendable {
        package let summary: OrderSummary
        package let run: Run?
        /// The record to set when the domain proof is what is missing.
        package let record: DNSRecord?
        /// What renewing would do and when it is due; nil before the first issuance.
        package let renewal: RenewalOutlook?
        /// What a look at everything the order rests on showed.
        package let findings: [Diagnosis]

        /// What to do next, in one line: what was begun, what is broken, what is due.
        package var next: String {
            let wrong = run?.state == .active ? nil : findings.first { $0.level == .failed }
            return wrong.map { "Mend \($0.what): \($0.fix)" } ?? summary.next.text
        }

        package var json: JSONValue {
            var object = summary.json.object ?? [:]
            object["run"] = run.map { .string($0.id) } ?? nil
            object["runState"] = run.map { .string($0.state.rawValue) } ?? nil
            object["waitingFor"] = (run?.waiting?.reason).map(JSONValue.string) ?? nil
            object["record"] = record?.json ?? nil
            object["findings"] = .array(findings.map(\.json))
            object["owner"] = summary.next.who.map { .string($0.rawValue) } ?? nil
            object["renewal"] = renewal?.json ?? nil
            object["next"] = .string(next)
            return .object(object)
        }
    }

    package func callAsFunction(_ name: String, resourceGroup: String? = nil) async throws -> Answer {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        let now = try await context.world.clock.now()
        let subject = order.id?.subject ?? ""
        let run = try await context.engine.journal.runs(subject: subject).first
        let renewer = try await context.engine.journal.renewer(of: subject)
        let findings = try await OrderHealth(context).findings(order)
        let created = findings.sight.last(.orderCreated)
        return Answer(
            summary: OrderSummary(order, run: run, created: created, renewer: renewer, rules: context.world.rules, now: now),
            run: run,
            record: order.pendingProof,
            renewal: context.world.rules.outlook(order, created: created, at: now),
            findings: findings.all.map { Diagnosis($0) }
        )
    }
}

extension CertificateOrder {
    /// The record that proves the domain, while the proof is what the order waits for.
    var pendingProof: DNSRecord? {
        status == .pendingIssuance ? proofRecord : nil
    }
}
