import AppServiceCertificates
import AzureCore
import FoundationEssentials
import Workflows

/// Looks at orders that exist and says what is wrong with them, or will be. It only reads.
package struct OrderHealth: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// One order, with the host names an earlier run of it was asked for.
    package func findings(_ order: CertificateOrder) async throws -> OrderFindings {
        try await findings(order, await OrderLook(context.world).surroundings())
    }

    private func findings(_ order: CertificateOrder, _ around: OrderLook.Surroundings) async throws -> OrderFindings {
        let runs = try await context.engine.journal.runs(subject: order.id?.description.lowercased() ?? "")
        // A run of a later version may have an input this one cannot read; then nobody is known to have asked for host names.
        let wanted = runs.first { $0.workflow == Provision.name }.flatMap { try? ProvisionInput(json: $0.input) }?.hostNames ?? []
        return OrderFindings(try await OrderLook(context.world)(order, wanted: wanted, around), rules: context.world.rules)
    }

    /// The orders of the profile, those that end first at the front: what is wrong with each, or one line that nothing is.
    func orders(_ orders: [CertificateOrder]) async -> [Diagnosis] {
        let around = await OrderLook(context.world).surroundings()
        let soonest = orders.sorted { ($0.expirationTime ?? .distantPast) < ($1.expirationTime ?? .distantPast) }.prefix(Self.most)
        var all = around.unread.map { Diagnosis($0) }
        for start in stride(from: 0, to: soonest.count, by: Self.atOnce) {
            let some = Array(soonest[start..<min(start + Self.atOnce, soonest.count)])
            let found = await withTaskGroup(of: (Int, [Diagnosis]).self) { group in
                for (place, order) in some.enumerated() { group.addTask { (place, await lines(order, around)) } }
                var found: [Int: [Diagnosis]] = [:]
                for await (place, diagnoses) in group { found[place] = diagnoses }
                return found
            }
            all += some.indices.flatMap { found[$0] ?? [] }
        }
        if orders.count > Self.most {
            let text = "looked at the \(Self.most) of \(orders.count) that end first"
            all.append(Diagnosis(.warning, "orders", text, fix: "Look at another by its name: signet status NAME"))
        }
        return all
    }

    private static let most = 50
    /// A look is some fifteen reads.
    private static let atOnce = 4

    private func lines(_ order: CertificateOrder, _ around: OrderLook.Surroundings) async -> [Diagnosis] {
        let name = "order \(order.name ?? "")"
        do {
            var shared = around
            shared.unread = []
            let findings = try await findings(order, shared).all
            let wrong = findings.filter { $0.level != .passed }.map { Diagnosis($0, of: name) }
            return wrong.isEmpty ? [Diagnosis(.ok, name, "\(findings.count) checks passed")] : wrong
        } catch let error as AzureError {
            return [Diagnosis(.failed, name, error.problem.why, fix: error.nextStep)]
        } catch {
            return [Diagnosis(.failed, name, "\(error)", fix: "Mend that, then run signet doctor --live again.")]
        }
    }
}

extension Diagnosis {
    package init(_ finding: Finding, of subject: String? = nil) {
        let level: Level =
            switch finding.level {
            case .passed: .ok
            case .warning: .warning
            case .blocking: .failed
            }
        self.init(level, [subject, finding.what].compactMap(\.self).joined(separator: ": "), finding.detail, fix: finding.fix)
    }
}
