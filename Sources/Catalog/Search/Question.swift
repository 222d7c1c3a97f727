/// What somebody asks for, as groups of words: an operation answers a group by any of its members.
struct Question {
    struct Group {
        /// The words as they were written, for the reason shown with a hit.
        let words: String
        /// Terms with how much they count.
        var members: [Lexicon.Sense]
        /// How sure the words are read: less for a word that was spelt differently.
        var certainty: Float = 1
        /// Neither the catalogue nor the lexicon knows them.
        var isUnknown = false
    }

    private(set) var groups: [Group] = []
    /// What is to be done, with how much each counts.
    private(set) var verbs: [String: Float] = [:]
    private(set) var corrections: [(String, String)] = []
    private(set) var speaksOfSlot = false

    /// Longer questions are cut; nothing is said in more words.
    static let maximumWords = 64

    init(_ text: String, index: SearchIndex) {
        var originals = Array(Words.sentence(String(text.prefix(1000))).prefix(Self.maximumWords))
        var stems = originals.map(Words.stem)
        for place in stems.indices { correct(&stems[place], originals[place], index) }
        gather(&stems, index.lexicon)
        if stems != originals.map(Words.stem), corrections.isEmpty { originals = stems }
        var place = 0
        while place < stems.count { place += read(stems[place...], originals[place...], index.lexicon) }
        for place in groups.indices {
            groups[place].isUnknown = groups[place].members.allSatisfy { !$0.term.contains(":") && index.terms[$0.term] == nil }
        }
        // Whoever wants to delete what is deleted wants it gone for good.
        let isOfDeleted = groups.contains { $0.members.first?.term == "n:deleted" }
        if isOfDeleted, let weight = verbs["v:delete"], verbs["v:recover"] == nil { verbs["v:purge"] = max(weight, 1) }
        speaksOfSlot = groups.contains { $0.members.contains { $0.term == "n:slot" } }
    }

    /// `take the name off the site` as `take off the name the site`: a verb in two parts means something as a whole.
    private func gather(_ stems: inout [String], _ lexicon: Lexicon) {
        let particles: Set = ["off", "on", "back", "up", "down", "away", "out", "in", "again"]
        for place in stems.indices.dropLast(2) {
            for distance in 2...6 where place + distance < stems.count {
                let particle = stems[place + distance]
                guard particles.contains(particle), lexicon.questions["\(stems[place]) \(particle)"] != nil else { continue }
                guard lexicon.questions["\(stems[place]) \(stems[place + 1])"] == nil else { break }
                guard place + distance + 1 >= stems.count || stems[place + distance + 1] != "and" else { break }
                stems.remove(at: place + distance)
                stems.insert(particle, at: place + 1)
                break
            }
        }
    }

    private mutating func correct(_ stem: inout String, _ original: String, _ index: SearchIndex) {
        guard !index.spelling.knows(stem), !Words.isFiller(stem), index.terms[stem] == nil else { return }
        guard let nearest = index.spelling.nearest(stem) else { return }
        corrections.append((original, nearest))
        stem = nearest
    }

    /// Reads the longest phrase that means something, or one word; how many words that were.
    private mutating func read(_ stems: ArraySlice<String>, _ originals: ArraySlice<String>, _ lexicon: Lexicon) -> Int {
        for length in stride(from: min(lexicon.longest, stems.count), through: 1, by: -1) {
            let phrase = stems.prefix(length)
            guard let meaning = lexicon.questions[phrase.joined(separator: " ")] else { continue }
            add(meaning, phrase, words: originals.prefix(length).joined(separator: " "))
            return length
        }
        if let stem = stems.first, !Words.isFiller(stem), !stem.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            add([[]], stems.prefix(1), words: originals.first ?? stem)
        }
        return 1
    }

    private mutating func add(_ meaning: Lexicon.Meaning, _ stems: ArraySlice<String>, words: String) {
        let corrected = corrections.contains { words.contains($0.0) }
        let literal = stems.filter { !Words.isFiller($0) }.map { Lexicon.Sense(term: $0, weight: stems.count == 1 ? 1 : 0.45) }
        for (place, senses) in meaning.enumerated() {
            var members = senses
            if place == 0 { members += literal }
            guard !members.isEmpty else { continue }
            let isVerbAlone = senses.allSatisfy { $0.term.hasPrefix("v:") }
            let fade: Float = 1 - 0.12 * Float(min(verbs.count, 4))
            for sense in senses where sense.term.hasPrefix("v:") {
                let weight = sense.weight * (isVerbAlone ? 1 : 0.75) * fade
                verbs[sense.term] = max(verbs[sense.term] ?? 0, weight)
            }
            groups.append(Group(words: words, members: members, certainty: corrected ? 0.85 : 1))
        }
    }
}
