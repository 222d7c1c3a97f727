/// Finds the word that was meant when one letter is missing, too much, wrong or swapped; two in long words.
package struct Spelling: Sendable {
    private struct Form: Sendable {
        let word: String
        let letters: [UInt8]
        /// Which letters occur in it, a bit each: words that differ in many are not compared.
        let bag: UInt32
        let stem: String
        /// Words of the field before words of documents, and these by how often they occur.
        let trust: Int
        let isGerman: Bool

        /// Of two that are as near: words of the field are sooner meant, and letters sooner lost, doubled or swapped than taken for others.
        func isLikelier(than other: Form, for bag: UInt32) -> Bool {
            let (own, others) = ((bag ^ self.bag).nonzeroBitCount, (bag ^ other.bag).nonzeroBitCount)
            let areBothOfField = trust >= Trust.field && other.trust >= Trust.field
            return areBothOfField && own != others ? own < others : trust > other.trust
        }
    }

    /// How likely a word is the one that was meant, beside how often documents have it.
    private enum Trust {
        static let inflected = 1
        static let talk = 20
        static let filler = 50
        static let field = 1_000_000
    }

    private let stems: Set<String>
    /// Words as they are written, by their length in letters.
    private let byLength: [[Form]]

    private static let longest = 24

    init(_ vocabulary: Vocabulary, _ lexicon: Lexicon, occurrences: (Int32) -> Int) {
        var forms: [String: (stem: String, trust: Int)] = [:]
        var stems: Set<String> = []
        func learn(_ form: String, _ stem: String, _ trust: Int) {
            guard (3...Self.longest).contains(form.utf8.count), form.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else { return }
            if trust > forms[form]?.trust ?? -1 { forms[form] = (stem, trust) }
        }
        for word in Words.fillerWords { learn(word, Words.stem(word), Trust.filler) }
        for word in Words.common { learn(word, Words.stem(word), Trust.talk) }
        let english = Set(forms.keys)
        for word in German.shared.words { learn(word, Words.stem(word), Trust.talk) }
        for (form, number) in vocabulary.forms where !Words.isEveryday(form) {
            let count = occurrences(number)
            guard count > 0 else { continue }
            learn(form, vocabulary.names[Int(number)], count)
            stems.insert(vocabulary.names[Int(number)])
        }
        for (form, stem) in lexicon.forms where !Words.isFiller(stem) {
            learn(form, stem, Trust.field + (vocabulary.known(stem).map(occurrences) ?? 0))
            stems.insert(stem)
            for ending in ["s", "es", "ing", "ed"] where stem.utf8.count >= 3 { learn(stem + ending, stem, Trust.inflected) }
        }
        self.stems = stems
        var byLength: [[Form]] = Array(repeating: [], count: Self.longest + 1)
        for (form, meaning) in forms.sorted(by: { $0.key < $1.key }) {
            let letters = Array(form.utf8)
            byLength[letters.count].append(
                Form(
                    word: form,
                    letters: letters,
                    bag: Self.bag(letters),
                    stem: meaning.stem,
                    trust: meaning.trust,
                    isGerman: meaning.trust == Trust.talk && !english.contains(form)
                )
            )
        }
        self.byLength = byLength
    }

    func knows(_ stem: String) -> Bool { stems.contains(stem) }

    /// The word that was meant, and its stem; nil when none is near enough. A word of three letters is what it is.
    func nearest(_ word: String, german: Bool = true) -> (word: String, stem: String)? {
        let letters = Array(word.utf8)
        guard (4...Self.longest).contains(letters.count), letters.allSatisfy({ (0x61...0x7A).contains($0) }) else { return nil }
        let allowed = letters.count >= 8 ? 2 : 1
        let bag = Self.bag(letters)
        var best: (form: Form, distance: Int)?
        var rows = EditRows()
        for length in max(3, letters.count - allowed)...min(Self.longest, letters.count + allowed) {
            for form in byLength[length] where form.word != word && (german || !form.isGerman) && !Self.isOpposite(word, form.word) {
                let limit = best?.distance ?? allowed
                guard (bag ^ form.bag).nonzeroBitCount <= 2 * limit, Self.startsAlike(letters, form.letters) else { continue }
                // Of four letters with another one in it, most are words of their own.
                guard letters.count > 4 || form.letters.count != 4 || form.bag == bag else { continue }
                guard let distance = rows.distance(letters, form.letters, atMost: limit) else { continue }
                if let best, distance == best.distance, !form.isLikelier(than: best.form, for: bag) { continue }
                best = (form, distance)
            }
        }
        return best.map { ($0.form.word, $0.form.stem) }
    }

    /// `uninstall` is no slip of `install`.
    private static func isOpposite(_ word: String, _ form: String) -> Bool {
        word.utf8.count == form.utf8.count + 2 && word.hasSuffix(form) && (word.hasPrefix("un") || word.hasPrefix("de"))
    }

    /// Slips at the first letter are rare, and short words have many neighbours.
    private static func startsAlike(_ word: [UInt8], _ form: [UInt8]) -> Bool {
        word[0] == form[0] || word.count >= 6 && (word[1] == form[1] || word[1] == form[0] || word[0] == form[1])
    }

    /// Letters to insert, leave out, replace or swap with their neighbour; nil when more than the limit.
    package static func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
        var rows = EditRows()
        return rows.distance(left, right, atMost: limit)
    }

    private static func bag(_ letters: [UInt8]) -> UInt32 { letters.reduce(0) { $0 | 1 << (UInt32($1 & 0x1F)) } }
}

/// Three rows of the table in which the distance of two words is counted, kept between words.
private struct EditRows {
    private var rows = [Int](repeating: 0, count: 3 * 32)

    /// Letters to insert, leave out, replace or swap with their neighbour; nil when more than the limit, or for words of over 30 letters.
    mutating func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
        guard left.count <= 30, right.count <= 30 else { return nil }
        var (before, last, current) = (0, 32, 64)
        for column in 0...right.count { rows[last + column] = column }
        for row in left.indices {
            rows[current] = row + 1
            var least = row + 1
            for column in right.indices {
                let replaced = rows[last + column] + (left[row] == right[column] ? 0 : 1)
                var value = min(rows[last + column + 1] + 1, rows[current + column] + 1, replaced)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    value = min(value, rows[before + column - 1] + 1)
                }
                rows[current + column + 1] = value
                least = min(least, value)
            }
            if least > limit { return nil }
            (before, last, current) = (last, current, before)
        }
        return rows[last + right.count] <= limit ? rows[last + right.count] : nil
    }
}
