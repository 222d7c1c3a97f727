/// One thing that can be done, in all the versions of its service and for a deployment slot as for its app.
package struct LogicalOperation: Sendable {
    /// One way to call it: an operation of one document.
    package struct Variant: Sendable {
        package let operation: CatalogOperation
        /// Where its document stands in the catalogue.
        package let document: Int
        package let api: String
        package let version: String
        package let isOfSlot: Bool
    }

    package let key: String
    /// The one to call unless something else is said first: newest version, the app rather than its slot.
    package let variants: [Variant]

    package var primary: Variant { variants[0] }
    package var operationIds: [String] { variants.map(\.operation.id) }
}

/// All documents of a catalogue, with the operations that are the same put together.
package struct Catalog: Sendable {
    package let documents: [APIDocument]
    package let operations: [LogicalOperation]

    package init(_ documents: [APIDocument]) {
        self.documents = documents
        var places: [String: Int] = [:]
        var families: [(key: String, variants: [LogicalOperation.Variant])] = []
        for (index, document) in documents.enumerated() {
            let host = Self.host(document)
            for operation in document.operations {
                let variant = LogicalOperation.Variant(
                    operation: operation,
                    document: index,
                    api: document.api,
                    version: document.version,
                    isOfSlot: operation.key != operation.familyKey
                )
                let key = host + operation.familyKey
                if let place = places[key] {
                    families[place].variants.append(variant)
                } else {
                    places[key] = families.count
                    families.append((key, [variant]))
                }
            }
        }
        operations = families.map { family in
            LogicalOperation(
                key: family.key,
                variants: family.variants.count > 1 ? family.variants.sorted(by: Self.precedes) : family.variants
            )
        }
    }

    /// Which host serves the paths; every Azure Resource Manager document names the same one, and a vault's own address is a variable.
    private static func host(_ document: APIDocument) -> String {
        let server = document.servers.first ?? ""
        guard let start = server.firstRange(of: "://")?.upperBound else { return server.hasPrefix("{") ? "{} " : "" }
        return server[start...].prefix { $0 != "/" } + " "
    }

    private static func precedes(_ left: LogicalOperation.Variant, _ right: LogicalOperation.Variant) -> Bool {
        if left.isOfSlot != right.isOfSlot { return right.isOfSlot }
        if left.operation.isDeprecated != right.operation.isDeprecated { return right.operation.isDeprecated }
        let (old, new) = (left.version.lowercased(), right.version.lowercased())
        if old.contains("preview") != new.contains("preview") { return new.contains("preview") }
        return old == new ? left.document < right.document : old > new
    }

    /// The variants that a name means: an operation id, or one with the api and perhaps its version in front, as in
    /// `web-apps@2019-08-01/WebApps_Get`.
    package func named(_ name: String) -> [LogicalOperation.Variant] {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let (place, id) = parts.count == 2 && !name.hasPrefix("/") ? (parts[0], parts[1]) : (nil, name)
        return operations.lazy.flatMap(\.variants).filter { variant in
            guard variant.operation.id.lowercased() == id.lowercased() else { return false }
            guard let place else { return true }
            return place == variant.api || place == "\(variant.api)@\(variant.version)"
        }
    }
}
