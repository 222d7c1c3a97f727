/// The verbs of an operation, a bit for each verb of the lexicon.
struct VerbSet: OptionSet, Hashable {
    let rawValue: UInt64

    static let maximum = 64
}

extension Lexicon {
    /// What nobody knows as a verb is none.
    func verbs(_ concepts: some Sequence<String>) -> VerbSet {
        concepts.reduce(into: VerbSet()) { set, concept in
            if let place = verbPlaces[concept] { set.insert(VerbSet(rawValue: 1 << UInt64(place))) }
        }
    }

    func names(of set: VerbSet) -> [String] {
        verbNames.indices.filter { set.contains(VerbSet(rawValue: 1 << UInt64($0))) }.map { verbNames[$0] }
    }

    /// How well each verb answers what was asked for, by its place; verbs asked for with how much they count.
    func fits(_ asked: [String: Float]) -> [Float] {
        let strongest = asked.values.max() ?? 1
        return verbNames.map { own in
            asked.reduce(Float(0)) { best, verb in
                let fit = verb.key == own ? 1 : Self.answers[verb.key]?[own] ?? 0
                return max(best, fit * verb.value / strongest)
            }
        }
    }
}
