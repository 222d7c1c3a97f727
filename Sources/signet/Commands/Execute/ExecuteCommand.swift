import Actions
import ArgumentParser
import Foundation
import Gateway
import JSON
import Workflows

struct ExecuteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "execute",
        abstract: "Call an operation as an agent does: by its contract, under the policy, without seeing a secret.",
        discussion: """
            Find operations with signet search, see what they take with signet load. Whoever runs it is an agent by the token in \
            SIGNET_AGENT_TOKEN, else 'local'. What costs money is answered with a plan: signet access apply carries it out. Secrets in the \
            answer are handles, which a later call may have in its body.
            """
    )

    @Argument(help: ArgumentHelp("The operation, as signet search names it.", valueName: "operation"))
    var operation: String

    @Option(name: .customLong("parameter"), help: ArgumentHelp("An input of the contract, repeatable.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: ArgumentHelp("The JSON body: a file, or - for standard input.", valueName: "file"))
    var body: String?

    @Option(help: ArgumentHelp("Only this part of the answer, as in value[].name, repeatable.", valueName: "path"))
    var select: [String] = []

    @Flag(help: "Follow a list to its end, up to 1000 items.")
    var all = false

    @Option(help: ArgumentHelp("So many items of a list.", valueName: "count"))
    var maxItems: Int?

    @Option(help: ArgumentHelp("So long it may be waited for the end, 0 to 50.", valueName: "seconds"))
    var wait = 20

    @Option(help: ArgumentHelp("The contract the call was made by; the present one otherwise.", valueName: "digest"))
    var schemaDigest: String?

    @Option(help: ArgumentHelp("Why, for whoever has to agree.", valueName: "text"))
    var reason = "from the command line"

    @Option(help: ArgumentHelp("The same call under the same key is made once.", valueName: "key"))
    var idempotencyKey: String?

    @Option(help: ArgumentHelp("Which sealed credential, where an API has several.", valueName: "name"))
    var credential: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        let (inputs, options) = (try inputs(), try options())
        let answer = try await AgentGateway.with(global) { context, session in
            let loaded = try await AgentActions.run("load_operations", ["operations": [.string(operation)]], context, session)
            var call = loaded["operations"]?[0]?["next"]?["arguments"]?.object ?? [:]
            let tool = loaded["operations"]?[0]?["next"]?["tool"]?.string ?? "execute"
            call["inputs"] = inputs
            if let schemaDigest { call["schema_digest"] = .string(schemaDigest) }
            if tool == "execute" { call["reason"] = .string(reason) }
            for (name, value) in options { call[name] = value }
            return try await AgentActions.run(tool, .object(call), context, session)
        }
        Terminal.result(answer)
    }

    private func options() throws -> JSONObject {
        var options: JSONObject = ["wait_s": .number(JSONNumber(wait))]
        if !select.isEmpty { options["select"] = .array(select.map(JSONValue.string)) }
        if let maxItems { options["page"] = ["max_items": .number(JSONNumber(maxItems))] } else if all { options["page"] = ["all": true] }
        options["idempotency_key"] = idempotencyKey.map(JSONValue.string)
        options["credential"] = credential.map(JSONValue.string)
        return options
    }

    private func inputs() throws -> JSONValue {
        var inputs = JSONObject()
        for text in parameters {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, inputs[parts[0]] == nil else {
                throw ValidationError("'\(text)' is no NAME=VALUE, or given twice.")
            }
            inputs[parts[0]] = .string(parts[1])
        }
        if let body { inputs["body"] = try InputFile.json(body) }
        return .object(inputs)
    }
}

/// JSON as a person gives it to a command: within bounds, with no name twice.
enum InputFile {
    static func json(_ path: String) throws -> JSONValue {
        do {
            let handle = try path == "-" ? FileHandle.standardInput : FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            let limits = JSONLimits(maximumBytes: 1 << 20, maximumDepth: 64)
            return try JSONValue(parsing: Array(try handle.read(upToCount: limits.maximumBytes + 1) ?? Data()), limits: limits)
        } catch {
            throw Problem(
                .input,
                "\(path) cannot be read.",
                why: "\(error)",
                nextStep: "Give a file that holds JSON of at most 1 MiB, or - for standard input."
            )
        }
    }
}
