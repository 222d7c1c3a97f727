/// The words of one operation, by the place they stand in, and what its name says it does to what.
struct OperationWords {
    /// Each word or concept, by its number, with how much it counts.
    private(set) var weights: [Int32: Float] = [:]
    let verbs: VerbSet
    /// What it is about: each member is one word or what it may mean.
    let heads: [[Int32]]
    /// The thing itself among them: the last part of the path, as words and concepts.
    let target: [Int32]

    init(_ logical: LogicalOperation, title: String, intents: [String], _ lexicon: Lexicon, _ vocabulary: inout Vocabulary) {
        let operation = logical.primary.operation
        let idWords = Words.identifier(operation.id)
        let literals = operation.literals.filter { !Self.isScope($0) }
        let verbs = Self.verbs(operation, lexicon)
        self.verbs = lexicon.verbs(verbs)
        heads = Self.heads(operation, idWords, lexicon).map { $0.map { vocabulary.number($0) } }
        target = Self.target(operation, literals, lexicon).map { vocabulary.number($0) }
        weights.reserveCapacity(64)
        func add(_ words: [String], _ weight: Float) { self.add(words, weight, &vocabulary) }
        add(idWords, Weights.name)
        if let last = literals.last { add(Words.identifier(last), Weights.pathEnd) }
        add(literals.dropLast().suffix(3).flatMap(Words.identifier), Weights.path)
        let summary = operation.summary.isEmpty ? String(operation.description.prefix(160)) : operation.summary
        add(Words.identifier(summary), Weights.summary)
        if !operation.summary.isEmpty, operation.description != operation.summary {
            add(Words.identifier(String(operation.description.prefix(400))), Weights.description)
        }
        add(operation.tags.flatMap(Words.identifier), Weights.tag)
        add(Words.identifier(title), Weights.title)
        for intent in intents { add(Words.identifier(intent), Weights.intent) }
        add(operation.parameterNames.filter { !Self.isScope("{\($0)}") }.flatMap(Words.identifier), Weights.parameter)
        add(operation.fieldNames.flatMap(Words.identifier), Weights.field)
        for kind in lexicon.kinds(of: operation.path) { weights[vocabulary.number(kind), default: 0] += Weights.kind }
        for verb in verbs { weights[vocabulary.number(verb), default: 0] += Weights.verb }
    }

    private mutating func add(_ words: [String], _ weight: Float, _ vocabulary: inout Vocabulary) {
        let stems = words.map { vocabulary.stem(of: $0) }
        for (place, stem) in stems.enumerated() where !vocabulary.isFiller[Int(stem)] {
            let times = stems[..<place].count { $0 == stem }
            if times < 2 { weights[stem, default: 0] += times == 0 ? weight : weight * Weights.repeated }
        }
        for thing in vocabulary.things(in: stems) { weights[thing, default: 0] += weight }
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
        // Restoring what was deleted is how it is recovered.
        if verbs.contains("v:restore"), stems.contains("deleted") { verbs.insert("v:recover") }
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

    /// The nouns of the name: a question that does not speak of them is about something else.
    private static func heads(_ operation: CatalogOperation, _ words: [String], _ lexicon: Lexicon) -> [[String]] {
        let dull: Set = [
            "or", "by", "at", "for", "of", "in", "with", "v2", "resource", "level", "group", "subscription", "list", "scope", "to", "from",
            "the", "on", "v1", "info", "all",
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
        let prefix = Set(Words.identifier(String(operation.id.prefix { $0 != "_" })).map(Words.stem))
        for kind in kinds where ["n:webcertificate", "n:vaultcertificate", "n:order"].contains(kind) {
            let isPrefixed = operation.id.contains("_") && (prefix.contains("certificat") || prefix.contains("order"))
            for place in heads.indices {
                let head = heads[place][0]
                if ["certificat", "order"].contains(head) || isPrefixed && prefix.contains(head) { heads[place].append(kind) }
            }
        }
        // What two or three words mean together answers for each of them.
        for length in [2, 3] where stems.count >= length {
            for start in 0...(stems.count - length) {
                let phrase = stems[start..<(start + length)]
                for concept in lexicon.documents[phrase.joined(separator: " ")] ?? [] where concept.hasPrefix("n:") {
                    for place in heads.indices where phrase.contains(heads[place][0]) && !heads[place].contains(concept) {
                        heads[place].append(concept)
                    }
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
