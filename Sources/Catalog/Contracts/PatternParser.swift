/// Reads the syntax of a regular expression into its tree.
struct PatternParser {
    private var rest: ArraySlice<Unicode.Scalar>
    private var depth = 0

    private static let maximumDepth = 32
    private static let maximumRepeats = 1000

    static func parse(_ text: String) -> Pattern.Node? {
        var parser = PatternParser(rest: ArraySlice(text.unicodeScalars))
        guard let node = parser.choice(), parser.rest.isEmpty else { return nil }
        return node
    }

    private init(rest: ArraySlice<Unicode.Scalar>) {
        self.rest = rest
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func choice() -> Pattern.Node? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth, let first = sequence() else { return nil }
        var nodes = [first]
        while take("|") {
            guard let next = sequence() else { return nil }
            nodes.append(next)
        }
        return nodes.count == 1 ? first : .choice(nodes)
    }

    private mutating func sequence() -> Pattern.Node? {
        var nodes: [Pattern.Node] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let atom = atom(), let node = repeated(atom) else { return nil }
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private mutating func repeated(_ node: Pattern.Node) -> Pattern.Node? {
        var result = node
        if take("*") {
            result = .repeated(node, least: 0, most: nil)
        } else if take("+") {
            result = .repeated(node, least: 1, most: nil)
        } else if take("?") {
            result = .repeated(node, least: 0, most: 1)
        } else if let (least, most) = counts() {
            guard least <= Self.maximumRepeats, (most ?? 0) <= Self.maximumRepeats, most ?? least >= least else { return nil }
            result = .repeated(node, least: least, most: most)
        } else {
            return node
        }
        // Greedy or not is the same to somebody who only asks whether it matches.
        _ = take("?")
        return result
    }

    /// `{2}`, `{2,}` or `{2,5}`; anything else in braces is text.
    private mutating func counts() -> (Int, Int?)? {
        guard rest.first == "{", let close = rest.firstIndex(of: "}") else { return nil }
        let inner = String(String.UnicodeScalarView(rest[rest.startIndex + 1..<close]))
        let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let least = Int(parts[0]), least >= 0 else { return nil }
        guard parts.count == 1 || parts[1].isEmpty || Int(parts[1]) != nil else { return nil }
        rest = rest[(close + 1)...]
        return (least, parts.count == 1 ? least : Int(parts[1]))
    }

    private mutating func atom() -> Pattern.Node? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .set(.init(ranges: [0x0A...0x0A], isNegated: true))
        case "[": return set().map(Pattern.Node.set)
        case "(":
            if take("?") { guard take(":") else { return nil } }
            guard let node = choice(), take(")") else { return nil }
            return node
        case "\\": return escape().map(Pattern.Node.set)
        case "*", "+", "?": return nil
        default: return .set(.init(ranges: [scalar.value...scalar.value]))
        }
    }

    private mutating func escape() -> Pattern.ScalarSet? {
        guard let scalar = rest.popFirst() else { return nil }
        let digits: [ClosedRange<UInt32>] = [0x30...0x39]
        let word: [ClosedRange<UInt32>] = digits + [0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
        let space: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20, 0xA0...0xA0]
        switch scalar {
        case "d": return .init(ranges: digits)
        case "D": return .init(ranges: digits, isNegated: true)
        case "w": return .init(ranges: word)
        case "W": return .init(ranges: word, isNegated: true)
        case "s": return .init(ranges: space)
        case "S": return .init(ranges: space, isNegated: true)
        case "n": return .init(ranges: [0x0A...0x0A])
        case "r": return .init(ranges: [0x0D...0x0D])
        case "t": return .init(ranges: [0x09...0x09])
        case "x": return hexadecimal(2)
        case "u": return hexadecimal(4)
        case "1"..."9", "b", "B", "k", "p", "P", "c": return nil
        default: return .init(ranges: [scalar.value...scalar.value])
        }
    }

    private mutating func hexadecimal(_ count: Int) -> Pattern.ScalarSet? {
        let digits = rest.prefix(count)
        guard digits.count == count, let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16) else { return nil }
        rest = rest.dropFirst(count)
        return .init(ranges: [value...value])
    }

    private mutating func set() -> Pattern.ScalarSet? {
        var set = Pattern.ScalarSet()
        set.isNegated = take("^")
        var isFirst = true
        while let scalar = rest.popFirst() {
            if scalar == "]", !isFirst { return set }
            isFirst = false
            var one = Pattern.ScalarSet(ranges: [scalar.value...scalar.value])
            if scalar == "\\" {
                guard let escaped = escape(), !escaped.isNegated else { return nil }
                one = escaped
            }
            if rest.first == "-", let end = rest.dropFirst().first, end != "]", one.ranges.count == 1, one.ranges[0].count == 1 {
                rest.removeFirst()
                guard var upper = rest.popFirst() else { return nil }
                if upper == "\\" { upper = rest.popFirst() ?? "\\" }
                guard upper.value >= one.ranges[0].lowerBound else { return nil }
                one = .init(ranges: [one.ranges[0].lowerBound...upper.value])
            }
            set.ranges += one.ranges
        }
        return nil
    }
}
