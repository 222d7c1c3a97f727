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
    private(set) var longest = 1
    /// Every stem that occurs in a phrase: never a slip of the pen.
    private(set) var stems: Set<String> = []

    static let shared = Lexicon(names: verbs + "\n" + nouns, meanings: meanings)

    init(names: String, meanings: String) {
        for line in names.split(separator: "\n") {
            let sides = Self.split(line, " = ")
            guard let concept = sides.first, sides.count == 2 else { continue }
            let parts = sides[1].split(separator: "|")
            for (index, part) in parts.enumerated() {
                for phrase in part.split(separator: ",") { learn(phrase, concept, inDocuments: index == 0) }
            }
        }
        for line in meanings.split(separator: "\n") {
            let sides = Self.split(line, " > ")
            guard sides.count == 2 else { continue }
            let groups = sides[1].split(separator: "&").map { group in group.split(separator: "|").map(Self.sense) }
            for phrase in sides[0].split(separator: ",") { questions[note(phrase)] = groups }
        }
    }

    private mutating func learn(_ phrase: Substring, _ concept: String, inDocuments: Bool) {
        let key = note(phrase)
        let sense = Sense(term: concept, weight: 1)
        questions[key] = [(questions[key]?.first ?? []) + [sense]]
        if inDocuments { documents[key, default: []].append(concept) }
    }

    private mutating func note(_ phrase: Substring) -> String {
        let words = Words.stems(String(phrase))
        longest = max(longest, words.count)
        stems.formUnion(words)
        return words.joined(separator: " ")
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

    /// The concepts that occur in the words of a document, each once.
    func concepts(in stems: [String]) -> [String] {
        var found: [String] = []
        for start in stems.indices {
            for length in 1...longest where start + length <= stems.count {
                guard let concepts = documents[stems[start..<(start + length)].joined(separator: " ")] else { continue }
                for concept in concepts where !found.contains(concept) { found.append(concept) }
            }
        }
        return found
    }
}
