/// How a question is weighed against the operations of an index.
struct Ranking {
    let index: SearchIndex
    let question: Question
    private let groups: [Group]
    private let fits: [Float]
    private let asked: [Bool]
    private let list: VerbSet
    private let get: VerbSet
    /// The thing named first, which is what something is done to: in `the certificates of an order` the certificates.
    private let object: Set<Int32>

    /// A group of the question as the index knows it.
    private struct Group {
        let members: [(term: Int, weight: Float)]
        let weight: Float
        let certainty: Float
        let share: Float
    }

    struct Score {
        let operation: Int
        var value: Float
        /// How much of the question is answered, 0 to 1.
        let coverage: Float
        let verb: Float
        let head: Float
    }

    /// So many of the best by words alone are looked at closely.
    private static let candidates = 300

    init(index: SearchIndex, question: Question) {
        self.index = index
        self.question = question
        groups = question.groups.map { group in
            let members = group.members.compactMap { member in
                index.terms[member.term].map { (term: $0, weight: member.weight * index.rarity[$0]) }
            }
            let weight = group.isUnknown ? Weights.unknown : members.reduce(0) { max($0, $1.weight) }
            return Group(members: members, weight: weight * group.share, certainty: group.certainty, share: group.share)
        }
        fits = index.lexicon.fits(question.verbs)
        (list, get) = (index.lexicon.verbs(["v:list"]), index.lexicon.verbs(["v:get"]))
        var asked = [Bool](repeating: false, count: index.postings.count)
        for member in groups.lazy.flatMap(\.members) { asked[member.term] = true }
        self.asked = asked
        let things = question.groups.first(where: \.isThing)
        object = Set((things?.members ?? []).compactMap { index.terms[$0.term] }.map { Int32(truncatingIfNeeded: $0) })
    }

    func best(_ count: Int, where isWanted: (Int) -> Bool) -> [Score] {
        let size = index.catalog.operations.count
        guard size > 0, !groups.isEmpty else { return [] }
        var sums = Sums(count: size, documents: index.catalog.documents.count)
        for group in groups { collect(group, into: &sums) }
        let whole = groups.reduce(0) { $0 + $1.weight }
        let near = sums.highest(Self.candidates, where: isWanted)
        let shares = sums.documentShares
        let coverage = { whole > 0 ? sums.answered[$0] / whole : 0 }
        let scores = near.map { score($0, words: sums.words[$0] * shares[document($0)], coverage: coverage($0)) }
        let sorted = withKin(scores).sorted { $0.value == $1.value ? $0.operation < $1.operation : $0.value > $1.value }
        return Array(sorted.prefix(count))
    }

    /// What stands beside the best in its service is more likely meant than the same words elsewhere.
    private func withKin(_ scores: [Score]) -> [Score] {
        guard let best = scores.max(by: { $0.value < $1.value }) else { return scores }
        let own = index.families[best.operation]
        return scores.map { score in
            var score = score
            if index.families[score.operation] == own { score.value *= Weights.besideTheBest }
            return score
        }
    }

    /// For each operation the best of the group's members: how well its words fit, and how much of the question that answers.
    private func collect(_ group: Group, into sums: inout Sums) {
        for (term, weight) in group.members {
            let (fit, part) = (weight * group.certainty * group.share, min(weight * group.share, group.weight))
            for posting in index.postings[term] {
                let answer = min(1, Weights.inPassing + posting.weight * Weights.answerSlope)
                sums.note(Int(posting.operation), posting.weight * fit, part * answer, document: document(Int(posting.operation)))
            }
        }
        sums.endGroup()
    }

    private func score(_ operation: Int, words: Float, coverage: Float) -> Score {
        let verb = verb(operation)
        let head = head(operation)
        var value = words * Self.above(Weights.coverageFloor, coverage) * Self.above(Weights.verbFloor, verb)
        value *= Self.above(Weights.headFloor, head)
        value *= caution(index.effects[operation])
        if !object.isEmpty, !index.targets[operation].contains(where: object.contains) { value *= Weights.besideTheObject }
        if isOfAnotherService(operation) { value *= Weights.otherService }
        if index.isDeprecated[operation] { value *= Weights.deprecated }
        if let many = question.isOfMany, index.verbs[operation] == (many ? get : list) { value *= Weights.otherNumber }
        return Score(operation: operation, value: value, coverage: coverage, verb: verb, head: head)
    }

    private func document(_ operation: Int) -> Int { Int(index.documents[operation]) }

