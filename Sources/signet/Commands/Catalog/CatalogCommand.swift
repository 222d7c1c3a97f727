import Actions
import ArgumentParser
import Catalog
import Foundation
import JSON
import Workflows

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Keep the API documents that signet search looks through.",
        subcommands: [Import.self, List.self, Show.self, Remove.self]
    )

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take in OpenAPI documents: Swagger 2.0, OpenAPI 3.0 or 3.1, JSON or YAML.",
            discussion: "What a document refers to outside of itself is named and not fetched. The same document twice changes nothing."
        )

        @Argument(help: ArgumentHelp("The files, or - for standard input.", valueName: "file"))
        var files: [String]

        @Option(help: ArgumentHelp("What to call the service; otherwise its title says it.", valueName: "name"))
        var name: String?

        @OptionGroup var global: GlobalOptions

        func validate() throws {
            guard name == nil || files.count == 1 else { throw ValidationError("--name goes with one file.") }
            guard name.map({ $0 == CatalogName.kebab($0) }) ?? true else {
                throw ValidationError("--name takes small letters and digits with hyphens between words.")
            }
        }

        func run() async throws {
            let catalog = ManageCatalog(try await Home().catalog())
            var results: [JSONValue] = []
            var table = Table(header: ["DOCUMENT", "OPERATIONS", "OUTCOME", "REFERS TO WHAT IS NOT THERE"])
            for file in files {
                let source = file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent
                let imported = try await catalog.add(try Self.read(file), source: source, name: name, now: Date())
                let document = imported.document
                table.rows.append([
                    document.name, "\(document.operations.count)", imported.outcome.rawValue,
                    document.missing.isEmpty ? "" : "\(document.missing.count)",
                ])
                results.append([
                    "document": .string(document.name), "title": .string(document.title), "dialect": .string(document.dialect.rawValue),
                    "operations": .number(JSONNumber(document.operations.count)), "outcome": .string(imported.outcome.rawValue),
                    "missing": .array(document.missing.map(JSONValue.string)),
                ])
            }
            Terminal.result(global.output == .json ? JSONValue.array(results).text(pretty: true) : table.text)
        }

        private static func read(_ file: String) throws -> [UInt8] {
            do {
                let handle = try file == "-" ? FileHandle.standardInput : FileHandle(forReadingFrom: URL(fileURLWithPath: file))
                var bytes: [UInt8] = []
                while bytes.count <= ImportLimits.standard.bytes, let more = try handle.read(upToCount: 1 << 20), !more.isEmpty {
                    bytes += more
                }
                return bytes
            } catch {
                throw Problem(
                    .input,
                    "\(file) cannot be read.",
                    why: error.localizedDescription,
                    nextStep: "Give a file that exists, or -."
                )
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the documents, signet's own and the imported ones.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let entries = try await ManageCatalog(try await Home().catalog()).list()
            let own = OwnDocuments.all.map { [$0.name, "\($0.operations.count)", $0.dialect.rawValue, "signet", "", $0.title] }
            let imported = entries.map { [$0.name, "\($0.operations)", $0.dialect, $0.source, "\($0.missing.count)", $0.title] }
            switch global.output {
            case .table:
                Terminal.result(
                    Table(header: ["DOCUMENT", "OPERATIONS", "DIALECT", "FROM", "MISSING", "TITLE"], rows: own + imported).text
                )
            case .json:
                Terminal.result(.array(OwnDocuments.all.map(Show.json) + entries.map(Self.json)))
            }
        }

        private static func json(_ entry: CatalogStore.Entry) -> JSONValue {
            [
                "document": .string(entry.name), "title": .string(entry.title), "dialect": .string(entry.dialect),
                "operations": .number(JSONNumber(entry.operations)), "source": .string(entry.source),
                "imported_at": .string(entry.importedAt),
                "digest": .string(entry.digest), "missing": .array(entry.missing.map(JSONValue.string)),
            ]
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show the operations of a document.")

        @Argument(help: ArgumentHelp("The service, or service@version.", valueName: "document"))
        var document: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let documents = try await ManageCatalog(try await Home().catalog()).show(document)
            switch global.output {
            case .json: Terminal.result(.array(documents.map(Self.json)))
            case .table: Terminal.result(documents.map(Self.text).joined(separator: "\n\n"))
            }
        }

        private static func text(_ document: APIDocument) -> String {
            var table = Table(header: ["OPERATION", "EFFECT", "CALL"])
            for operation in document.operations {
                table.rows.append([operation.id, operation.effect.rawValue, "\(operation.method) \(operation.path)"])
            }
            let missing = document.missing.map { "\n  not there  \($0)" }.joined()
            return "\(document.name)  \(document.title)  (\(document.dialect.rawValue))\(missing)\n\(table.text)"
        }

        static func json(_ document: APIDocument) -> JSONValue {
            [
                "document": .string(document.name), "title": .string(document.title), "dialect": .string(document.dialect.rawValue),
                "digest": .string(document.digest), "missing": .array(document.missing.map(JSONValue.string)),
                "operations": .array(
                    document.operations.map { operation in
                        [
                            "id": .string(operation.id), "effect": .string(operation.effect.rawValue),
                            "call": .string("\(operation.method) \(operation.path)"),
                        ]
                    }
                ),
            ]
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget an imported document.")

        @Argument(help: ArgumentHelp("The service, or service@version.", valueName: "document"))
        var document: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let count = try await ManageCatalog(try await Home().catalog()).remove(document)
            switch global.output {
            case .json: Terminal.result(["document": .string(document), "removed": .number(JSONNumber(count))])
            case .table: Terminal.result("Removed \(count == 1 ? document : "\(count) versions of \(document)").")
            }
        }
    }
}
