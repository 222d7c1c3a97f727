import AppServiceCertificates
import AzureCore
import JSON

/// Which order's present leaf is to arrive where: the input of StoreInVault, Bind and Sync, which differ in what they ask for.
package struct DeliveryInput: Sendable, Hashable {
    package let order: ResourceID
    package let domain: String
    package let rollout: Rollout

    package init(order: ResourceID, domain: String, rollout: Rollout) {
        self.order = order
        self.domain = domain
        self.rollout = rollout
    }

    package var json: JSONValue { ["order": .id(order), "domain": .string(domain), "rollout": rollout.json] }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            order: try fields.requiredID("order"),
            domain: try fields.requiredString("domain"),
            rollout: try Rollout(json: json["rollout"] ?? [:])
        )
    }
}

/// A workflow that brings the leaf an order has already to where it is wanted: StoreInVault, Bind and Sync, told apart by their runs.
package protocol Delivery: OrderWorkflow {
    var input: DeliveryInput { get }
}

extension Delivery {
    package var order: ResourceID { input.order }

    package func observe(_ run: Run) async throws -> OrderObservation {
        try await watch.take(domain: input.domain) { input.rollout }
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        DeliveryRules(input: input).next(seen, run, at: moment)
    }
}

/// Bringing the leaf an order has already to where it is wanted.
struct DeliveryRules: Sendable {
    let input: DeliveryInput

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let order = seen.order else { return .stop(OrderProblem.gone(input.order)) }
        guard order.status == .issued else { return .stop(notIssued(order.status?.rawValue)) }
        guard let leaf = seen.leaf else { return .wait(Wait("the order is issued and its certificate is not listed yet")) }
        if let decision = RolloutRules(orderName: input.order.name).next(leaf, seen, run, at: moment) { return decision }
        return .finish([
            "name": .string(input.order.name), "id": .id(input.order), "status": .string(order.status?.rawValue ?? ""),
            "domain": .string(input.domain), "serialNumber": .string(leaf.serialNumber), "thumbprint": .string(leaf.thumbprint),
            "keyVaultSecretId": (seen.secret?.id).map(JSONValue.string) ?? nil,
            "webCertificates": .array(seen.rollout.imports.map { .id($0.certificate) }),
            "alreadyCurrent": .array(alreadyCurrent(seen, run).map { .id($0) }),
            "served": .array(seen.rollout.hosts.compactMap { seen.served[$0.hostName]?.json }), "apps": apps(seen),
        ])
    }

    /// The copies that were the order's certificate already, so that this run did not import them.
    private func alreadyCurrent(_ seen: OrderObservation, _ run: Run) -> [ResourceID] {
        seen.rollout.imports.map(\.certificate).filter { run.outcome(of: "import-certificate \($0.name)") == nil }
    }

    /// Each site with what its host names serve.
    private func apps(_ seen: OrderObservation) -> JSONValue {
        var sites: [ResourceID] = []
        for host in seen.rollout.hosts where !sites.contains(host.site) { sites.append(host.site) }
        return .array(
            sites.map { site in
                let served = seen.rollout.hosts.filter { $0.site == site }.compactMap { seen.served[$0.hostName] }
                return [
                    "site": .id(site), "served": .array(served.map(\.json)), "ok": .bool(served.allSatisfy { $0.fault == nil }),
                ]
            }
        )
    }

    private func notIssued(_ status: String?) -> Problem {
        Problem(
            .precondition,
            "\(input.order.name) has no certificate to bring anywhere.",
            why: "its status is \(status ?? "unknown")",
            nextStep: "See what it waits for: signet status \(input.order.name)"
        )
    }
}
