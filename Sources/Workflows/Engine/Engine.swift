import AzureCore
import FoundationEssentials
import JSON

/// Runs workflows against their journal. One engine per process and profile; all state is in the store.
package struct Engine: Sendable {
    package let journal: Journal
    package let clock: WorkflowClock
    package let pace: Pace
    /// Told of everything a person would want to follow.
    package let report: @Sendable (RunEvent) -> Void
    /// Whether somebody watches; see `RetryRules`.
    package private(set) var attended: Bool
    /// What happens with a write whose effect is unknown. Only the crash tests' counter-example changes it.
    package let doubt: Doubt

    package enum Doubt: Sendable {
        case reconcile
        case ignore
    }

    package init(
        journal: Journal,
        clock: WorkflowClock,
        pace: Pace,
        attended: Bool = true,
        doubt: Doubt = .reconcile,
        report: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.journal = journal
        self.clock = clock
        self.pace = pace
        self.attended = attended
        self.doubt = doubt
        self.report = report
    }

    /// The same, where nobody watches: it goes on trying for longer.
    package var unattended: Engine {
        var engine = self
        engine.attended = false
        return engine
    }

    /// How a call of `drive` ended.
    package enum Ending: Sendable {
        case finished(Run, JSONValue)
        case stopped(Run, Problem)
        /// Patience ended first. The run stays active; the next call goes on.
        case waiting(Run, Wait)
    }

    /// Starts the workflow for `subject`, or goes on with its active run, until it is finished, stopped or patience ends.
    ///
    /// - Parameters:
    ///   - make: called under the lease with the run's input, so that what it reads from the journal stays true.
    ///   - patience: when to stop waiting with somebody and return `.waiting`.
    package func drive<Definition: Workflow>(
        _ make: @escaping @Sendable (JSONValue) async throws -> Definition,
        subject: String,
        input: JSONValue,
        patience: Patience = Patience(),
        merge: @escaping @Sendable (JSONValue) throws -> JSONValue
    ) async throws -> Ending {
        var look = 0
        let began = journal.now()
        while true {
            let claim = try await journal.claim(
                workflow: Definition.name,
                version: Definition.version,
                subject: subject,
                input: input,
                merge: merge
            )
            switch claim {
            case .busy(let holder):
                let wait = Wait("process \(holder.processNumber) is working on it already", on: .otherProcess)
                guard !patience.isOver(for: wait, after: journal.now().timeIntervalSince(began)) else {
                    throw Self.busy(Definition.name, subject, wait)
                }
                report(.waiting(wait))
                let pause = pace.pause(look)
                // To be told needs a connection, which is dearer than a short pause.
                if pause < .seconds(1) {
                    try await clock.pause(pause)
                } else {
                    try await journal.awaitLease(of: subject) { try await clock.pause(pause) }
                }
                look += 1
            case .inDoubt(let other):
                throw Problem(
                    .precondition,
                    "\(Definition.name) cannot begin for \(subject).",
                    why: "the run \(other.id) (\(other.workflow)) sent a write to it and does not know what became of it",
                    nextStep: "Let that run find out first: signet runs resume \(other.id)"
                )
            case .held(let lease, let run):
                return try await hold(lease) {
                    var pass = Pass(engine: self, workflow: try await make(run.input), lease: lease, run: run, patience: patience)
                    return try await pass.run()
                }
            }
        }
    }

    private static func busy(_ workflow: String, _ subject: String, _ wait: Wait) -> Problem {
        Problem(
            .precondition,
            "\(workflow) did not begin for \(subject).",
            why: wait.reason,
            nextStep: "Nothing is lost: run the same command again when that process has finished.",
            owner: wait.on
        )
    }

    /// Keeps the lease alive while `body` runs, and gives it back afterwards.
    private func hold<Value: Sendable>(_ lease: Lease, _ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { [journal] in
                try await Fence.$check.withValue(Fence.Check { try await journal.confirm(lease) }) { try await body() }
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: .seconds(journal.leaseSeconds / 4))
                    try await journal.renew(lease)
                }
            }
            let first = await group.nextResult()
            group.cancelAll()
            // A lease that cannot be given back ends by itself; the result of the work matters more.
            try? await journal.release(lease)
            guard let value = try first?.get() ?? nil else { throw LeaseLost(run: lease.run) }
            return value
        }
    }
}

/// How long a caller waits with a run that waits.
package struct Patience: Sendable {
    /// Seconds of real time for the whole call; nil waits for ever.
    package let seconds: Double?
    /// Whose waits end the call at once.
    package let notWith: Set<Party>

    package init(seconds: Double? = nil, notWith: Set<Party> = []) {
        self.seconds = seconds
        self.notWith = notWith
    }

    func isOver(for wait: Wait, after elapsed: Double) -> Bool {
        notWith.contains(wait.on) || seconds.map { elapsed >= $0 } ?? false
    }
}

/// What a person follows while a workflow runs.
package enum RunEvent: Sendable {
    /// A run begins, or goes on after an interruption.
    case resumed(run: String, entries: Int)
    case doing(step: String, title: String)
    case did(step: String, title: String)
    /// A write whose answer never came was settled by reading.
    case settled(step: String, happened: Bool)
    case waiting(Wait)
    case note(String)
}
