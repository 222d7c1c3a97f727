/// Words as numbers while an index is made, so that each word is cut to its stem and looked up once and not in every operation.
struct Vocabulary {
    private(set) var names: [String] = []
    private(set) var isFiller: [Bool] = []
    /// Each word of a document as it was written, with the number of its stem.
    private(set) var forms: [String: Int32] = [:]
    private var numbers: [String: Int32] = [:]
    /// The things a phrase means, by the number of its first stem.
    private var phrases: [[Phrase]] = []

    private struct Phrase {
        let rest: [Int32]
        let things: [Int32]
    }

    init(_ lexicon: Lexicon) {
        for (phrase, concepts) in lexicon.documents {
            let things = concepts.filter { $0.hasPrefix("n:") }.map { number($0) }
            let stems = phrase.split(separator: " ").map { number(String($0)) }
            guard !things.isEmpty, let first = stems.first else { continue }
            phrases[Int(first)].append(Phrase(rest: Array(stems.dropFirst()), things: things))
        }
    }

    /// The number of a stem or a concept.
    mutating func number(_ term: String) -> Int32 {
        if let known = numbers[term] { return known }
        let number = Int32(truncatingIfNeeded: names.count)
        numbers[term] = number
        names.append(term)
        isFiller.append(Words.isFiller(term))
        phrases.append([])
        return number
    }

    func known(_ term: String) -> Int32? { numbers[term] }

    mutating func stem(of word: String) -> Int32 {
        if let known = forms[word] { return known }
        let number = number(Words.stem(word))
        forms[word] = number
        return number
    }

    /// The things these stems speak of, each once.
    func things(in stems: [Int32]) -> [Int32] {
        var found: [Int32] = []
        for start in stems.indices {
            for phrase in phrases[Int(stems[start])] where start + phrase.rest.count < stems.count {
                guard phrase.rest.isEmpty || stems[(start + 1)...].starts(with: phrase.rest) else { continue }
                for thing in phrase.things where !found.contains(thing) { found.append(thing) }
            }
        }
        return found
    }
}
