/// What somebody asks for, as groups of words: an operation answers a group by any of its members.
struct Question {
    struct Group {
        /// The words as they were written, for the reason shown with a hit.
        let words: String
        /// Terms with how much they count.
        var members: [Lexicon.Sense]
        /// How sure the words are read: less for a word that was spelt differently.
        var certainty: Float = 1
        /// How much of it is the wish itself: less for what is only told beside it.
        var share: Float = 1
        /// Neither the catalogue nor the lexicon knows them.
        var isUnknown = false

        /// It names something, and does nothing.
        var isThing: Bool {
            !isUnknown && share == 1 && !members.contains { $0.term.hasPrefix("v:") } && members.contains { $0.term.hasPrefix("n:") }
        }
    }

    private(set) var groups: [Group] = []
    /// What is to be done, with how much each counts.
    private(set) var verbs: [String: Float] = [:]
    private(set) var corrections: [(String, String)] = []
    private(set) var speaksOfSlot = false
    /// Of the thing named first: several of it, as in `my domains`, one, or nobody knows.
    private(set) var isOfMany: Bool?
    /// Services that are spoken of by name.
    private(set) var services: Set<String> = []
    private(set) var isComplaint = false
    /// It asks what is the case.
    private(set) var asks = false
    /// It asks for somebody who did something.
    private var asksWho = false
    /// A verb stands in it that is no participle: `certificates stored for runbooks` says nothing of storing any.
    private var saysWhatToDo = false

    private static let sure: Float = 0.8
    private static let likely: Float = 0.5

    /// Longer questions are cut; nothing is said in more words.
    static let maximumWords = 96

    init(_ text: String, index: SearchIndex) {
        var words = AskedWord.read(text, atMost: Self.maximumWords)
        let isEnglish: (String) -> Bool = { index.spelling.knows(Words.stem($0)) || Words.isEveryday($0) }
        let isGerman = German.shared.isSpoken(in: words.map(\.written), isEnglish: isEnglish)
        Self.dropNames(&words, index)
        for place in words.indices { correct(&words[place], index, isGerman) }
        if isGerman || German.shared.isSpoken(in: words.map(\.form), isEnglish: isEnglish) { words = Self.translated(words, index) }
        gather(&words, index.lexicon)
        Self.joinStates(&words)
        var place = 0
        while place < words.count { place += read(words[place...], index.lexicon) }
        readTogether(words, index.lexicon)
        for place in groups.indices {
            groups[place].isUnknown = groups[place].members.allSatisfy { !$0.term.contains(":") && index.terms[$0.term] == nil }
        }
        asks = AskedWord.asks(words)
        isComplaint = !asks && words.count >= 6
        let isOnlyDescribed = !verbs.isEmpty && !saysWhatToDo && !AskedWord.isWish(words.map(\.stem))
        if asks || isOnlyDescribed { preferReading() }
        if let kept = Self.forbidden(words, verbs) { forbid(kept) }
        if asksWho {
            for verb in verbs.keys where verb != "v:list" { verbs[verb]? *= Weights.deedOfCulprit }
        }
        fadeNames()
        isOfMany = Self.number(of: groups.first { $0.isThing && $0.members.first?.term != "n:deleted" }, in: words)
        if isOfMany == true { listRather() }
        // To pay for one more term of what one has is to renew it.
        if verbs["v:renew"] != nil { verbs["v:buy"]? *= 0.6 }
        // Whoever wants to delete what is deleted wants it gone for good.
        let isOfDeleted = groups.contains { $0.members.first?.term == "n:deleted" }
        if isOfDeleted, let weight = verbs["v:delete"], verbs["v:recover"] == nil { verbs["v:purge"] = max(weight, 1) }
        let named = groups.flatMap(\.members).filter { $0.weight >= Self.sure }.map(\.term)
        services = Lexicon.services.intersection(named.contains("n:vaultcertificate") ? named + ["n:vault"] : named)
        speaksOfSlot = groups.contains { $0.members.contains { $0.term == "n:slot" } }
    }

