/// A pattern of names: `?` is one character, `*` any of one segment, `**` any at all. Case does not count, as in Azure's names.
///
/// It takes time in proportion to pattern times text at most, whatever either says.
package struct Glob: Sendable, Hashable {
    package static let longest = 512

    package let text: String
    private let pieces: [Piece]

    private enum Piece: Hashable {
        case one(UInt8)
        case any
        /// Anything without a slash.
        case segment
        case everything
    }

    package init(_ text: String) {
        self.text = text
        var pieces: [Piece] = []
        for byte in text.lowercased().utf8 {
            switch (byte, pieces.last) {
            case (UInt8(ascii: "*"), .segment?), (UInt8(ascii: "*"), .everything?): pieces[pieces.count - 1] = .everything
            case (UInt8(ascii: "*"), _): pieces.append(.segment)
            case (UInt8(ascii: "?"), _): pieces.append(.any)
            default: pieces.append(.one(byte))
            }
        }
        self.pieces = pieces
    }

    package func matches(_ name: String) -> Bool {
        // Which beginnings of the pattern the name read so far can have come from.
        var reached = [Bool](repeating: false, count: pieces.count + 1)
        reached[0] = true
        skipEmpty(&reached)
        var next = reached
        for byte in name.lowercased().utf8 {
            for place in next.indices { next[place] = false }
            for (place, piece) in pieces.enumerated() where reached[place] {
                switch piece {
                case .one(let wanted): if wanted == byte { next[place + 1] = true }
                case .any: if byte != UInt8(ascii: "/") { next[place + 1] = true }
                case .segment: if byte != UInt8(ascii: "/") { next[place] = true }
                case .everything: next[place] = true
                }
            }
            skipEmpty(&next)
            swap(&reached, &next)
        }
        return reached[pieces.count]
    }

    /// A star stands for nothing too.
    private func skipEmpty(_ reached: inout [Bool]) {
        for (place, piece) in pieces.enumerated() where reached[place] && (piece == .segment || piece == .everything) {
            reached[place + 1] = true
        }
    }
}
