/// A regular expression as schemas use them, matched without ever going back: patterns come from outside, and one that takes
/// exponential time must not exist. What needs going back (lookaround, back references) is not read.
struct Pattern: Sendable {
    indirect enum Node: Sendable {
        case set(ScalarSet)
        case sequence([Node])
        case choice([Node])
        case repeated(Node, least: Int, most: Int?)
        case start
        case end
    }

    struct ScalarSet: Sendable, Hashable {
        var ranges: [ClosedRange<UInt32>] = []
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
    }

    private enum State: Sendable {
        case set(ScalarSet, next: Int)
        case split(Int, Int)
        case start(next: Int)
        case end(next: Int)
        case match
    }

    let node: Node
    private var states: [State] = []
    private var entry = 0

    private static let maximumStates = 2500

    /// Nil for what is not read: too long, too many repetitions, or a construct that needs going back.
    init?(_ text: String) {
        guard text.utf8.count <= 1000, let node = PatternParser.parse(text) else { return nil }
        self.node = node
        states = [.match]
        guard let entry = compile(node, next: 0) else { return nil }
        self.entry = entry
    }

    /// Whether the pattern occurs anywhere in the text.
    func matches(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var current: Set<Int> = []
        for place in 0...scalars.count {
            follow(entry, place, scalars.count, &current)
            if current.contains(0) { return true }
            guard place < scalars.count else { break }
            var next: Set<Int> = []
            for state in current {
                if case .set(let set, let target) = states[state], set.contains(scalars[place]) {
                    follow(target, place + 1, scalars.count, &next)
                }
            }
            current = next
        }
        return current.contains(0)
    }

    private func follow(_ state: Int, _ place: Int, _ count: Int, _ reached: inout Set<Int>) {
        var pending = [state]
        while let state = pending.popLast() {
            guard reached.insert(state).inserted else { continue }
            switch states[state] {
            case .split(let one, let other): pending += [one, other]
            case .start(let next): if place == 0 { pending.append(next) }
            case .end(let next): if place == count { pending.append(next) }
            case .set, .match: break
            }
        }
    }

    private mutating func add(_ state: State) -> Int? {
        guard states.count < Self.maximumStates else { return nil }
        states.append(state)
        return states.count - 1
    }

    private mutating func compile(_ node: Node, next: Int) -> Int? {
        switch node {
        case .set(let set): return add(.set(set, next: next))
        case .start: return add(.start(next: next))
        case .end: return add(.end(next: next))
        case .sequence(let nodes):
            var next = next
            for node in nodes.reversed() {
                guard let entry = compile(node, next: next) else { return nil }
                next = entry
            }
            return next
        case .choice(let nodes):
            var entry: Int?
            for node in nodes {
                guard let branch = compile(node, next: next) else { return nil }
                guard let other = entry else {
                    entry = branch
                    continue
                }
                guard let split = add(.split(other, branch)) else { return nil }
                entry = split
            }
            return entry ?? next
        case .repeated(let node, let least, let most): return compile(node, least, most, next: next)
        }
    }

    private mutating func compile(_ node: Node, _ least: Int, _ most: Int?, next: Int) -> Int? {
        var tail = next
        if let most {
            for _ in 0..<max(0, most - least) {
                guard let body = compile(node, next: tail), let split = add(.split(body, next)) else { return nil }
                tail = split
            }
        } else {
            guard let loop = add(.split(next, next)), let body = compile(node, next: loop) else { return nil }
            states[loop] = .split(body, next)
            tail = loop
        }
        for _ in 0..<least {
            guard let body = compile(node, next: tail) else { return nil }
            tail = body
        }
        return tail
    }
}

extension Pattern {
    /// A text that matches and has a length in the range; nil when none is found quickly.
    func sample(lengths: ClosedRange<Int>) -> String? {
        for extra in [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64] {
            var text = String.UnicodeScalarView()
            Self.append(node, extra, to: &text)
            if lengths.contains(text.count), text.count <= Self.maximumSample, matches(String(text)) { return String(text) }
        }
        return nil
    }

    /// Repetitions within repetitions grow fast; what gets longer is no sample.
    private static let maximumSample = 1000

    private static func append(_ node: Node, _ extra: Int, to text: inout String.UnicodeScalarView) {
        guard text.count <= maximumSample else { return }
        switch node {
        case .start, .end: break
        case .sequence(let nodes): for node in nodes { append(node, extra, to: &text) }
        case .choice(let nodes): if let first = nodes.first { append(first, extra, to: &text) }
        case .repeated(let node, let least, let most):
            let count = min(most ?? maximumSample, max(least, min(least + extra, 100)))
            for _ in 0..<count {
                let before = text.count
                append(node, extra, to: &text)
                guard text.count > before, text.count <= maximumSample else { break }
            }
        case .set(let set):
            let liked = "a1A0-_. /x@".unicodeScalars.first { set.contains($0.value) }
            text.append(liked ?? set.ranges.first.flatMap { Unicode.Scalar($0.lowerBound) } ?? "a")
        }
    }
}
