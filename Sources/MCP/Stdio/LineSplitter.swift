/// Cuts what arrives in pieces into lines, and gives up on a line that is too long without keeping it.
package struct LineSplitter: Sendable {
    package enum Line: Sendable, Hashable {
        case whole([UInt8])
        /// More than may be kept: the rest of it is passed over.
        case tooLong
        /// What was there when the input ended, without a line feed.
        case last([UInt8])
    }

    private let longest: Int
    private var pending: [UInt8] = []
    private var isSkipping = false

    package init(longest: Int) {
        self.longest = longest
    }

    package mutating func receive(_ bytes: some Collection<UInt8>) -> [Line] {
        var lines: [Line] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            take(rest[..<end], &lines)
            if !isSkipping {
                if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
                if !pending.isEmpty { lines.append(.whole(pending)) }
            }
            (pending, isSkipping) = ([], false)
            rest = rest[rest.index(after: end)...]
        }
        take(rest, &lines)
        return lines
    }

    package mutating func end() -> [Line] {
        defer { pending = [] }
        return pending.isEmpty ? [] : [.last(pending)]
    }

    private mutating func take(_ piece: some Collection<UInt8>, _ lines: inout [Line]) {
        guard !isSkipping else { return }
        guard pending.count + piece.count <= longest else {
            (pending, isSkipping) = ([], true)
            return lines.append(.tooLong)
        }
        pending.append(contentsOf: piece)
    }
}
