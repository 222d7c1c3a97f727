import Foundation

/// The words of a catalogue and where they occur, made once and then only read.
package struct SearchIndex: Sendable {
    struct Posting: Sendable {
        let operation: Int32
        let weight: Float
    }

    package let catalog: Catalog
    let lexicon: Lexicon
    private(set) var terms: [String: Int] = [:]
    private(set) var postings: [[Posting]] = []
    private(set) var rarity: [Float] = []
    private(set) var verbs: [Set<String>] = []
    private(set) var targets: [Set<Int32>] = []
    /// Of each operation what it is about, as terms, each with how rare it is.
    private(set) var heads: [[Head]] = []
    let spelling: Spelling

    struct Head: Sendable {
        let terms: [Int32]
        let rarity: Float
    }

    package init(_ catalog: Catalog, overlay: IntentOverlay = .none) {
        self.init(catalog, overlay: overlay, lexicon: .shared)
    }

    init(_ catalog: Catalog, overlay: IntentOverlay, lexicon: Lexicon) {
        self.catalog = catalog
        self.lexicon = lexicon
        var headWords: [[[String]]] = []
        var targetWords: [Set<String>] = []
        var terms: [String: Int] = [:]
        var postings: [[Posting]] = []
        for (index, operation) in catalog.operations.enumerated() {
            let title = catalog.documents[operation.primary.document].api
            let intents = overlay.intents(of: operation)
            let words = OperationWords(operation, title: title, intents: intents, lexicon: lexicon)
            for (term, weight) in words.weights {
                let place = terms[term] ?? postings.count
                if place == postings.count {
                    terms[term] = place
                    postings.append([])
                }
                postings[place].append(Posting(operation: Int32(truncatingIfNeeded: index), weight: weight / (weight + 2)))
            }
            verbs.append(words.verbs)
            headWords.append(words.heads)
            targetWords.append(words.target)
        }
        let count = Float(max(1, catalog.operations.count))
        let rarity = postings.map { log(1 + (count - Float($0.count) + 0.5) / (Float($0.count) + 0.5)) }
        heads = headWords.map { words in
            words.map { alternatives in
                let places = alternatives.compactMap { terms[$0] }
                return Head(terms: places.map { Int32(truncatingIfNeeded: $0) }, rarity: terms[alternatives[0]].map { rarity[$0] } ?? 1)
            }
        }
        targets = targetWords.map { words in Set(words.compactMap { terms[$0].map { Int32(truncatingIfNeeded: $0) } }) }
        (self.terms, self.postings, self.rarity) = (terms, postings, rarity)
        spelling = Spelling(terms.keys.filter { !$0.contains(":") } + lexicon.stems)
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
        for intent in logical.variants.lazy.flatMap(\.operation.intents) where !intents.contains(intent) { intents.append(intent) }
        return intents
    }
}
