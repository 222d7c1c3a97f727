import Actions
import ArgumentParser
import Catalog
import Foundation
import HTTPTypes
import JSON
import Workflows

struct ApiCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Call any operation of the certificate order, web certificate, binding and Key Vault APIs.",
        discussion: """
            Without an operation, lists them. The answer is printed as the service gave it. Operations that buy, replace or delete ask first \
            (--yes says yes) on a profile where that costs something; an order whose certificate is served or locked is deleted only with --yes.
            """
    )

    @Argument(help: ArgumentHelp("The operation, for example AppServiceCertificateOrders_Get.", valueName: "operation-id"))
    var operationId: String?

    @Option(name: .customLong("parameter"), help: ArgumentHelp("A path or query parameter, repeatable.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: ArgumentHelp("The JSON body: a file, or - for standard input.", valueName: "file"))
    var body: String?

    @Flag(help: "Follow a list to its end.")
    var all = false

    @Flag(help: "Print only how many items a list has.")
    var count = false

    @Flag(help: "Do not ask before a call that buys, replaces or deletes.")
    var yes = false

    @Option(help: ArgumentHelp("Print signet's own OpenAPI document of that name instead; 'list' names them.", valueName: "name"))
    var document: String?

    @OptionGroup var global: GlobalOptions

    func run() async throws {
        if let document { return try Self.printDocument(document) }
        guard let operationId else { return list() }
        let operation = try operation(operationId)
        let call = CallOperation.Call(
            operation: operation,
            parameters: try pairs(),
            body: try readBody(),
            all: all || count,
            isConfirmed: yes
        )
        let answer = try await Session.open(global) { session, _ in
            try confirm(operation, session)
            return try await CallOperation(session.context)(call)
        }
        if count { return Terminal.result(String(answer?.array?.count ?? 0)) }
        if let answer { Terminal.result(answer) }
    }

    private static func printDocument(_ name: String) throws {
        let names = OwnDocuments.sources.map(\.name)
        guard name != "list" else { return Terminal.result(names.joined(separator: "\n")) }
        guard let source = OwnDocuments.sources.first(where: { $0.name == name }) else {
            throw Problem(
                .input,
                "There is no document named \(name).",
                why: "there are \(names.joined(separator: ", "))",
                nextStep: "Name one of them."
            )
        }
        Terminal.result(try JSONValue(parsing: source.json))
    }

    private func operation(_ id: String) throws -> APIOperation {
        if let operation = APIOperation.named(id) { return operation }
        let near = APIOperation.all.map(\.id).filter { $0.lowercased().contains(id.lowercased()) }
        throw Problem(
            .input,
            "There is no operation named \(id).",
            why: near.isEmpty ? "nothing is called like that" : "similar ones are \(near.prefix(5).joined(separator: ", "))",
            nextStep: "See them all: signet api"
        )
    }

    private func pairs() throws -> [String: String] {
        var pairs: [String: String] = [:]
        for text in parameters {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, pairs.updateValue(parts[1], forKey: parts[0]) == nil else {
                throw Problem(
                    .input,
                    "'\(text)' is no parameter.",
                    why: "it is not NAME=VALUE, or given twice",
                    nextStep: "Write --parameter NAME=VALUE."
                )
            }
        }
        return pairs
    }

    /// A body may be 4 MiB, which is the most that Resource Manager takes.
    private func readBody() throws -> JSONValue? {
        guard let body else { return nil }
        let limits = JSONLimits(maximumBytes: 4 * 1024 * 1024, maximumDepth: 64)
        do {
            let handle = try body == "-" ? FileHandle.standardInput : FileHandle(forReadingFrom: URL(fileURLWithPath: body))
            let data = try handle.read(upToCount: limits.maximumBytes + 1) ?? Data()
            return try JSONValue(parsing: Array(data), limits: limits)
        } catch {
            throw Problem(
                .input,
                "The body cannot be read from \(body).",
                why: "\(error)",
                nextStep: "Give a file that holds JSON, or - for standard input."
            )
        }
    }

    private func confirm(_ operation: APIOperation, _ session: Session) throws {
        guard session.context.charges, [.purchase, .delete].contains(operation.effect), !yes else { return }
        let what = operation.effect == .purchase ? "buys or replaces a certificate" : "deletes for good"
        guard !Terminal.confirm("\(operation.id) \(what). Go on?") else { return }
        throw Problem(
            .refused,
            "\(operation.id) was not called.",
            why: "it \(what), and nobody said yes",
            nextStep: "Say yes at the prompt, or add --yes."
        )
    }

    private func list() {
        switch global.output {
        case .json:
            Terminal.result(
                .array(
                    APIOperation.all.map {
                        [
                            "id": .string($0.id), "method": .string($0.method.rawValue), "path": .string($0.path),
                            "effect": .string($0.effect.rawValue), "parameters": .array($0.parameters.map(JSONValue.string)),
                        ]
                    }
                )
            )
        case .table:
            var table = Table(header: ["OPERATION", "EFFECT", "CALL"])
            for operation in APIOperation.all {
                table.rows.append([operation.id, operation.effect.rawValue, "\(operation.method) \(operation.path)"])
            }
            Terminal.result(table.text)
        }
    }
}
