import AppServiceCertificates
import AzureCore
import Workflows

/// Finds an order by name: in the group that is given, else where an earlier run placed it, else anywhere in the subscription.
struct FindOrder: Sendable {
    let context: ActionContext

    func callAsFunction(_ name: String, resourceGroup: String?) async throws -> CertificateOrder {
        if let group = resourceGroup { return try await context.world.orders.get(resourceGroup: group, name: name) }
        if let known = try await knownPlace(name), let order = try await orNil(known, name) { return order }
        var matches: [CertificateOrder] = []
        for try await order in context.world.orders.list() where order.name?.lowercased() == name.lowercased() { matches.append(order) }
        guard let only = matches.first else {
            throw Problem(
                .precondition,
                "There is no certificate order named \(name).",
                why: "the subscription \(context.world.subscriptionId) has none",
                nextStep: "See what there is: signet list"
            )
        }
        guard matches.count == 1 else {
            let groups = matches.compactMap { $0.id?.resourceGroup }
            throw Problem(
                .input,
                "\(matches.count) orders are named \(name).",
                why: "they are in the groups \(groups.joined(separator: ", "))",
                nextStep: "Name one of them with --resource-group."
            )
        }
        return only
    }

    private func knownPlace(_ name: String) async throws -> String? {
        let runs = try await context.engine.journal.runs(workflow: Provision.name, named: name)
        let places = runs.compactMap { try? ProvisionInput(json: $0.input).order }
        return places.first { $0.subscriptionId?.lowercased() == context.world.subscriptionId.lowercased() }?.resourceGroup
    }

    private func orNil(_ group: String, _ name: String) async throws -> CertificateOrder? {
        do {
            return try await context.world.orders.get(resourceGroup: group, name: name)
        } catch {
            guard error.code == .notFound else { throw error }
            return nil
        }
    }
}
