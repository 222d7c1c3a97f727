import Actions
import ArgumentParser
import FoundationEssentials
import JSON
import Workflows

struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "See what was begun, go on with it, try it again or give it up.",
        discussion: """
            A run is one execution of a workflow for one order, with a journal of every write. A stopped run says what stands in the way, who \
            has to act and where it goes on. RUN is its id, the beginning of it, or the order's name for the newest run of that order.
            """,
        subcommands: [List.self, Show.self, Explain.self, Resume.self, Retry.self, Abandon.self],
        defaultSubcommand: List.self
    )
}

extension Run.State: ExpressibleByArgument {}

struct RunArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The run's id, the beginning of it, or the name of its order.", valueName: "run"))
    var words: String

    func find(_ session: Session) async throws -> Run { try await FindRun(session.context)(words) }
}

extension RunsCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the newest runs.")

        @Option(help: "Only those in this state.")
        var state: Run.State?

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let views = try await Session.open(global) { session, _ in
                try await session.context.engine.journal.runs(state: state).map(RunView.init)
            }
            switch global.output {
            case .json: Terminal.result(.array(views.map(\.json)))
            case .table:
                if views.isEmpty { return Terminal.note("There is no run\(state.map { " that is \($0.rawValue)" } ?? "").") }
                var table = Table(header: ["RUN", "ORDER", "WORKFLOW", "STATE", "BEGUN", "WHO MOVES", "STANDING"], rows: [])
                table.rows = views.map {
                    [
                        $0.shortID, $0.orderName, $0.run.workflow, $0.run.state.rawValue,
                        String(RFC3339.text($0.run.created).prefix(16)).replacing("T", with: " "), $0.owner?.rawValue ?? "", $0.standing,
                    ]
                }
                Terminal.result(table.text)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one run with its journal.")

        @OptionGroup var target: RunArgument
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let view = try await Session.open(global) { session, _ in RunView(try await target.find(session)) }
            switch global.output {
            case .json: Terminal.result(view.fullJSON)
            case .table: Terminal.result(text(view))
            }
        }

        private func text(_ view: RunView) -> String {
            var facts = Facts()
            facts.add("run", view.run.id)
            facts.add("order", view.run.subject)
            facts.add("workflow", "\(view.run.workflow), version \(view.run.version)")
            facts.add("state", view.run.state.rawValue)
            facts.add("standing", view.standing)
            facts.add("who moves", view.owner?.rawValue)
            facts.add("resume point", view.run.resumePoint)
            facts.add("next", view.nextStep)
            var table = Table(header: ["#", "AT", "KIND", "STEP"], rows: [])
            table.rows = view.run.entries.map { ["\($0.sequence)", RFC3339.text($0.at), $0.kind.rawValue, $0.step] }
            return facts.text + "\n\n" + table.text
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell a run in sentences: what was done, what is not known, who has to act."
        )

        @OptionGroup var target: RunArgument
        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let lines = try await Session.open(global) { session, _ in ExplainRun(try await target.find(session)).lines }
            switch global.output {
            case .json: Terminal.result(["lines": .array(lines.map(JSONValue.string))])
            case .table: Terminal.result(lines.joined(separator: "\n"))
            }
        }
    }
}
