import Foundation

/// The words of a catalogue and where they occur, made once and then only read.
package struct SearchIndex: Sendable {
    struct Posting: Sendable {
        let operation: Int32
        let weight: Float
    }

    struct Head: Sendable {
        let terms: [Int32]
        let rarity: Float
    }

    package let catalog: Catalog
    let lexicon: Lexicon
    private(set) var terms: [String: Int] = [:]
    private(set) var postings: [[Posting]] = []
    private(set) var rarity: [Float] = []
    private(set) var verbs: [VerbSet] = []
    /// Beside the operations, which are large and copied when looked at.
    private(set) var effects: [Effect] = []
    private(set) var isDeprecated: [Bool] = []
    /// Operations of the same kind of resource have the same number.
    private(set) var families: [Int32] = []
    /// Which services' operations these are; none for what is about any service's things, as locks are.
    private(set) var services: [Set<String>] = []
    /// By operation the place of its document.
    private(set) var documents: [Int32] = []
    private(set) var targets: [[Int32]] = []
    /// Of each operation what it is about, as terms, each with how rare it is.
    private(set) var heads: [[Head]] = []
    let spelling: Spelling

    package init(_ catalog: Catalog, overlay: IntentOverlay = .none) {
        self.init(catalog, overlay: overlay, lexicon: .shared)
    }

    init(_ catalog: Catalog, overlay: IntentOverlay, lexicon: Lexicon) {
        self.catalog = catalog
        self.lexicon = lexicon
        var vocabulary = Vocabulary(lexicon)
        var places: [Int32] = []
        var postings: [[Posting]] = []
        var names: [Int32] = []
        let words = catalog.operations.enumerated().map { index, operation in
            let title = catalog.documents[operation.primary.document].api
            let words = OperationWords(operation, title: title, intents: overlay.intents(of: operation), lexicon, &vocabulary)
            places += Array(repeating: -1, count: vocabulary.names.count - places.count)
            for (number, weight) in words.weights {
                if places[Int(number)] < 0 {
                    places[Int(number)] = Int32(truncatingIfNeeded: postings.count)
                    postings.append([])
                    names.append(number)
                }
                let posting = Posting(operation: Int32(truncatingIfNeeded: index), weight: weight / (weight + Weights.saturation))
                postings[Int(places[Int(number)])].append(posting)
            }
            return words
        }
        let count = Float(max(1, catalog.operations.count))
        let rarity = postings.map { log(1 + (count - Float($0.count) + 0.5) / (Float($0.count) + 0.5)) }
        // Words of the lexicon that no operation has may have no place at all.
        places += Array(repeating: -1, count: vocabulary.names.count - places.count)
        func place(_ number: Int32) -> Int32? { places[Int(number)] < 0 ? nil : places[Int(number)] }
        heads = words.map { words in
            words.heads.map { alternatives in
                Head(terms: alternatives.compactMap(place), rarity: alternatives.first.flatMap(place).map { rarity[Int($0)] } ?? 1)
            }
        }
        effects = catalog.operations.map(\.primary.operation.effect)
        isDeprecated = catalog.operations.map(\.primary.operation.isDeprecated)
        services = catalog.operations.map { lexicon.services(of: $0.primary.operation.path) }
        documents = catalog.operations.map { Int32(truncatingIfNeeded: $0.primary.document) }
        families = Self.families(catalog)
        targets = words.map { $0.target.compactMap(place) }
        verbs = words.map(\.verbs)
        for (place, number) in names.enumerated() { terms[vocabulary.names[Int(number)]] = place }
        spelling = Spelling(vocabulary, lexicon, occurrences: { number in place(number).map { postings[Int($0)].count } ?? 0 })
        (self.postings, self.rarity) = (postings, rarity)
    }

    private static func families(_ catalog: Catalog) -> [Int32] {
        var numbers: [String: Int32] = [:]
        return catalog.operations.map { operation in
            var segments = operation.key.split(separator: "/")
            // The thing itself, or the collection of such things, or something done to it.
            while let last = segments.last, last != "{}", segments.count > 2, segments.dropLast().last == "{}" { segments.removeLast() }
            if segments.last == "{}" { segments.removeLast() }
            let name = segments.dropFirst().filter { !["subscriptions", "resourcegroups", "{}"].contains($0) }.joined(separator: "/")
            let number = numbers[name] ?? Int32(truncatingIfNeeded: numbers.count)
            numbers[name] = number
            return number
        }
    }

    /// The best place of a term in an operation's list, which is in the order of the operations.
    func holds(_ operation: Int, _ term: Int) -> Bool {
        let list = postings[term]
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].operation < operation { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low].operation == operation
    }
}

/// How people ask for operations, written by us, for documents that do not say it themselves.
package struct IntentOverlay: Sendable {
    package static let none = IntentOverlay([:])

    /// By method and path, see ``CatalogOperation/familyKey``.
    let byKey: [String: [String]]

    package init(_ byKey: [String: [String]]) {
        self.byKey = byKey
    }

    /// From documents that carry `x-signet-intents`.
    package init(_ documents: [APIDocument]) {
        var byKey: [String: [String]] = [:]
        for operation in documents.lazy.flatMap(\.operations) where !operation.intents.isEmpty {
            byKey[operation.familyKey, default: []] += operation.intents
        }
        self.byKey = byKey
    }

    func intents(of logical: LogicalOperation) -> [String] {
        var intents = byKey[logical.primary.operation.familyKey] ?? []
        for variant in logical.variants {
            for intent in variant.operation.intents where !intents.contains(intent) { intents.append(intent) }
        }
        return intents
    }
}
