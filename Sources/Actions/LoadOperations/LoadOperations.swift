import Catalog
import JSON
import Workflows

/// Makes the contracts of operations: all that is needed to call them.
package struct LoadOperations: Sendable {
    let store: CatalogStore

    package init(_ store: CatalogStore) {
        self.store = store
    }

    /// - Parameters:
    ///   - names: operation ids, with `api/` or `api@version/` in front where several services have one of that name.
    ///   - tokens: so many for each contract, about; what is left out is named.
    package func callAsFunction(_ names: [String], tokens: Int) async throws -> [Contract] {
        let catalog = Catalog(OwnDocuments.all + (try await store.documents()))
        let builder = ContractBuilder(catalog)
        return try names.map { name in
            TokenBudget(tokens).fitted(builder.contract(try Self.one(catalog.named(name), name, in: catalog)))
        }
    }

    private static func one(
        _ found: [LogicalOperation.Variant],
        _ name: String,
        in catalog: Catalog
    ) throws -> LogicalOperation.Variant {
        let apis = Set(found.map(\.api))
        // Several versions of one service mean the newest, which comes first.
        if let first = found.first, apis.count == 1 { return first }
        guard found.isEmpty else {
            throw Problem(
                .input,
                "Several services have an operation \(name).",
                why: "it is in \(apis.sorted().joined(separator: ", "))",
                nextStep: "Say which: signet load \(apis.min() ?? "")/\(name)"
            )
        }
        let near = catalog.operations.flatMap(\.operationIds).filter { $0.lowercased().contains(name.lowercased()) }
        throw Problem(
            .input,
            "There is no operation named \(name).",
            why: near.isEmpty
                ? "nothing in the catalogue is called like that" : "similar ones are \(near.prefix(5).joined(separator: ", "))",
            nextStep: "Search for what is to be done: signet search \"…\""
        )
    }
}
