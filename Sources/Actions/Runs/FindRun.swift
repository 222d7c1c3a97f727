import Workflows

/// Finds a run by its id, by the beginning of it, or as the newest one of the order with that name.
package struct FindRun: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package func callAsFunction(_ words: String) async throws -> Run {
        let journal = context.engine.journal
        if words.count >= Self.shortestPrefix {
            let matches = try await journal.runs(idPrefix: words)
            if matches.count > 1 { throw ambiguous(words, matches) }
            if let only = matches.first { return only }
        }
        if let newest = try await journal.runs(named: words).first { return newest }
        throw Problem(
            .input,
            "There is no run '\(words)'.",
            why: "no run's id begins so and no order of that name was worked on",
            nextStep: "See what there is: signet runs list"
        )
    }

    private func ambiguous(_ words: String, _ matches: [Run]) -> Problem {
        Problem(
            .input,
            "'\(words)' is the beginning of several runs.",
            why: "there are \(matches.map(\.id).joined(separator: ", "))",
            nextStep: "Write more of the id."
        )
    }

    private static let shortestPrefix = 4
}
