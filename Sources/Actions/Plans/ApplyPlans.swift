import JSON
import Workflows

/// Carries out plans that were written down together, one after the other. What was carried out before it was interrupted is not done
/// again, what was begun is gone on with, and what fails for one does not stop the others.
package struct ApplyPlans: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// What became of one of the plans.
    package struct Result: Sendable {
        package enum Outcome: Sendable {
            case done(VerbOutcome)
            /// By an earlier call.
            case doneBefore(run: String)
            case failed(Problem)
        }

        package let order: OrderName
        package let outcome: Outcome
    }

    /// - Parameter begins: told of each order before its turn.
    package func callAsFunction(
        _ saved: SavedPlans,
        patience: Patience = Patience(),
        begins: @Sendable (OrderName) -> Void = { _ in },
        shows: @Sendable (Plan) -> Void = { _ in },
        accept: Consent
    ) async throws -> [Result] {
        let apply = ApplyPlan(context)
        var before: [Int: Run] = [:]
        for (index, plan) in saved.plans.enumerated() {
            try apply.check(plan)
            if let run = try await apply.runOf(plan), run.state == .done { before[index] = run }
        }
        if before.count == saved.plans.count, let last = before[saved.plans.count - 1] { throw allApplied(saved, last) }
        var results: [Result] = []
        for (index, plan) in saved.plans.enumerated() {
            let order = plan.request.target
            if let run = before[index] {
                results.append(Result(order: order, outcome: .doneBefore(run: run.id)))
                continue
            }
            begins(order)
            switch try await Attempt.of({ try await apply(plan, patience: patience, shows: shows, accept: accept) }) {
            case .done(let outcome): results.append(Result(order: order, outcome: .done(outcome)))
            case .failed(let problem): results.append(Result(order: order, outcome: .failed(problem)))
            }
        }
        return results
    }

    private func allApplied(_ saved: SavedPlans, _ last: Run) -> Problem {
        Problem(
            .refused,
            "These plans were applied already.",
            why: "a run was finished for each of the \(saved.plans.count), the last of them \(last.id); a plan is carried out once",
            nextStep: "See what is due now: \(saved.command)"
        )
    }
}

extension ApplyPlans.Result {
    /// `done`, `doneBefore`, `waiting` or `failed`.
    package var word: String {
        switch outcome {
        case .done(.done): "done"
        case .done(.waiting): "waiting"
        case .doneBefore: "doneBefore"
        case .failed: "failed"
        }
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "name": .string(order.name), "resourceGroup": order.resourceGroup.map(JSONValue.string) ?? nil, "outcome": .string(word),
        ]
        switch outcome {
        case .done(let outcome): object["result"] = outcome.json
        case .doneBefore(let run): object["run"] = .string(run)
        case .failed(let problem): object["problem"] = problem.json
        }
        return .object(object)
    }
}

/// What a file of plans holds: one of any verb, or all renewals that were due.
package enum PlanDocument: Sendable {
    case one(SavedPlan)
    case many(SavedPlans)

    package init(json: JSONValue) throws {
        self = json["plans"] == nil ? .one(try SavedPlan(json: json)) : .many(try SavedPlans(json: json))
    }
}

/// Plans as they were written down together.
package struct SavedPlans: Sendable {
    package let plans: [SavedPlan]
    let within: String

    /// Refuses what somebody changed: a plan that was left out, added or altered.
    package init(json: JSONValue) throws {
        do {
            let fields = try JSONFields(json)
            let plans = json["plans"]?.array ?? []
            guard try fields.requiredString("digest") == PlanDigest.digest(ofAll: plans) else {
                throw JSONFieldError(pointer: "/digest", expected: "the digest of the plans in it", found: "another one")
            }
            self.plans = try plans.map(SavedPlan.init(json:))
            within = try fields.string("within") ?? "60d"
        } catch let error as JSONFieldError {
            throw SavedPlan.unusable(error)
        }
        guard !plans.isEmpty else {
            throw Problem(
                .refused,
                "There is nothing to carry out.",
                why: "the file holds no plan",
                nextStep: "See what is due: \(command)"
            )
        }
    }

    /// What makes new plans of the same.
    var command: String { "signet plan renew --due \(within)" }
}