    private mutating func readTogether(_ words: [AskedWord], _ lexicon: Lexicon) {
        let spoken = Set(groups.flatMap(\.members).filter { $0.weight >= Self.likely }.map(\.term)).union(verbs.keys)
        for (needs, meaning) in lexicon.together where needs.allSatisfy({ !$0.isDisjoint(with: spoken) }) {
            let added = meaning.filter { senses in !senses.contains { spoken.contains($0.term) } || senses.contains { $0.weight > 1 } }
            if !added.isEmpty { add(added, words.prefix(0)) }
        }
    }

    /// `kv-shop` or `9f2c` is what somebody called a thing: what nobody knows in it is not asked for, and no slip of the pen.
    private static func dropNames(_ words: inout [AskedWord], _ index: SearchIndex) {
        let tokens = Dictionary(grouping: words.filter { $0.token != nil }, by: \.token)
        let names = tokens.filter { index.lexicon.questions[$0.value.map(\.stem).joined(separator: " ")] == nil }
        for place in words.indices where words[place].token != nil && names[words[place].token] != nil {
            words[place].share *= Weights.partOfName
        }
        words.removeAll { word in
            guard word.token != nil || word.hasDigits, !Words.isFiller(word.stem), !Words.isEveryday(word.written) else { return false }
            return !index.spelling.knows(word.stem) && index.terms[word.stem] == nil && !German.shared.knows(word.written)
        }
    }

    private static func translated(_ words: [AskedWord], _ index: SearchIndex) -> [AskedWord] {
        let isKnown: (String) -> Bool = { index.spelling.knows(Words.stem($0)) }
        let translations = German.shared.translated(words.map(\.form), isKnown: isKnown)
        return zip(words, translations).flatMap { word, english in
            english.map {
                $0.map {
                    AskedWord(written: word.written, form: $0, stem: Words.stem($0), share: word.share, isCorrected: word.isCorrected)
                }
            } ?? [word]
        }
    }

    /// `which plugins are added` asks for a list, not for adding.
    private mutating func preferReading() {
        let reading: Set = ["v:list", "v:get", "v:check", "v:validate", "v:analyze", "v:test", "v:verify", "v:clone"]
        for verb in verbs.keys where !reading.contains(verb) { verbs[verb]? *= Weights.verbWhereRead }
        if reading.isDisjoint(with: verbs.keys) {
            verbs["v:get"] = Weights.readingWhereNone
            verbs["v:list"] = Weights.readingWhereNone
        }
    }

    /// To show several things is to list them.
    private mutating func listRather() {
        guard let get = verbs["v:get"] else { return }
        verbs["v:list"] = max(verbs["v:list"] ?? 0, get)
        verbs["v:get"] = get * Weights.getOfMany
        for place in groups.indices {
            guard let sense = groups[place].members.first(where: { $0.term == "v:get" }) else { continue }
            groups[place].members.append(Lexicon.Sense(term: "v:list", weight: sense.weight))
        }
    }

    /// `take the name off the site` as `take off the name the site`: a verb in two parts means something as a whole.
    private func gather(_ words: inout [AskedWord], _ lexicon: Lexicon) {
        let particles: Set = ["off", "on", "back", "up", "down", "away", "out", "in", "again"]
        for place in words.indices.dropLast(2) {
            for distance in 2...6 where place + distance < words.count {
                let particle = words[place + distance]
                guard particles.contains(particle.stem), lexicon.questions["\(words[place].stem) \(particle.stem)"] != nil else { continue }
                guard lexicon.questions["\(words[place].stem) \(words[place + 1].stem)"] == nil else { break }
                guard place + distance + 1 >= words.count || words[place + distance + 1].stem != "and" else { break }
                words.remove(at: place + distance)
                words.insert(particle, at: place + 1)
                break
            }
        }
    }

    /// `is the name shop-7 taken` as `is taken the name shop-7`: what is asked may stand at the end.
    private static func joinStates(_ words: inout [AskedWord]) {
        guard let start = words.firstIndex(where: { ["is", "are", "if", "whether"].contains($0.form) }) else { return }
        let states: Set = ["taken", "free", "available"]
        guard let state = words[start...].dropFirst(2).prefix(10).firstIndex(where: { states.contains($0.form) }) else { return }
        let word = words.remove(at: state)
        words.insert(word, at: start + 1)
        words[start].form = "is"
        words[start].stem = "is"
    }