    private func isOfAnotherService(_ operation: Int) -> Bool {
        let own = index.services[operation]
        return !question.services.isEmpty && !own.isEmpty && own.isDisjoint(with: question.services)
    }

    private static func above(_ floor: Float, _ share: Float) -> Float { floor + (1 - floor) * share }

    /// The groups of the question that an operation answers.
    func answered(by operation: Int) -> [Int] {
        groups.indices.filter { place in groups[place].members.contains { index.holds(operation, $0.term) } }
    }

    /// How well what the operation does is what was asked for, 0 to 1.
    private func verb(_ operation: Int) -> Float {
        let own = index.verbs[operation].rawValue
        guard !question.verbs.isEmpty else {
            if question.isComplaint { return index.effects[operation] == .read ? Weights.readComplaint : Weights.writeComplaint }
            return index.effects[operation] == .read ? Weights.readUnasked : Weights.writeUnasked
        }
        guard own != 0 else { return 0.5 }
        var (best, left): (Float, UInt64) = (0, own)
        while left != 0 {
            best = max(best, fits[left.trailingZeroBitCount])
            left &= left - 1
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
            if head.terms.contains(where: { asked[Int($0)] }) { part += head.rarity }
        }
        return whole > 0 ? part / whole : 0.5
    }

    /// What destroys or costs is not offered to somebody who did not ask for it.
    private func caution(_ effect: Effect) -> Float {
        let asked: Float = question.asks ? Weights.changeWhenAsked : 1
        func asks(_ verbs: [String]) -> Bool { verbs.contains { (question.verbs[$0] ?? 0) > 0.4 } }
        switch effect {
        case .read: return 1
        case .write: return asked
        case .delete: return (asks(["v:delete", "v:purge"]) ? 1 : Weights.deletionUnasked) * asked
        case .purchase:
            let ordering = ["v:buy", "v:create", "v:renew", "v:reissue", "v:regenerate", "v:update"]
            return (asks(ordering) ? 1 : Weights.purchaseUnasked) * asked
        }
    }
}

/// What is added up for each operation while a question is read.
private struct Sums {
    private(set) var words: [Float]
    private(set) var answered: [Float]
    private var fit: [Float]
    private var part: [Float]
    private var touched: [Int] = []
    /// Of each document how much of the question any of its operations answers.
    private var spoken: [Float]
    private var spokenPart: [Float]

    init(count: Int, documents: Int) {
        spoken = Array(repeating: 0, count: documents)
        spokenPart = spoken
        words = Array(repeating: 0, count: count)
        (answered, fit, part) = (words, words, words)
    }

    /// A member of the group at hand fits an operation.
    mutating func note(_ operation: Int, _ fit: Float, _ part: Float, document: Int) {
        spokenPart[document] = max(spokenPart[document], part)
        if self.fit[operation] == 0 { touched.append(operation) }
        self.fit[operation] = max(self.fit[operation], fit)
        self.part[operation] = max(self.part[operation], part)
    }

    mutating func endGroup() {
        for operation in touched {
            words[operation] += fit[operation]
            answered[operation] += part[operation]
            fit[operation] = 0
            part[operation] = 0
        }
        for document in spoken.indices {
            spoken[document] += spokenPart[document]
            spokenPart[document] = 0
        }
        touched.removeAll(keepingCapacity: true)
    }

    /// By document: the one that knows more of the question as a whole is likelier the one meant.
    var documentShares: [Float] {
        guard let most = spoken.max(), most > 0 else { return spoken.map { _ in 1 } }
        return spoken.map { Weights.documentFloor + (1 - Weights.documentFloor) * $0 / most }
    }

    /// About so many of the highest, in their order: by classes of value, so that nothing is sorted.
    func highest(_ count: Int, where isWanted: (Int) -> Bool) -> [Int] {
        let wanted = words.indices.filter { words[$0] > 0 && isWanted($0) }
        guard wanted.count > count, let most = wanted.map({ words[$0] }).max() else { return wanted }
        let classes = 512
        func place(_ operation: Int) -> Int { min(classes - 1, Int(words[operation] / most * Float(classes))) }
        var members = [Int](repeating: 0, count: classes)
        for operation in wanted { members[place(operation)] += 1 }
        var (least, found) = (classes, 0)
        while least > 0, found < count {
            least -= 1
            found += members[least]
        }
        return Array(wanted.filter { place($0) >= least }.prefix(count * 4))
    }
}
