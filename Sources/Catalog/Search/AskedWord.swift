/// A word of a question.
struct AskedWord {
    let written: String
    /// As it is meant to be spelt.
    var form: String
    var stem: String
    var share: Float = 1
    var isCorrected = false
    /// Words written without a blank between them, as in `kv-prod`, have the same number; nil for one that stands alone.
    var token: Int?

    /// Says nothing by itself.
    var isEmpty: Bool { Words.isFiller(stem) || Words.talk.contains(stem) || stem.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    var hasDigits: Bool { stem.utf8.contains { (0x30...0x39).contains($0) } }
    /// `stored`, `bindings`: what something is, not what is to be done.
    var isParticiple: Bool {
        form.utf8.count > 4 && (form.hasSuffix("ed") || form.hasSuffix("ing") || form.hasSuffix("ings")) || form == "kept" || form == "held"
    }
    var isAuxiliary: Bool { Self.auxiliaries.contains(stem) }

    private static let auxiliaries = Set(
        "is was were are be been being has had have we i they he she it you just now already still got get also please again really finally somehow"
            .split(separator: " ").map { Words.stem(String($0)) }
    )

    /// Whether the words ask what is the case, rather than for something to be done.
    static func asks(_ words: [AskedWord]) -> Bool {
        let stems = words.prefix(4).map(\.stem)
        guard let first = stems.first else { return false }
        if let how = stems.firstIndex(of: "how") {
            return stems[how...].dropFirst().first.map { quantities.contains($0) } ?? false
        }
        if stems.prefix(2).contains(where: questionWords.contains) || openers.contains(first) { return true }
        return zip(words, words.dropFirst()).contains { learning.contains($0.stem) && ["if", "whether"].contains($1.stem) }
    }

    private static let quantities = Set(["many", "much", "often", "close", "long", "full", "big"].map(Words.stem))
    private static let questionWords = Set(["which", "what", "who", "whom", "when"].map(Words.stem))
    private static let openers = Set(["is", "are", "was", "were", "do", "does", "did", "has"].map(Words.stem))
    private static let learning = Set(["know", "me", "out", "wonder", "see", "check", "remember"].map(Words.stem))

    /// A short question is the wish.
    private static let shortest = 14
    /// By their first word, without endings.
    private static let wishes = Dictionary(
        grouping: [
            "want", "would like", "would love", "need", "please", "how do", "how can", "how could", "how to", "can you", "could you",
            "can i", "can that",
            "should", "must", "has to", "have to", "so that", "tell me", "show me", "give me", "let me", "possible to", "where do i",
            "where can i",
            "where are", "is there", "supposed to", "asked to", "going to", "plan to", "bitte",
        ].map { $0.split(separator: " ").map { Words.stem(String($0)) } },
        by: { $0.first ?? "" }
    )

    /// The words of a text; where it tells a story and says what is wanted, the story counts less.
    static func read(_ text: String, atMost count: Int) -> [AskedWord] {
        let clauses = clauses(of: String(text.prefix(1500)))
        var token = 0
        let words = clauses.map { clause in
            clause.split(separator: " ").flatMap { part in
                let words = Words.parts(part)
                token += 1
                return words.map { AskedWord(written: $0, form: $0, stem: Words.stem($0), token: words.count > 1 ? token : nil) }
            }
        }
        let wish = words.map { isWish($0.map(\.stem)) }
        let told = words.joined().count >= shortest && wish.contains(true) && wish.contains(false)
        let all = zip(words, wish).flatMap { clause, isWish in
            clause.map { word in
                var word = word
                if told, !isWish { word.share = Weights.toldBeside }
                return word
            }
        }
        return Array(all.prefix(count))
    }

    static func isWish(_ stems: [String]) -> Bool {
        stems.indices.contains { place in
            wishes[stems[place]]?.contains { stems[place...].starts(with: $0) } ?? false
        }
    }

    /// Parted by stops, and by words that begin a reason or a circumstance.
    private static func clauses(of text: String) -> [String] {
        let openers: Set<Substring> = [
            "because", "but", "so", "since", "although", "though", "while", "which", "therefore", "hence", "however", "weil", "damit",
        ]
        var clauses: [[Substring]] = [[]]
        for part in text.split(whereSeparator: \.isWhitespace) {
            if openers.contains(part), clauses[clauses.count - 1].count > 1 { clauses.append([]) }
            clauses[clauses.count - 1].append(part)
            if let last = part.last, ",;:!?.".contains(last), part.count > 1 { clauses.append([]) }
        }
        return clauses.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
    }
}