    /// What nobody is to delete, or somebody fears to lose, is to be protected.
    private static func forbidden(_ words: [AskedWord], _ verbs: [String: Float]) -> ArraySlice<AskedWord>? {
        guard verbs["v:delete"] != nil else { return nil }
        let negations: Set = ["nobody", "noone", "never", "niemand"]
        let fears: Set = ["afraid", "worried", "fear", "prevent", "avoid"]
        let modals: Set = ["must", "may", "can", "should", "shall", "able", "allowed", "be"]
        let deeds: Set = ["delet", "deleted", "remov", "drop", "destroy", "wip"]
        guard let start = words.firstIndex(where: { negations.contains($0.form) || fears.contains($0.form) }) else { return nil }
        guard let deed = words[start...].prefix(7).firstIndex(where: { deeds.contains($0.stem) }) else { return nil }
        let isFeared = fears.contains(words[start].form)
        return isFeared || words[start..<deed].dropFirst().prefix(1).contains { modals.contains($0.form) } ? words[start...deed] : nil
    }

    private mutating func forbid(_ words: ArraySlice<AskedWord>) {
        groups.removeAll { $0.members.contains { ["v:delete", "v:recover", "n:deleted"].contains($0.term) } }
        for verb in ["v:delete", "v:recover", "v:purge"] { verbs[verb] = nil }
        add([[Lexicon.Sense(term: "n:lock", weight: 1.2)], [Lexicon.Sense(term: "v:create", weight: 0.9)]], words)
    }

    /// `fabrikam.org` says which zone or app; where that is named, the name itself adds little.
    private mutating func fadeNames() {
        func isName(_ group: Group) -> Bool { group.members.contains { $0.term == "domainnam" } }
        guard groups.contains(where: { $0.isThing && !isName($0) }) else { return }
        for place in groups.indices where isName(groups[place]) { groups[place].share *= Weights.nameBesideThing }
    }

    private static func number(of thing: Group?, in words: [AskedWord]) -> Bool? {
        guard let last = thing?.words.split(separator: " ").last?.lowercased() else { return nil }
        guard let word = words.first(where: { $0.written.lowercased() == last }), word.form.utf8.count > 3 else { return nil }
        guard word.form.hasSuffix("s"), !word.form.hasSuffix("ss"), word.stem != word.form else { return false }
        return true
    }

    private mutating func correct(_ word: inout AskedWord, _ index: SearchIndex, _ isGerman: Bool) {
        guard !index.spelling.knows(word.stem), !Words.isFiller(word.stem), !Words.isEveryday(word.written.lowercased()) else { return }
        guard index.terms[word.stem] == nil, !(isGerman && German.shared.knows(word.written)) else { return }
        let mayBeGerman = isGerman || word.stem.utf8.count > 4
        guard let nearest = index.spelling.nearest(German.folded(word.written), german: mayBeGerman) else { return }
        if !Words.isFiller(nearest.stem), !Words.talk.contains(nearest.stem) { corrections.append((word.written, nearest.word)) }
        (word.form, word.stem) = (nearest.word, nearest.stem)
        word.isCorrected = true
    }

    /// Reads the longest phrase that means something, or one word; how many words that were.
    private mutating func read(_ words: ArraySlice<AskedWord>, _ lexicon: Lexicon) -> Int {
        if let phrase = Self.culprit(words) {
            add([[Lexicon.Sense(term: "v:list", weight: 0.7)], [Lexicon.Sense(term: "n:activity", weight: 1.2)]], phrase)
            asksWho = true
            return phrase.count
        }
        if let (meaning, phrase) = Self.phrase(words, lexicon) {
            add(meaning, phrase)
            if phrase.count > 1 {
                noteThings(within: phrase, lexicon)
                if !meaning.joined().contains(where: { $0.term.hasPrefix("v:") }) { noteVerbs(within: phrase, lexicon) }
            }
            return phrase.count
        }
        if let word = words.first, !word.isEmpty { add([[]], words.prefix(1)) }
        return 1
    }

