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
        package let next: String

        package var json: JSONValue {
            var object = summary.json.object ?? [:]
            object["run"] = run.map { .string($0.id) } ?? nil
            object["runState"] = run.map { .string($0.state.rawValue) } ?? nil
            object["waitingFor"] = run?.waiting.map(JSONValue.string) ?? nil
            object["record"] = record?.json ?? nil
            object["next"] = .string(next)
            return .object(object)
        }
    }

    package func callAsFunction(_ name: String, resourceGroup: String? = nil) async throws -> Answer {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        let summary = OrderSummary(order, now: try await context.world.clock.now())
        let run = try await context.engine.journal.runs(subject: summary.id.lowercased()).first
        let record = order.pendingProof
        return Answer(summary: summary, run: run, record: record, next: next(order, run, record))
    }

    private func next(_ order: CertificateOrder, _ run: Run?, _ record: DNSRecord?) -> String {
        let name = order.name ?? ""
        if let problem = run?.problem.flatMap(Problem.init(json:)), run?.state == .stopped { return "\(problem.what) \(problem.nextStep)" }
        if run?.state == .active { return "Go on with: signet order \(name)" }
        if record != nil { return "Set the record, then: signet order \(name)" }
        return order.status == .issued ? "Nothing to do." : "Look at it: signet show \(name)"
    }
}

extension CertificateOrder {
    /// The record that proves the domain, while the proof is what the order waits for.
    var pendingProof: DNSRecord? {
        guard status == .pendingIssuance, let token = domainVerificationToken, !token.isEmpty, !commonName.isEmpty else { return nil }
        return DNSRecord.proof(domain: commonName, token: token)
    }
}
