import Catalog
import FoundationEssentials
import Gateway
import JSON
import Storage
import Synchronization

/// The catalogue with its search, made once and again when documents were imported or removed.
struct OperationLibrary: Sendable {
    final class Edition: Sendable {
        let catalog: Catalog
        let search: Search
        fileprivate let entries: [CatalogStore.Entry]
        fileprivate let contracts = Mutex<[String: Contract]>([:])

        fileprivate init(_ catalog: Catalog, _ entries: [CatalogStore.Entry]) {
            (self.catalog, self.entries) = (catalog, entries)
            search = Search(SearchIndex(catalog, overlay: IntentOverlay(OwnDocuments.all)))
        }
    }

    private let edition: Looked<Edition>

    private static let memory: Duration = .milliseconds(500)
    private static let mostContracts = 512

    init(store: Store) {
        let store = CatalogStore(store)
        edition = Looked(for: Self.memory) { before in
            let entries = try await store.entries()
            if let before, before.entries == entries { return before }
            return Edition(Catalog(OwnDocuments.all + (try await store.documents())), entries)
        }
    }

    func current() async throws -> Edition { try await edition() }

    /// The whole contract of the one operation a name means; a refusal that names the next step when it is none, or several.
    func contract(_ name: String) async throws -> Contract {
        let edition = try await current()
        if let known = edition.contracts.withLock({ $0[name] }) { return known }
        let contract = ContractBuilder(edition.catalog).contract(try Self.one(name, in: edition.catalog))
        edition.contracts.withLock { contracts in
            if contracts.count >= Self.mostContracts { contracts = [:] }
            contracts[name] = contract
        }
        return contract
    }

    /// The read that shows what a write left behind: of the same resource, or of the one its action is about.
    func reader(of contract: Contract, _ inputs: JSONValue) async throws -> Refusal.Call? {
        let catalog = try await current().catalog
        var path = CatalogOperation.normalized(contract.path)
        while !path.isEmpty {
            let key = "GET \(path)"
            for operation in catalog.operations {
                guard let variant = operation.variants.first(where: { $0.api == contract.api && $0.operation.key == key }) else { continue }
                let read = ContractBuilder(catalog).contract(variant)
                let names = Self.renamed(read.path, as: contract.path)
                var given = JSONObject()
                for (name, _) in read.places { given[name] = inputs[names[name] ?? name] }
                return read.complaints(.object(given)).isEmpty ? read.call(.object(given)) : nil
            }
            path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        }
        return nil
    }

    /// Two templates of one path may call their parameters differently.
    private static func renamed(_ path: String, as other: String) -> [String: String] {
        let pairs = zip(path.split(separator: "/"), other.split(separator: "/")).filter { $0.0.hasPrefix("{") && $0.1.hasPrefix("{") }
        return pairs.reduce(into: [:]) { $0[String($1.0.dropFirst().dropLast())] = String($1.1.dropFirst().dropLast()) }
    }

    private static func one(_ name: String, in catalog: Catalog) throws(Refusal) -> LogicalOperation.Variant {
        let found = catalog.named(name)
        let apis = Set(found.map(\.api))
        // Several versions of one service mean the newest, which comes first.
        if let first = found.first, apis.count == 1 { return first }
        let shown = name.prefix(200)
        guard found.isEmpty else {
            throw Refusal(
                .unknownOperation,
                "Several services have an operation '\(shown)': \(apis.sorted().prefix(10).joined(separator: ", ")).",
                next: Refusal.Call("load_operations", ["operations": [.string("\(apis.min() ?? "")/\(found[0].operation.id)")]])
            )
        }
        throw Refusal(
            .unknownOperation,
            "There is no operation '\(shown)'.",
            next: Refusal.Call("search_operations", ["intent": .string(intent(of: name))])
        )
    }

    /// The words of an identifier that means nothing here: `Certificates_RenewNow` as `certificates renew now`.
    private static func intent(of name: String) -> String {
        let id = name.split(separator: "/").last.map(String.init) ?? name
        let words = CatalogName.kebab(id).replacing("-", with: " ")
        return words.count < 3 ? "list what there is" : words
    }
}
