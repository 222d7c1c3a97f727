/// How a question is weighed against the operations of an index.
struct Ranking {
    let index: SearchIndex
    let question: Question

    struct Score {
        let operation: Int
        var value: Float
        /// How much of the question is answered, 0 to 1.
        var coverage: Float
        var verb: Float
        var head: Float
        /// The groups that were answered.
        var answered: [Int]
    }

    /// So many of the best by words alone are looked at closely.
    private static let candidates = 300
    /// A word that nobody knows weighs as much as a rare one: what it asks for is not here.
    private static let unknownWeight: Float = 5

    func best(_ count: Int, where isWanted: (Int) -> Bool) -> [Score] {
        let size = index.catalog.operations.count
        guard size > 0, !question.groups.isEmpty else { return [] }
        var totals = [Float](repeating: 0, count: size)
        var scratch = [Float](repeating: 0, count: size)
        var touched: [Int32] = []
        for group in question.groups {
            collect(group, into: &scratch, &touched)
            for place in touched {
                totals[Int(place)] += scratch[Int(place)]
                scratch[Int(place)] = 0
            }
            touched.removeAll(keepingCapacity: true)
        }
        let near = Self.highest(Self.candidates, of: totals).filter(isWanted)
        let scores = near.map { score($0, words: totals[$0]) }
        return Array(scores.sorted { $0.value == $1.value ? $0.operation < $1.operation : $0.value > $1.value }.prefix(count))
    }

    /// For each operation the best of the group's members.
    private func collect(_ group: Question.Group, into scratch: inout [Float], _ touched: inout [Int32]) {
        for member in group.members {
            guard let term = index.terms[member.term] else { continue }
            let weight = member.weight * index.rarity[term] * group.certainty
            for posting in index.postings[term] {
                let place = Int(posting.operation)
                let value = posting.weight * weight
                if scratch[place] == 0 { touched.append(posting.operation) }
                scratch[place] = max(scratch[place], value)
            }
        }
    }

    private static func highest(_ count: Int, of totals: [Float]) -> [Int] {
        let positive = totals.indices.filter { totals[$0] > 0 }
        guard positive.count > count else { return positive }
        let least = totals.filter { $0 > 0 }.sorted(by: >)[count - 1]
        return Array(positive.filter { totals[$0] >= least }.prefix(count * 2))
    }

    private func score(_ operation: Int, words: Float) -> Score {
        let (coverage, answered) = coverage(operation)
        let verb = verb(operation)
        let head = head(operation)
        let facts = index.catalog.operations[operation].primary.operation
        var value = words * (0.4 + 0.6 * coverage) * (0.3 + 0.7 * verb) * (0.45 + 0.55 * head)
        value *= caution(facts.effect)
        if !object.isEmpty, object.isDisjoint(with: index.targets[operation]) { value *= Self.besideTheObject }
        if facts.isDeprecated { value *= 0.7 }
        return Score(operation: operation, value: value, coverage: coverage, verb: verb, head: head, answered: answered)
    }

    private func weight(_ group: Question.Group) -> Float {
        guard !group.isUnknown else { return Self.unknownWeight }
        return group.members.reduce(0) { heaviest, member in
            max(heaviest, index.terms[member.term].map { index.rarity[$0] * member.weight } ?? 0)
        }
    }

    private func coverage(_ operation: Int) -> (Float, [Int]) {
        var (whole, part): (Float, Float) = (0, 0)
        var answered: [Int] = []
        for (place, group) in question.groups.enumerated() {
            let weight = weight(group)
            whole += weight
            let best = group.members.reduce(Float(0)) { best, member in
                guard let term = index.terms[member.term], index.holds(operation, term) else { return best }
                return max(best, index.rarity[term] * member.weight)
            }
            if best > 0 {
                part += min(best, weight)
                answered.append(place)
            }
        }
        return (whole > 0 ? part / whole : 0, answered)
    }

    /// How well what the operation does is what was asked for, 0 to 1.
    private func verb(_ operation: Int) -> Float {
        let own = index.verbs[operation]
        guard !question.verbs.isEmpty else {
            return index.catalog.operations[operation].primary.operation.effect == .read ? 0.9 : 0.6
        }
        guard !own.isEmpty else { return 0.5 }
        let strongest = question.verbs.values.max() ?? 1
        var best: Float = 0
        for (asked, weight) in question.verbs {
            for verb in own {
                let fit = asked == verb ? 1 : Lexicon.answers[asked]?[verb] ?? 0
                best = max(best, fit * weight / strongest)
            }
        }
        return best
    }

    /// How much of what the operation is about was spoken of, 0 to 1.
    private func head(_ operation: Int) -> Float {
        let heads = index.heads[operation]
        guard !heads.isEmpty else { return 0.5 }
        var (whole, part): (Float, Float) = (0, 0)
        for head in heads {
            whole += head.rarity
            if head.terms.contains(where: asked.contains) { part += head.rarity }
        }
        return whole > 0 ? part / whole : 0.5
    }

    private let asked: Set<Int32>
    /// The thing named first, which is what something is done to: in `the certificates of an order` the certificates.
    private let object: Set<Int32>
    private static let besideTheObject: Float = 0.8

    init(index: SearchIndex, question: Question) {
        self.index = index
        self.question = question
        let things = question.groups.first { group in
            !group.isUnknown && !group.members.contains { $0.term.hasPrefix("v:") } && group.members.contains { $0.term.hasPrefix("n:") }
        }
        object = Set((things?.members ?? []).compactMap { index.terms[$0.term] }.map { Int32(truncatingIfNeeded: $0) })
        asked = Set(question.groups.flatMap(\.members).compactMap { index.terms[$0.term] }.map { Int32(truncatingIfNeeded: $0) })
    }

    /// What destroys or costs is not offered to somebody who did not ask for it.
    private func caution(_ effect: Effect) -> Float {
        func asks(_ verbs: [String]) -> Bool { verbs.contains { (question.verbs[$0] ?? 0) > 0.4 } }
        switch effect {
        case .read, .write: return 1
        case .delete: return asks(["v:delete", "v:purge"]) ? 1 : 0.4
        case .purchase: return asks(["v:buy", "v:create", "v:renew", "v:reissue", "v:regenerate", "v:update"]) ? 1 : 0.6
        }
    }
}

extension SearchIndex {
    /// Whether a term occurs in an operation; the lists are in the order of the operations.
    func holds(_ operation: Int, _ term: Int) -> Bool {
        let list = postings[term]
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].operation < operation { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low].operation == operation
    }
}
