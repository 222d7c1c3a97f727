/// Finds the word that was meant when one letter is missing, too much, wrong or swapped; two in long words.
struct Spelling: Sendable {
    private let words: Set<String>
    /// Words by their length in letters.
    private let byLength: [[[UInt8]]]

    private static let longest = 24

    init(_ words: some Sequence<String>) {
        let plain = Set(words.filter { $0.utf8.count >= 3 && $0.utf8.count <= Self.longest && $0.utf8.allSatisfy { $0 < 0x80 } })
        self.words = plain
        var byLength: [[[UInt8]]] = Array(repeating: [], count: Self.longest + 1)
        for word in plain.sorted() { byLength[word.utf8.count].append(Array(word.utf8)) }
        self.byLength = byLength
    }

    func knows(_ word: String) -> Bool { words.contains(word) }

    /// Nil when nothing is near enough. A word of three letters is what it is.
    func nearest(_ word: String) -> String? {
        let bytes = Array(word.utf8)
        guard (4...Self.longest).contains(bytes.count), bytes.allSatisfy({ (0x61...0x7A).contains($0) }) else { return nil }
        let allowed = bytes.count >= 8 ? 2 : 1
        var best: (word: [UInt8], distance: Int)?
        for length in max(3, bytes.count - allowed)...min(Self.longest, bytes.count + allowed) {
            for candidate in byLength[length] {
                // Slips at the first letter are rare, and short words have many neighbours.
                if candidate[0] != bytes[0], bytes.count < 6 || candidate[1] != bytes[1] && candidate[0] != bytes[1] { continue }
                let limit = (best?.distance ?? allowed + 1) - 1
                guard limit > 0, let distance = Self.distance(bytes, candidate, atMost: limit) else { continue }
                best = (candidate, distance)
            }
        }
        return best.map { String(decoding: $0.word, as: UTF8.self) }
    }

    /// Letters to insert, leave out, replace or swap with their neighbour; nil when more than the limit.
    static func distance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int? {
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            var least = row + 1
            for column in right.indices {
                var value = min(last[column + 1], current[column]) + 1
                value = min(value, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    value = min(value, before[column - 1] + 1)
                }
                current.append(value)
                least = min(least, value)
            }
            if least > limit { return nil }
            (before, last) = (last, current)
        }
        return last[right.count] <= limit ? last[right.count] : nil
    }
}
