import JSON

/// Finds operations by what somebody wants to have done.
package struct Search: Sendable {
    package enum Confidence: String, Sendable, Comparable {
        /// Nothing fits; what is listed is only the nearest.
        case none
        case low
        case medium
        case high

        package static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .none: 0
            case .low: 1
            case .medium: 2
            case .high: 3
            }
        }
    }

    package struct Hit: Sendable {
        package let operation: LogicalOperation
        /// The one meant: a deployment slot's when the question speaks of one.
        package let variant: LogicalOperation.Variant
        /// 0 to 1, of the same question only.
        package let score: Double
        package let confidence: Confidence
        package let why: [String]
    }

    package struct Answer: Sendable {
        package let hits: [Hit]
        /// Of the answer as a whole: that of its first hit.
        package let confidence: Confidence
        /// What was understood: the concepts and words the question was read as.
        package let understood: [String]
        /// Words that were read as others, as in `certficate → certificate`.
        package let corrections: [String]
        /// Words nobody knows here.
        package let unknown: [String]
    }

    package struct Scope: Sendable {
        /// Only these services, by name, with or without version; all when empty.
        package var apis: [String] = []
        package var effect: Effect?

        package init(apis: [String] = [], effect: Effect? = nil) {
            (self.apis, self.effect) = (apis, effect)
        }
    }

    package let index: SearchIndex

    /// What is so far behind the first only takes room.
    private static func farBehind(_ confidence: Confidence) -> Float {
        switch confidence {
        case .none, .low: Weights.farBehindDoubted
        case .medium: Weights.farBehindMedium
        case .high: Weights.farBehindSure
        }
    }

    package init(_ index: SearchIndex) {
        self.index = index
    }

    package func callAsFunction(_ intent: String, in scope: Scope = Scope(), limit: Int = 5) -> Answer {
        let question = Question(intent, index: index)
        let ranking = Ranking(index: index, question: question)
        let scores = ranking.best(max(1, min(limit, 100))) { allows(scope, $0) }
        let confidence = scores.first.map { self.confidence($0) } ?? Confidence.none
        let highest = scores.first?.value ?? 1
        let least = highest * Self.farBehind(confidence)
        let hits = scores.prefix { $0.value >= least }.map { score in
            let operation = index.catalog.operations[score.operation]
            return Hit(
                operation: operation,
                variant: variant(operation, question),
                score: Double(score.value / max(highest, 0.001)) * Double(strength(score)),
                confidence: min(confidence, self.confidence(score)),
                why: why(score, ranking)
            )
        }
        return Answer(
            hits: hits,
            confidence: confidence,
            understood: understood(question),
            corrections: question.corrections.map { "\($0.0) → \($0.1)" },
            unknown: question.groups.filter(\.isUnknown).map(\.words)
        )
    }

    private func allows(_ scope: Scope, _ place: Int) -> Bool {
        if let effect = scope.effect, index.effects[place] != effect { return false }
        guard !scope.apis.isEmpty else { return true }
        return index.catalog.operations[place].variants.contains {
            scope.apis.contains($0.api) || scope.apis.contains("\($0.api)@\($0.version)")
        }
    }

    private func variant(_ operation: LogicalOperation, _ question: Question) -> LogicalOperation.Variant {
        guard question.speaksOfSlot else { return operation.primary }
        return operation.variants.first { $0.isOfSlot } ?? operation.primary
    }

    private func strength(_ score: Ranking.Score) -> Float {
        score.coverage * (0.5 + 0.25 * score.verb + 0.25 * score.head)
    }

    private func confidence(_ score: Ranking.Score) -> Confidence {
        let strength = strength(score)
        if strength < 0.3 { return .none }
        if strength < 0.45 { return .low }
        return strength < 0.65 ? .medium : .high
    }

    private func why(_ score: Ranking.Score, _ ranking: Ranking) -> [String] {
        let question = ranking.question
        let answered = ranking.answered(by: score.operation).map { question.groups[$0] }
        var reasons = answered.filter { !$0.words.isEmpty }.map { group in
            let member = group.members.first { sense in
                index.terms[sense.term].map { index.holds(score.operation, $0) } ?? false
            }
            let term = member?.term ?? group.words
            let meaning = term.hasPrefix("v:") || term.hasPrefix("n:") ? String(term.dropFirst(2)) : term
            return Words.stem(group.words) == meaning || group.words == meaning ? "matched: \(group.words)" : "\(group.words) → \(meaning)"
        }
        if score.verb >= 0.9, !question.verbs.isEmpty {
            reasons.append("does: \(index.lexicon.names(of: index.verbs[score.operation]).map { $0.dropFirst(2) }.joined(separator: ", "))")
        }
        return Array(reasons.prefix(8))
    }

    private func understood(_ question: Question) -> [String] {
        var words: [String] = []
        for group in question.groups where !group.isUnknown {
            let term = group.members.first?.term ?? group.words
            let word = term.contains(":") ? String(term.dropFirst(2)) : group.words
            if !words.contains(word) { words.append(word) }
        }
        return words
    }
}
