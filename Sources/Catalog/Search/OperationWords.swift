/// The words of one operation, by the place they stand in, and what its name says it does to what.
struct OperationWords {
    /// Each word or concept with how much it counts.
    private(set) var weights: [String: Float] = [:]
    private(set) var verbs: Set<String> = []
    /// What it is about: each member is one word or what it may mean.
    private(set) var heads: [[String]] = []
    /// The thing itself among them: the last part of the path, as words and concepts.
    private(set) var target: Set<String> = []
    private let lexicon: Lexicon

    init(_ logical: LogicalOperation, title: String, intents: [String], lexicon: Lexicon) {
        self.lexicon = lexicon
        let operation = logical.primary.operation
        let idWords = Words.identifier(operation.id)
        let literals = operation.literals.filter { !Self.isScope($0) }
        add(idWords, 3)
        if let last = literals.last { add(Words.identifier(last), 2.5) }
        add(literals.dropLast().suffix(3).flatMap(Words.identifier), 1.2)
        let summary = operation.summary.isEmpty ? String(operation.description.prefix(160)) : operation.summary
        add(Words.identifier(summary), 2.2)
        if !operation.summary.isEmpty, operation.description != operation.summary {
            add(Words.identifier(String(operation.description.prefix(400))), 0.7)
        }
        add(operation.tags.flatMap(Words.identifier), 0.6)
        add(Words.identifier(title), 0.6)
        for intent in intents { add(Words.identifier(intent), 1.6) }
        add(operation.parameterNames.filter { !Self.isScope("{\($0)}") }.flatMap(Words.identifier), 0.4)
        for kind in lexicon.kinds(of: operation.path) { weights[kind, default: 0] += 1.5 }
        verbs = Self.verbs(operation, lexicon)
        for verb in verbs { weights[verb, default: 0] += 3 }
        heads = Self.heads(operation, literals, lexicon)
        target = Self.target(operation, literals, lexicon)
    }

    private mutating func add(_ words: [String], _ weight: Float) {
        let stems = words.map(Words.stem)
        var counted: [String: Int] = [:]
        for stem in stems where !Words.isFiller(stem) {
            let times = counted[stem, default: 0]
            counted[stem] = times + 1
            if times < 2 { weights[stem, default: 0] += times == 0 ? weight : weight * 0.3 }
        }
        for concept in lexicon.concepts(in: stems) where concept.hasPrefix("n:") { weights[concept, default: 0] += weight }
    }

    /// Parts of a path that say where something lies, not what it is.
    private static func isScope(_ literal: String) -> Bool {
        ["subscriptions", "resourcegroups", "providers", "{subscriptionid}", "{resourcegroupname}"].contains(literal.lowercased())
    }

    private static func verbs(_ operation: CatalogOperation, _ lexicon: Lexicon) -> Set<String> {
        let name = operation.id.split(separator: "_").last.map(String.init) ?? operation.id
        let stems = Words.identifier(name).map(Words.stem)
        func isVerb(_ concept: String) -> Bool { concept.hasPrefix("v:") }
        let pair = lexicon.documents[stems.prefix(2).joined(separator: " ")]?.filter(isVerb) ?? []
        let leading = pair.isEmpty ? lexicon.documents[stems.first ?? ""]?.filter(isVerb) ?? [] : pair
        var verbs = Set(leading.isEmpty ? lexicon.concepts(in: stems).filter(isVerb) : leading)
        if stems.contains("or"), stems.count > 2 { verbs.formUnion(lexicon.documents[stems[2]]?.filter(isVerb) ?? []) }
        if operation.effect == .purchase, operation.method == "PUT" { verbs.insert("v:buy") }
        let endsInLiteral = !operation.path.hasSuffix("}")
        let isPlural = name.hasSuffix("s") || operation.isPaged
        if operation.method == "GET", verbs == ["v:get"], endsInLiteral, isPlural { verbs = ["v:list"] }
        guard verbs.isEmpty else { return verbs }
        switch operation.method {
        case "GET": return [endsInLiteral ? "v:list" : "v:get"]
        case "PUT": return ["v:create", "v:update"]
        case "PATCH": return ["v:update"]
        case "DELETE": return ["v:delete"]
        default: return []
        }
    }

    /// The nouns of the name and of the path's end: a question that does not speak of them is about something else.
    private static func heads(_ operation: CatalogOperation, _ literals: [String], _ lexicon: Lexicon) -> [[String]] {
        let words = Words.identifier(operation.id) + Words.identifier(literals.last ?? "")
        let dull: Set = [
            "or", "by", "at", "for", "of", "in", "with", "v2", "resource", "level", "group", "subscription", "list", "scope", "to", "from",
            "the", "on", "v1", "info",
        ]
        let kinds = lexicon.kinds(of: operation.path)
        var heads: [[String]] = []
        var seen: Set<String> = []
        let stems = words.map(Words.stem)
        for stem in stems where !dull.contains(stem) && seen.insert(stem).inserted {
            let concepts = lexicon.concepts(in: [stem])
            guard !concepts.contains(where: { $0.hasPrefix("v:") }) || concepts.contains(where: { $0.hasPrefix("n:") }) else { continue }
            heads.append([stem] + concepts)
        }
        // `uploaded certificate` speaks of what is called a certificate at the place of the uploaded ones.
        for kind in kinds where ["n:webcertificate", "n:vaultcertificate", "n:order"].contains(kind) {
            for place in heads.indices where ["certificat", "order"].contains(heads[place][0]) { heads[place].append(kind) }
        }
        // What two words mean together answers for each of them.
        for (left, right) in zip(stems, stems.dropFirst()) {
            for concept in lexicon.documents["\(left) \(right)"] ?? [] where concept.hasPrefix("n:") {
                for place in heads.indices where [left, right].contains(heads[place][0]) && !heads[place].contains(concept) {
                    heads[place].append(concept)
                }
            }
        }
        return heads
    }

    private static func target(_ operation: CatalogOperation, _ literals: [String], _ lexicon: Lexicon) -> Set<String> {
        let name = operation.id.split(separator: "_").last.map(String.init) ?? operation.id
        let last = Words.identifier(literals.last ?? "").map(Words.stem)
        let stems = last + Words.identifier(name).map(Words.stem)
        let isItself =
            literals.last.map { operation.path.lowercased().hasSuffix($0.lowercased()) || operation.path.hasSuffix("}") } ?? false
        return Set(stems + lexicon.concepts(in: stems) + (isItself && literals.count <= 3 ? lexicon.kinds(of: operation.path) : []))
    }
}
