import Actions
import ArgumentParser
import Catalog
import JSON

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Print the contract of operations: inputs, an example call, outputs, what can go wrong.",
        discussion: "The schema has no references and holds only what a caller says; an example comes with it that it takes."
    )

    @Argument(
        help: ArgumentHelp("Operation ids, perhaps with the service in front: certificates/Certificates_Get.", valueName: "operation")
    )
    var operations: [String]

    @Option(help: ArgumentHelp("About so many tokens for each contract, 200 to 12000; what is left out is named.", valueName: "count"))
    var maxTokens = 3000

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (200...12_000).contains(maxTokens) else { throw ValidationError("--max-tokens takes 200 to 12000.") }
        guard (1...5).contains(operations.count) else { throw ValidationError("Give one to five operations.") }
    }

    func run() async throws {
        let contracts = try await LoadOperations(try await Home().catalog())(operations, tokens: maxTokens)
        switch global.output {
        case .json: Terminal.result(.array(contracts.map(\.json)))
        case .table: Terminal.result(contracts.map(Self.text).joined(separator: "\n\n"))
        }
    }

    private static func text(_ contract: Contract) -> String {
        var facts = Facts()
        facts.add("operation", "\(contract.api)/\(contract.operationId)")
        facts.add("call", "\(contract.method) \(contract.path)")
        facts.add("api version", contract.version)
        facts.add("does", contract.summary)
        facts.add(
            "effect",
            contract.effect.rawValue + (contract.isLongRunning ? ", long-running" : "") + (contract.isPaged ? ", paged" : "")
        )
        facts.add("undone by", contract.reversibility.text)
        facts.add("filled in", contract.filledByServer.map { "\($0.name) (\($0.value))" }.joined(separator: ", "))
        facts.add("secrets", contract.output.filter(\.isSecret).map(\.path).joined(separator: ", "))
        facts.add("missing", contract.missing.joined(separator: "; "))
        facts.add("left out", contract.omitted.joined(separator: ", "))
        facts.add("digest", contract.digest)
        return """
            \(facts.text)
            input
            \(contract.inputSchema.text(pretty: true))
            example
            \(contract.example.text(pretty: true))
            output
            \(contract.output.map { "  \($0.path)  \($0.type)\($0.isSecret ? "  secret" : "")" }.joined(separator: "\n"))
            """
    }
}
