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
        /// What a look at everything the order rests on showed.
        package let findings: [Diagnosis]
        package let next: String

        package var json: JSONValue {
            var object = summary.json.object ?? [:]
            object["run"] = run.map { .string($0.id) } ?? nil
            object["runState"] = run.map { .string($0.state.rawValue) } ?? nil
            object["waitingFor"] = (run?.waiting?.reason).map(JSONValue.string) ?? nil
            object["record"] = record?.json ?? nil
            object["findings"] = .array(findings.map(\.json))
            object["next"] = .string(next)
            return .object(object)
        }
    }

    package func callAsFunction(_ name: String, resourceGroup: String? = nil) async throws -> Answer {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        let summary = OrderSummary(order, now: try await context.world.clock.now())
        let run = try await context.engine.journal.runs(subject: summary.id.lowercased()).first
        let record = order.pendingProof
        let findings = try await OrderHealth(context).findings(order).all.map { Diagnosis($0) }
        return Answer(summary: summary, run: run, record: record, findings: findings, next: next(order, run, record, findings))
    }

    private func next(_ order: CertificateOrder, _ run: Run?, _ record: DNSRecord?, _ findings: [Diagnosis]) -> String {
        let name = order.name ?? ""
        if let problem = run?.problem.flatMap(Problem.init(json:)), run?.state == .stopped { return "\(problem.what) \(problem.nextStep)" }
        if run?.state == .active { return "Go on with: signet order \(name)" }
        if record != nil { return "Set the record, then: signet order \(name)" }
        if let wrong = findings.first(where: { $0.level == .failed }) { return "Mend \(wrong.what): \(wrong.fix)" }
        return order.status == .issued ? "Nothing to do." : "Look at it: signet show \(name)"
    }
}

extension CertificateOrder {
    /// The record that proves the domain, while the proof is what the order waits for.
    var pendingProof: DNSRecord? {
        status == .pendingIssuance ? proofRecord : nil
    }
}
