import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// All renewals that are due, each planned, to be written down together and carried out by one `signet apply`.
package struct DuePlan: Sendable {
    package let within: String
    package let plans: [Plan]
    /// What is due and cannot be planned as things are.
    package let unplanned: [Unplanned]
    package let madeAt: Date

    package struct Unplanned: Sendable {
        package let name: String
        package let resourceGroup: String
        package let problem: Problem
    }

    package var json: JSONValue {
        let plans = plans.map(\.json)
        return [
            "format": 1, "verb": "renew", "within": .string(within), "plans": .array(plans),
            "notPlanned": .array(
                unplanned.map {
                    ["name": .string($0.name), "resourceGroup": .string($0.resourceGroup), "problem": $0.problem.json]
                }
            ), "madeAt": .string(RFC3339.text(madeAt, milliseconds: true)), "digest": .string(PlanDigest.digest(ofAll: plans)),
        ]
    }
}

extension RenewDue {
    /// Plans what renewing now would do anything for; nothing is sent.
    package func plan(_ due: DueOrders, within: String) async throws -> DuePlan {
        var plans: [Plan] = []
        var unplanned: [DuePlan.Unplanned] = []
        for item in due.items(.now) + due.items(.charge) {
            switch try await Attempt.of({ try await plan(item) }) {
            case .done(let plan): plans.append(plan)
            case .failed(let problem):
                unplanned.append(DuePlan.Unplanned(name: item.name, resourceGroup: item.resourceGroup, problem: problem))
            }
        }
        return DuePlan(within: within, plans: plans, unplanned: unplanned, madeAt: context.engine.journal.now())
    }

    private func plan(_ item: DueOrders.Item) async throws -> Plan {
        let id = context.world.orders.id(resourceGroup: item.resourceGroup, name: item.name)
        if let run = try await context.engine.journal.activeRun(Renew.name, subject: id.subject) {
            throw Problem(
                .refused,
                "\(item.name) is being renewed already.",
                why: "the run \(run.id) is under way",
                nextStep: "Go on with it: signet runs resume \(run.id)"
            )
        }
        let plan = try await MakePlan(context)(.renew(OrderName(item.name, resourceGroup: item.resourceGroup)))
        if let obstacle = plan.obstacle { throw obstacle }
        return plan
    }
}
