import JSON
import Workflows

/// Goes on with a run, whatever its workflow is.
package struct ResumeRun: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package func callAsFunction(_ run: Run, patience: Patience = Patience()) async throws -> Engine.Ending {
        guard run.state == .active else { throw over(run) }
        if run.workflow == Discover.name { return try await DiscoverOrders(context).drive(patience: patience) }
        do {
            return try await Definitions(context).drive(run.workflow, run.input, patience: patience)
        } catch is Definitions.UnknownWorkflow {
            throw unknown(run)
        }
    }

    private func over(_ run: Run) -> Problem {
        Problem(
            .precondition,
            "The run \(run.id) has nothing to go on with.",
            why: "it is \(run.state.rawValue)",
            nextStep: run.state == .stopped ? "Have it tried again: signet runs retry \(run.id)" : "Look at it: signet runs show \(run.id)"
        )
    }

    private func unknown(_ run: Run) -> Problem {
        Problem(
            .precondition,
            "The run \(run.id) cannot be continued.",
            why: "this signet has no workflow '\(run.workflow)'",
            nextStep: "Continue it with the signet that started it."
        )
    }
}
