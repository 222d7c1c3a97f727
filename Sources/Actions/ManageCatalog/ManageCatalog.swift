import Catalog
import FoundationEssentials
import JSON
import Workflows

/// Takes API documents in, lists them and lets them go.
package struct ManageCatalog: Sendable {
    let store: CatalogStore

    package init(_ store: CatalogStore) {
        self.store = store
    }

    package struct Imported: Sendable {
        package enum Outcome: String, Sendable {
            case added
            case replaced
            case unchanged
        }

        package let document: APIDocument
        package let outcome: Outcome
    }

    /// - Parameters:
    ///   - bytes: the document, JSON or YAML.
    ///   - source: the file's name, for the list and as a name where the title's is taken.
    ///   - name: what the service is to be called; its title otherwise.
    package func add(_ bytes: [UInt8], source: String, name: String? = nil, now: Date) async throws -> Imported {
        var document = try read(bytes, source, name)
        var known = try await store.entries().first { $0.name == document.name }
        if let entry = known, entry.digest != document.digest, name == nil, entry.source != source, try await isOther(document) {
            document = try read(bytes, source, Self.name(of: source))
            known = try await store.entries().first { $0.name == document.name }
        }
        if known?.digest == document.digest { return Imported(document: document, outcome: .unchanged) }
        try await store.put(document, source: source, at: RFC3339.text(now))
        return Imported(document: document, outcome: known == nil ? .added : .replaced)
    }

    package func list() async throws -> [CatalogStore.Entry] { try await store.entries() }

    /// One document of the catalogue, imported or our own.
    package func show(_ name: String) async throws -> [APIDocument] {
        let found = (OwnDocuments.all + (try await store.documents())).filter { $0.name == name || $0.api == name }
        guard found.isEmpty else { return found }
        throw try await unknown(name)
    }

    /// How many versions went.
    package func remove(_ name: String) async throws -> Int {
        let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
        let count = try await store.remove(api: parts.first ?? name, version: parts.count > 1 ? parts[1] : nil)
        guard count == 0 else { return count }
        throw try await unknown(name)
    }

    private func read(_ bytes: [UInt8], _ source: String, _ name: String?) throws -> APIDocument {
        do {
            return try DocumentReader().read(bytes, api: name)
        } catch {
            throw Problem(
                .input,
                "\(source) was not imported.",
                why: error.description,
                nextStep:
                    "Give an OpenAPI document of version 3.0 or 3.1, or Swagger 2.0, as JSON or YAML, within the limits of docs/catalog.md."
            )
        }
    }

    /// Two services may have the same title; then they share hardly any operation.
    private func isOther(_ document: APIDocument) async throws -> Bool {
        guard let old = try await store.documents().first(where: { $0.name == document.name }) else { return false }
        let keys = Set(old.operations.map(\.key))
        return document.operations.count { keys.contains($0.key) } * 2 < min(keys.count, document.operations.count)
    }

    /// `KeyVaultSecrets-2019-09-01.json` as `key-vault-secrets`.
    private static func name(of source: String) -> String {
        let stem = source.split(separator: ".").first.map(String.init) ?? source
        let words = stem.split { $0 == "-" || $0 == "_" || $0 == " " }.prefix { !($0.first?.isNumber ?? true) }
        return CatalogName.kebab(words.joined(separator: " "))
    }

    private func unknown(_ name: String) async throws -> Problem {
        let names = try await store.entries().map(\.name)
        return Problem(
            .input,
            "There is no document named \(name).",
            why: names.isEmpty ? "nothing has been imported" : "imported are \(names.prefix(10).joined(separator: ", "))",
            nextStep: "See them all: signet catalog list"
        )
    }
}
