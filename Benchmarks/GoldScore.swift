import Catalog
import Foundation

/// What a set of questions says of a search.
struct GoldScore {
    private let answerable: [GoldSet.Question]
    private let unanswerable: [GoldSet.Question]
    private let search: Search

    init(_ questions: [GoldSet.Question], _ search: Search) {
        answerable = questions.filter { !$0.expected.isEmpty }
        unanswerable = questions.filter(\.expected.isEmpty)
        self.search = search
    }

    func print(_ name: String) {
        let ranks = ranks
        let typos = answerable.map { rank(Typist.slip($0.intent), $0.expected) }
        let (first, five) = (share(ranks, within: 1), share(ranks, within: 5))
        figure(name, "hit@1", first.text(3), ">= 0.60", first >= 0.6, "\(answerable.count) questions")
        let note = "hit@3 \(share(ranks, within: 3).text(3)), MRR \(mean(ranks).text(3))"
        figure(name, "hit@5", five.text(3), ">= 0.85", five >= 0.85, note)
        let german = zip(answerable, ranks).filter { $0.0.style == "german" }.map(\.1)
        if !german.isEmpty {
            let share = share(german, within: 5)
            figure(name, "hit@5, German or half so", share.text(3), ">= 0.70", share >= 0.7, "\(german.count) questions")
        }
        let cost = "a wrong first hit counts 1, 3 if it writes, 10 if it deletes or costs; per question"
        figure(name, "confusion", confusion().text(2), "", nil, cost)
        if let stability = stability() {
            figure(
                name,
                "same top five in other words",
                stability.text(2),
                ">= 0.6",
                stability >= 0.6,
                "Jaccard within a group of questions"
            )
        }
        let loss = five - share(typos, within: 5)
        figure(name, "hit@5 lost by a slip in each long word", loss.text(3), "<= 0.05", loss <= 0.05, "")
        let doubted = answerable.count { search($0.intent).confidence < .medium }
        guard !unanswerable.isEmpty else { return }
        let flagged = unanswerable.count { search($0.intent).confidence < .medium }
        figure(name, "no-answer questions doubted", "\(flagged) of \(unanswerable.count)", "", nil, "\(doubted) of the others too")
    }

    /// How much worse these questions are answered than those that were worked with.
    func printGap(to other: GoldScore) {
        for count in [1, 5] {
            let gap = other.share(other.ranks, within: count) - share(ranks, within: count)
            figure("second set", "hit@\(count) behind development", gap.text(3), "<= 0.1", gap <= 0.1, "")
        }
    }

    private var ranks: [Int?] { answerable.map { rank($0.intent, $0.expected) } }

    private func figure(_ name: String, _ what: String, _ measured: String, _ target: String, _ isReached: Bool?, _ note: String) {
        Figure(what: "\(name): \(what)", measured: measured, target: target, isReached: isReached, note: note).print()
    }

    private func rank(_ intent: String, _ expected: Set<String>) -> Int? {
        search(intent, limit: 10).hits.firstIndex { !expected.isDisjoint(with: $0.operation.operationIds) }
    }

    private func share(_ ranks: [Int?], within count: Int) -> Double {
        ranks.isEmpty ? 0 : Double(ranks.count { $0.map { $0 < count } ?? false }) / Double(ranks.count)
    }

    private func mean(_ ranks: [Int?]) -> Double {
        ranks.isEmpty ? 0 : ranks.reduce(0) { $0 + ($1.map { 1 / Double($0 + 1) } ?? 0) } / Double(ranks.count)
    }

    private func confusion() -> Double {
        let costs = answerable.map { question -> Double in
            guard let first = search(question.intent).hits.first else { return 1 }
            guard question.expected.isDisjoint(with: first.operation.operationIds) else { return 0 }
            switch first.variant.operation.effect {
            case .read: return 1
            case .write: return 3
            case .delete, .purchase: return 10
            }
        }
        return costs.isEmpty ? 0 : costs.reduce(0, +) / Double(costs.count)
    }

    /// Nil when no two questions ask the same.
    private func stability() -> Double? {
        let groups = Dictionary(grouping: answerable.filter { $0.group != nil }, by: { $0.group ?? "" }).values.filter { $0.count > 1 }
        let pairs = groups.flatMap { group in
            let tops = group.map { Set(search($0.intent).hits.map(\.operation.key)) }
            return tops.indices.flatMap { left in
                tops[(left + 1)...].map { Double(tops[left].intersection($0).count) / Double(max(1, tops[left].union($0).count)) }
            }
        }
        return pairs.isEmpty ? nil : pairs.reduce(0, +) / Double(pairs.count)
    }
}

/// Makes one slip in each word of five letters and more, the same in every run: a letter swapped, left out, doubled or wrong.
enum Typist {
    static func slip(_ text: String) -> String {
        text.split(separator: " ").enumerated().map { place, word in
            guard word.utf8.count >= 5, word.allSatisfy(\.isLetter) else { return String(word) }
            var letters = Array(word)
            let middle = 1 + (place * 7 + letters.count) % (letters.count - 2)
            switch (place + letters.count) % 4 {
            case 0: letters.swapAt(middle, middle + 1)
            case 1: letters.remove(at: middle)
            case 2: letters.insert(letters[middle], at: middle)
            default: letters[middle] = letters[middle] == "e" ? "a" : "e"
            }
            return String(letters)
        }.joined(separator: " ")
    }
}
