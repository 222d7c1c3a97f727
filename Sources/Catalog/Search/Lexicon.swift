/// What the words of the field mean, compiled in: written from general knowledge of how certificates, vaults and web apps are
/// spoken of, never from a set that measures it.
///
/// A line `concept = words | more words` names a thing: the words before the bar are read in documents and in questions, the ones
/// behind it in questions only. A line `words > meaning` says what a turn of phrase stands for.
struct Lexicon: Sendable {
    /// One thing a turn of phrase may mean, with how much it counts.
    struct Sense: Sendable, Hashable {
        let term: String
        let weight: Float
    }

    /// What one phrase means: all the groups together, and in each group any of the senses.
    typealias Meaning = [[Sense]]

    /// By the stems of the phrase, joined by a blank.
    private(set) var questions: [String: Meaning] = [:]
    private(set) var documents: [String: [String]] = [:]
    /// What concepts mean that are spoken of together, wherever they stand: all the groups, and of each any concept.
    private(set) var together: [(needs: [Set<String>], meaning: Meaning)] = []
    private(set) var longest = 1
    /// Every verb, in the order of the lines.
    private(set) var verbNames: [String] = []
    private(set) var verbPlaces: [String: Int] = [:]
    /// How many words the longest phrase has that begins with a word, in documents.
    private var reach: [String: Int] = [:]
    /// Every stem that occurs in a phrase: never a slip of the pen.
    private(set) var stems: Set<String> = []
    /// The words of the phrases as written, with their stems.
    private(set) var forms: [String: String] = [:]

    static let shared = Lexicon(names: verbs + "\n" + nouns, meanings: meanings, together: combinations)

    init(names: String, meanings: String, together: String = "") {
        for line in names.split(separator: "\n") {
            let sides = Self.split(line, " = ")
            guard let concept = sides.first, sides.count == 2 else { continue }
            if concept.hasPrefix("v:"), verbPlaces[concept] == nil, verbNames.count < VerbSet.maximum {
                verbPlaces[concept] = verbNames.count
                verbNames.append(concept)
            }
            let parts = sides[1].split(separator: "|", omittingEmptySubsequences: false)
            for (index, part) in parts.enumerated() {
                for phrase in part.split(separator: ",") { learn(phrase, concept, inDocuments: index == 0) }
            }
        }
        for line in meanings.split(separator: "\n") {
            let sides = Self.split(line, " > ")
            guard sides.count == 2 else { continue }
            let groups = Self.meaning(sides[1])
            for phrase in sides[0].split(separator: ",") { questions[note(phrase)] = groups }
        }
        for line in together.split(separator: "\n") {
            let sides = Self.split(line, " > ")
            guard sides.count == 2 else { continue }
            let needs = Self.meaning(sides[0]).map { Set($0.map(\.term)) }
            self.together.append((needs, Self.meaning(sides[1])))
        }
    }

    private mutating func learn(_ phrase: Substring, _ concept: String, inDocuments: Bool) {
        let parts = phrase.split(separator: "^")
        let key = note(parts.first ?? phrase)
        let sense = Sense(term: concept, weight: parts.count > 1 ? Float(parts[1].filter { $0 != " " }) ?? 1 : 1)
        questions[key] = [(questions[key]?.first ?? []) + [sense]]
        guard inDocuments else { return }
        documents[key, default: []].append(concept)
        let words = key.split(separator: " ")
        if let first = words.first { reach[String(first)] = max(reach[String(first)] ?? 0, words.count) }
    }

    private mutating func note(_ phrase: Substring) -> String {
        let written = Words.sentence(String(phrase))
        let words = written.map(Words.stem)
        for (form, stem) in zip(written, words) { forms[form] = stem }
        longest = max(longest, words.count)
        stems.formUnion(words)
        return words.joined(separator: " ")
    }

    private static func meaning(_ text: String) -> Meaning {
        text.split(separator: "&").map { group in group.split(separator: "|").map(sense) }
    }

    private static func sense(_ text: Substring) -> Sense {
        let parts = text.split(separator: "^")
        let term = (parts.first ?? "").filter { $0 != " " }
        return Sense(term: term, weight: parts.count > 1 ? Float(parts[1].filter { $0 != " " }) ?? 1 : 1)
    }

    private static func split(_ line: Substring, _ separator: String) -> [String] {
        guard let range = line.firstRange(of: separator) else { return [] }
        return [line[..<range.lowerBound], line[range.upperBound...]].map { part in
            String(part.drop { $0 == " " })
        }
    }

    /// What lies at a place is of a kind that its words do not tell: a certificate of a vault is called a certificate there.
    func kinds(of path: String) -> [String] {
        let segments = path.lowercased().split(separator: "/")
        var kinds = segments.first.flatMap { Self.roots[String($0)] } ?? []
        for (provider, type) in zip(segments, segments.dropFirst()) where provider.utf8.contains(UInt8(ascii: ".")) {
            if let kind = Self.types["\(provider)/\(type)"] { kinds.append(kind) }
        }
        return kinds
    }

    /// At the root of an address: only a vault's own address has such paths.
    private static let roots = [
        "certificates": ["n:vaultcertificate", "n:vault"], "deletedcertificates": ["n:vaultcertificate", "n:vault"], "secrets": ["n:vault"],
        "deletedsecrets": ["n:vault"], "keys": ["n:vault"], "deletedkeys": ["n:vault"], "storage": ["n:vault"],
        "deletedstorage": ["n:vault"],
    ]

    private static let types = [
        "microsoft.certificateregistration/certificateorders": "n:order", "microsoft.web/certificates": "n:webcertificate",
        "microsoft.devices/iothubs": "n:iothub", "microsoft.devices/provisioningservices": "n:dps",
        "microsoft.apimanagement/service": "n:apim",
        "microsoft.automation/automationaccounts": "n:automation", "microsoft.cache/redis": "n:redis", "microsoft.cdn/profiles": "n:cdn",
        "microsoft.keyvault/vaults": "n:vault", "microsoft.sql/servers": "n:sql",
        "microsoft.network/frontdoors": "n:frontdoor", "microsoft.network/trafficmanagerprofiles": "n:trafficmanager",
        "microsoft.network/dnszones": "n:zone", "microsoft.domainregistration/domains": "n:domain", "microsoft.web/sites": "n:app",
        "microsoft.web/serverfarms": "n:plan", "microsoft.web/hostingenvironments": "n:ase",
    ]

    /// Whose operation it is; what is uploaded to the web platform is an app's, too.
    func services(of path: String) -> Set<String> {
        let kinds = Set(kinds(of: path))
        return kinds.contains("n:webcertificate") ? kinds.union(["n:app"]) : kinds
    }

    /// What a service is called by when nothing else is meant; `domain` or `certificate` may be any service's.
    static let services: Set = [
        "n:vault", "n:iothub", "n:dps", "n:apim", "n:automation", "n:redis", "n:cdn", "n:frontdoor", "n:trafficmanager", "n:app", "n:plan",
        "n:ase", "n:sql", "n:zone",
    ]

    /// The concepts that occur in the words of a document, each once.
    func concepts(in stems: [String]) -> [String] {
        var found: [String] = []
        for start in stems.indices {
            guard let reach = reach[stems[start]] else { continue }
            for length in 1...reach where start + length <= stems.count {
                let phrase = length == 1 ? stems[start] : stems[start..<(start + length)].joined(separator: " ")
                guard let concepts = documents[phrase] else { continue }
                for concept in concepts where !found.contains(concept) { found.append(concept) }
            }
        }
        return found
    }
}