    /// `who has stopped` asks for the log of what was done, not for what stops something.
    private static func culprit(_ words: ArraySlice<AskedWord>) -> ArraySlice<AskedWord>? {
        guard let first = words.first, ["who", "whoever"].contains(first.stem) else { return nil }
        guard let deed = words.dropFirst().prefix(4).first(where: { !$0.isAuxiliary }) else { return nil }
        let isPast = deed.form.hasSuffix("ed") || ["did", "made", "took", "broke", "threw", "done"].contains(deed.form)
        let notPeople: Set = ["notified", "allowed", "emailed", "mailed", "permitted", "informed", "alerted", "involved"]
        guard isPast, !notPeople.contains(deed.form) else { return nil }
        return words[words.startIndex...(words[words.startIndex...].firstIndex { $0.form == deed.form } ?? words.startIndex)]
    }

    /// The longest phrase at the beginning; words that carry nothing may stand within it: `key was leaked` is `key leaked`.
    private static func phrase(_ words: ArraySlice<AskedWord>, _ lexicon: Lexicon) -> (Lexicon.Meaning, ArraySlice<AskedWord>)? {
        for length in stride(from: min(lexicon.longest, words.count), through: 1, by: -1) {
            let phrase = words.prefix(length)
            if let meaning = lexicon.questions[phrase.map(\.stem).joined(separator: " ")] { return (meaning, phrase) }
            let telling = phrase.filter { !$0.isAuxiliary }
            guard telling.count >= 2, telling.count < length, !(phrase.last?.isAuxiliary ?? true) else { continue }
            if let meaning = lexicon.questions[telling.map(\.stem).joined(separator: " ")] { return (meaning, phrase) }
        }
        return nil
    }

    /// `upload a pfx` means a thing as a whole, and something is done with it all the same.
    private mutating func noteVerbs(within phrase: ArraySlice<AskedWord>, _ lexicon: Lexicon) {
        for word in phrase {
            guard !word.isParticiple, let senses = lexicon.questions[word.stem]?.first else { continue }
            guard senses.allSatisfy({ $0.term.hasPrefix("v:") }) else { continue }
            saysWhatToDo = true
            for sense in senses { verbs[sense.term] = max(verbs[sense.term] ?? 0, Weights.verbInPhrase * sense.weight * word.share) }
        }
    }

    /// `the certificate we bought` is an order, and a certificate all the same.
    private mutating func noteThings(within phrase: ArraySlice<AskedWord>, _ lexicon: Lexicon) {
        guard let place = groups.indices.last else { return }
        let things = phrase.compactMap { lexicon.questions[$0.stem]?.first }.joined().filter { $0.term.hasPrefix("n:") }
        for thing in things where !groups[place].members.contains(where: { $0.term == thing.term }) {
            groups[place].members.append(Lexicon.Sense(term: thing.term, weight: thing.weight * Weights.thingOfPhrase))
        }
    }

    private mutating func add(_ meaning: Lexicon.Meaning, _ phrase: ArraySlice<AskedWord>) {
        let words = phrase.map(\.written).joined(separator: " ")
        let share = phrase.map(\.share).max() ?? 1
        let literal = phrase.filter { !Words.isFiller($0.stem) }.map {
            Lexicon.Sense(term: $0.stem, weight: phrase.count == 1 ? 1 : Weights.wordOfPhrase)
        }
        for (place, senses) in meaning.enumerated() {
            var members = senses
            if place == 0 { members += literal }
            guard !members.isEmpty else { continue }
            let isVerbAlone = senses.allSatisfy { $0.term.hasPrefix("v:") }
            let fade: Float = 1 - Weights.laterVerb * Float(min(verbs.count, 4))
            for sense in senses where sense.term.hasPrefix("v:") {
                if !(phrase.last?.isParticiple ?? false) { saysWhatToDo = true }
                let weight = sense.weight * (isVerbAlone ? 1 : Weights.verbInMeaning) * fade * share
                verbs[sense.term] = max(verbs[sense.term] ?? 0, weight)
            }
            let certainty: Float = phrase.contains(where: \.isCorrected) ? Weights.corrected : 1
            groups.append(Group(words: words, members: members, certainty: certainty, share: share))
        }
    }
}
