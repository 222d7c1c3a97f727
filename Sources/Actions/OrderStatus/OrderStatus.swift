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
        /// What the daemon saw last of its way to the wire; nil before its first look.
        package let sighting: Sighting?
        package let run: Run?
        /// The record somebody has to set: for a proof, or to map a host name.
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
            object["lookedAt"] = (sighting?.at).map { .string(RFC3339.text($0)) } ?? nil
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
        let history = OrderHistory(created: created, provenAt: findings.sight.last(.domainValidationComplete))
        let sighting = try await context.engine.journal.sighting(of: subject)
        var summary = OrderSummary(order, run: run, history: history, renewer: renewer, rules: context.world.rules, now: now)
        summary.drift = sighting?.drift
        return Answer(
            summary: summary,
            sighting: sighting,
            run: run,
            record: run?.awaitedRecord ?? (summary.next.isProof ? order.proofRecord : nil),
            renewal: context.world.rules.outlook(order, created: created, at: now),
            findings: findings.all.map { Diagnosis($0) }
        )
    }
}
