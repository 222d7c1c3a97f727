import Actions
import ArgumentParser
import Gateway
import JSON

struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "See what an agent may do, and go on with what it has begun.",
        discussion: "Whoever runs it is an agent by the token in SIGNET_AGENT_TOKEN, else 'local'.",
        subcommands: [Show.self, Request.self, Execution.self, Result.self, ApplyPlan.self, Call.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print what may be called, what waits, and what is left of the limits.")

        @OptionGroup var global: GlobalOptions

        func run() async throws { try await AccessCommand.call("describe_access", [:], global) }
    }

    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ask the people behind the gateway for access to operations.")

        @Argument(help: ArgumentHelp("The operations.", valueName: "operation"))
        var operations: [String]

        @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
        var reason: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let arguments: JSONValue = ["operations": .array(operations.map(JSONValue.string)), "reason": .string(reason)]
            try await AccessCommand.call("request_access", arguments, global)
        }
    }

    struct Execution: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "See how a call stands, and go on with it where it may.")

        @Argument(help: ArgumentHelp("The execution's id.", valueName: "id"))
        var id: String

        @Option(help: ArgumentHelp("So long it may be waited for, 0 to 50.", valueName: "seconds"))
        var wait = 0

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            try await AccessCommand.call("get_execution", ["execution": .string(id), "wait_s": .number(JSONNumber(wait))], global)
        }
    }

    struct Result: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read a part of a result that was too large for one answer.")

        @Argument(help: ArgumentHelp("The result, as the answer named it.", valueName: "resource"))
        var resource: String

        @Option(help: ArgumentHelp("A JSON pointer into it.", valueName: "pointer"))
        var pointer = ""

        @Option(help: ArgumentHelp("From which element on.", valueName: "count"))
        var offset = 0

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let arguments: JSONValue = [
                "resource": .string(resource), "pointer": .string(pointer), "offset": .number(JSONNumber(offset)),
            ]
            try await AccessCommand.call("read_result", arguments, global)
        }
    }

    struct ApplyPlan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "apply", abstract: "Carry out a plan that a call was answered with.")

        @Argument(help: ArgumentHelp("The plan's id.", valueName: "plan"))
        var plan: String

        @Option(help: ArgumentHelp("The plan's digest.", valueName: "digest"))
        var digest: String

        @Option(help: ArgumentHelp("So long it may be waited for the end, 0 to 50.", valueName: "seconds"))
        var wait = 20

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let arguments: JSONValue = ["plan": .string(plan), "digest": .string(digest), "wait_s": .number(JSONNumber(wait))]
            try await AccessCommand.call(AgentPlan.applyName, arguments, global)
        }
    }

    struct Call: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a call as an answer gave it in 'next': a tool and its arguments, byte for byte."
        )

        @Argument(help: ArgumentHelp("The tool.", valueName: "tool"))
        var tool: String

        @Argument(help: ArgumentHelp("Its arguments as JSON: a file, or - for standard input.", valueName: "file"))
        var arguments: String = "-"

        @OptionGroup var global: GlobalOptions

        func run() async throws { try await AccessCommand.call(tool, try InputFile.json(arguments), global) }
    }

    static func call(_ tool: String, _ arguments: JSONValue, _ global: GlobalOptions) async throws {
        let answer = try await AgentGateway.with(global) { context, session in
            try await AgentActions.run(tool, arguments, context, session)
        }
        Terminal.result(answer)
    }
}
