import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Finds the orders that end soon and renews those that are free to renew, and with consent those that have to be bought.
package struct RenewDue: Sendable {
    let context: ActionContext
    private var rules: RenewalRules { context.world.rules }

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// What renewing one order came to.
    package struct Result: Sendable {
        package enum Outcome: Sendable {
            case done(VerbOutcome)
            case failed(Problem)
            /// The charge was not accepted, so nothing was asked of the service.
            case notAccepted
        }

        package let item: DueOrders.Item
        package let outcome: Outcome
    }

    /// - Parameter seconds: how far ahead; certificates that ended as recently are named too, and those whose renewal is under way,
    ///   however far their end has moved by it.
    package func list(within seconds: Double, resourceGroup: String? = nil) async throws -> DueOrders {
        let now = try await context.world.clock.now()
        let orders = resourceGroup.map { context.world.orders.list(resourceGroup: $0) } ?? context.world.orders.list()
        let renewers = try await context.engine.journal.renewers()
        let underWay = try await context.engine.journal.subjects(ofActive: Renew.name)
        var items: [DueOrders.Item] = []
        for try await order in orders {
            guard let end = order.expirationTime, let id = order.id else { continue }
            let isUnderWay = underWay.contains(id.subject)
            guard isUnderWay || abs(end.timeIntervalSince(now)) <= seconds else { continue }
            let history = try await OrderWatch(world: context.world, order: id).history()
            guard let outlook = rules.outlook(order, created: history.created, at: now) else { continue }
            let group = DueOrders.group(of: outlook, renewer: renewers[id.subject] ?? .unknown, isUnderWay: isUnderWay)
            let charge = MakePlan(context).charge(nextTermOf: order)
            items.append(DueOrders.Item(order, id, outlook, group, charge: charge, now: now))
        }
        return DueOrders(items: items.sorted { ($0.end, $0.name) < ($1.end, $1.name) })
    }

    /// One after the other; what fails for one does not stop the others, and nobody is waited for.
    ///
    /// - Parameter begins: told of each order before its renewal.
    package func callAsFunction(
        _ due: DueOrders,
        acceptCharge: Bool,
        patience: Patience,
        begins: @Sendable (DueOrders.Item) -> Void = { _ in }
    ) async throws -> [Result] {
        var results: [Result] = []
        for item in due.items(.now) + (acceptCharge ? due.items(.charge) : []) {
            begins(item)
            results.append(Result(item: item, outcome: try await renew(item, patience: patience)))
        }
        return results + (acceptCharge ? [] : due.items(.charge).map { Result(item: $0, outcome: .notAccepted) })
    }

    private func renew(_ item: DueOrders.Item, patience: Patience) async throws -> Result.Outcome {
        let target = OrderName(item.name, resourceGroup: item.resourceGroup), renew = RunVerb(context)
        let attempt = try await Attempt.of {
            try await renew(.renew(target), buys: item.group == .charge, patience: patience, accept: { _ in true })
        }
        return switch attempt {
        case .done(let outcome): .done(outcome)
        case .failed(let problem): .failed(problem)
        }
    }
}

extension RenewDue.Result {
    /// `done`, `waiting`, `failed` or `notAccepted`.
    package var word: String {
        switch outcome {
        case .done(.done): "done"
        case .done(.waiting): "waiting"
        case .failed: "failed"
        case .notAccepted: "notAccepted"
        }
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "name": .string(item.name), "resourceGroup": .string(item.resourceGroup), "group": .string(item.group.rawValue),
            "outcome": .string(word),
        ]
        switch outcome {
        case .done(let outcome): object["result"] = outcome.json
        case .failed(let problem): object["problem"] = problem.json
        case .notAccepted: object["charge"] = item.charge?.json
        }
        return .object(object)
    }
}
