import Actions
import ArgumentParser
import Catalog

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find the operation for what you want done, in your own words.",
        discussion: """
            Searches signet's own API documents and those that were imported (signet catalog import). Nothing leaves this machine and nothing \
            is called. Says when nothing fits.
            """
    )

    @Argument(help: ArgumentHelp("What is to be done, for example \"extend my certificate\".", valueName: "intent"))
    var intent: [String]

    @Option(
        name: .customLong("api"),
        help: ArgumentHelp("Only this service, as signet catalog list names it, repeatable.", valueName: "name")
    )
    var apis: [String] = []

    @Option(help: "Only operations with this effect.")
    var effect: Effect?

    @Option(help: ArgumentHelp("At most so many, 1 to 25.", valueName: "count"))
    var limit = 5

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (1...25).contains(limit) else { throw ValidationError("--limit takes 1 to 25.") }
        guard !intent.joined().isEmpty else { throw ValidationError("Say what is to be done.") }
    }

    func run() async throws {
        let scope = Search.Scope(apis: apis, effect: effect)
        let report = try await SearchOperations(try await Home().catalog())(intent.joined(separator: " "), in: scope, limit: limit)
        switch global.output {
        case .json: Terminal.result(report.json)
        case .table: Terminal.result(Self.text(report))
        }
        if !global.quiet, global.output == .table, !report.next.isEmpty { Terminal.note(report.next) }
    }

    private static func text(_ report: SearchReport) -> String {
        var table = Table(header: ["OPERATION", "EFFECT", "FIT", "WHAT IT DOES", "WHY"])
        for hit in report.answer.hits {
            let operation = hit.variant.operation
            let title = operation.summary.isEmpty ? operation.description : operation.summary
            let what = title.count > 60 ? title.prefix(59) + "…" : title[...]
            table.rows.append([
                "\(hit.variant.api)/\(operation.id)", operation.effect.rawValue, hit.confidence.rawValue, String(what),
                hit.why.prefix(3).joined(separator: "; "),
            ])
        }
        return table.text
    }
}

extension Effect: ExpressibleByArgument {}

extension Home {
    /// The imported API documents, in the state file.
    func catalog() async throws -> CatalogStore {
        CatalogStore(try await openPrepared())
    }
}
