import Actions
import ArgumentParser
import JSON
import Workflows

extension RunsCommand {
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on with a run now, whatever it waits for.")

        @OptionGroup var target: RunArgument

        @Option(help: ArgumentHelp("Give up waiting after this time; the run goes on with the next call.", valueName: "seconds"))
        var timeout: Double?

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let ending = try await Session.open(global) { session, _ in
                try await ResumeRun(session.context)(try await target.find(session), patience: Patience(seconds: timeout))
            }
            switch ending {
            case .finished(let run, _): RunsCommand.print(run, global.output)
            case .stopped(_, let problem): throw problem
            case .waiting(let run, let wait):
                RunsCommand.print(run, global.output)
                Terminal.note("waiting: \(wait.reason)")
                throw wait.on == .domainOwner ? ExitCode.waitingForDomainProof : ExitCode.failed
            }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a stopped run tried again from where it stopped, after what stopped it was mended."
        )

        @OptionGroup var target: RunArgument

        @Option(help: ArgumentHelp("What was mended; it stands in the run's journal.", valueName: "text"))
        var note = "asked for at the command line"

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let ending = try await Session.open(global) { session, _ in
                let run = try await target.find(session)
                let reopened = try await session.context.engine.journal.reopen(run, note: note)
                return try await ResumeRun(session.context)(reopened)
            }
            switch ending {
            case .finished(let run, _): RunsCommand.print(run, global.output)
            case .stopped(_, let problem): throw problem
            case .waiting(let run, _): RunsCommand.print(run, global.output)
            }
        }
    }

    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a run up. What it did stays as it is.",
            discussion: "A run that does not know what became of its last write is given up only with --forget-write-in-doubt."
        )

        @OptionGroup var target: RunArgument

        @Option(help: ArgumentHelp("Why; it stands in the run's journal.", valueName: "text"))
        var note: String

        @Flag(help: "Give it up although its last write may have bought or changed something, and nobody will find out.")
        var forgetWriteInDoubt = false

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let run = try await Session.open(global) { session, _ in
                try await session.context.engine.journal.abandon(target.find(session), note: note, evenInDoubt: forgetWriteInDoubt)
            }
            RunsCommand.print(run, global.output)
        }
    }

    fileprivate static func print(_ run: Run, _ output: OutputFormat) {
        let view = RunView(run)
        switch output {
        case .json: Terminal.result(view.json)
        case .table: Terminal.result("run \(view.shortID) (\(run.workflow) of \(view.orderName)): \(view.standing)")
        }
    }
}
