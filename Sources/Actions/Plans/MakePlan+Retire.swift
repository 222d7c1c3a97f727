import AppServiceCertificates
import AzureCore
import JSON
import Workflows

/// The one verb that revokes.
extension MakePlan {
    func retire(_ target: OrderName, unbind: Bool, revokeWhileServed: Bool) async throws -> Plan {
        let found: Found
        do {
            found = try await find(target)
        } catch {
            guard Self.saysMissing(error), let known = try await placed(target) else { throw error }
            return try await gone(known, unbind: unbind, revokeWhileServed: revokeWhileServed)
        }
        let order = found.order
        let input = RetireInput(
            order: found.id,
            domain: order.commonName,
            serialNumber: order.serialNumber,
            hostNames: try await knownHosts(found.id),
            unbind: unbind,
            revokeWhileServed: revokeWhileServed,
            sealedKeys: try await keys(of: found.id)
        )
        let request = PlanRequest.retire(found.target, unbind: unbind, revokeWhileServed: revokeWhileServed)
        let (seen, decision) = try await Definitions(context).firstDecision(of: Retire.name, input.json)
        var plan = Plan(
            request: request,
            order: found.id,
            input: input.json,
            summary: "retire: delete \(found.id.name)"
                + (order.serialNumber == nil ? "" : ", which revokes its certificate; nothing brings it back"),
            observed: Plan.Observed(order),
            calls: [],
            preconditions: [],
            blastRadius: Plan.BlastRadius(),
            madeAt: context.engine.journal.now()
        )
        guard let sight = seen.sight else { return plan }
        let findings = OrderFindings(sight, rules: rules)
        plan.preconditions = sight.unread + findings.deletion
        plan.calls = found.calls.retirement(findings.use, of: order, unbind: unbind, keys: input.sealedKeys)
        plan.reach(findings.use, unbind: unbind)
        if let serial = order.serialNumber, !findings.use.isOver {
            plan.revocation = Revocation(serialNumber: serial, hostNames: unbind ? [] : findings.use.breaks)
        }
        if case .stop(let problem) = decision { plan.hinder(problem) }
        return plan
    }

    private static func saysMissing(_ error: any Error) -> Bool {
        if let error = error as? AzureError { return error.code == .notFound }
        return (error as? Problem)?.kind == .precondition
    }

    /// What an earlier run ordered under that name.
    private func placed(_ target: OrderName) async throws -> ProvisionInput? {
        let runs = try await context.engine.journal.runs(workflow: Provision.name, named: target.name)
        return runs.compactMap { try? ProvisionInput(json: $0.input) }.first { input in
            guard input.order.subscriptionId?.lowercased() == context.world.subscriptionId.lowercased() else { return false }
            return target.resourceGroup.map { $0.lowercased() == input.resourceGroup.lowercased() } ?? true
        }
    }

    /// An order that somebody else deleted: Signet is told, so that its name can be ordered again.
    private func gone(_ known: ProvisionInput, unbind: Bool, revokeWhileServed: Bool) async throws -> Plan {
        let input = RetireInput(
            order: known.order,
            domain: known.domain,
            unbind: unbind,
            revokeWhileServed: revokeWhileServed,
            sealedKeys: try await keys(of: known.order)
        )
        return Plan(
            request: .retire(
                OrderName(known.name, resourceGroup: known.resourceGroup),
                unbind: unbind,
                revokeWhileServed: revokeWhileServed
            ),
            order: known.order,
            input: input.json,
            summary: "retire: \(known.name) is not there any more; its name can be ordered again after this",
            observed: nil,
            calls: PlannedCalls(order: known.order, domain: known.domain).removal(of: input.sealedKeys),
            preconditions: [],
            blastRadius: Plan.BlastRadius(),
            madeAt: context.engine.journal.now()
        )
    }

    /// In their order, so that the same keys make the same plan.
    private func keys(of id: ResourceID) async throws -> [String] {
        try await OrderWatch(world: context.world, order: id).sealedKeys().map(\.record).sorted()
    }

    /// Host names that earlier runs were asked to serve the certificate at.
    private func knownHosts(_ id: ResourceID) async throws -> [String] {
        let runs = try await context.engine.journal.runs(subject: id.subject)
        return Set(runs.filter { $0.workflow == Provision.name }.flatMap { (try? ProvisionInput(json: $0.input).hostNames) ?? [] }).sorted()
    }
}

extension Plan {
    /// Everything that breaks, and how.
    fileprivate mutating func reach(_ use: OrderUse, unbind: Bool) {
        blastRadius.hostNames = use.breaks
        blastRadius.webCertificates = use.copies.compactMap(\.id)
        blastRadius.breaks = use.breaks.map {
            unbind ? "\($0) is left without a certificate" : "\($0) goes on showing a certificate that is revoked"
        }
        if !unbind {
            blastRadius.breaks += use.copies.map { "the web certificate \($0.name) is revoked" }
        }
    }
}
