/// Swift source in which only code is left: comments, literals and back-quoted names are blanks, line breaks stay where they were.
///
/// Rules that look for words or braces read this, so that a word in a comment or a brace in a string never counts.
struct SwiftText {
    let code: [UInt8]

    init(_ text: String) {
        var mask = LiteralMask(source: Array(text.utf8))
        mask.readCode(untilParenthesis: false)
        code = mask.masked
    }
}

private struct LiteralMask {
    let source: [UInt8]
    var masked: [UInt8]
    var position = 0

    init(source: [UInt8]) {
        self.source = source
        masked = source
    }

    /// Reads code up to its end or, inside an interpolation, up to the parenthesis that closes it.
    mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while position < source.count {
            switch source[position] {
            case UInt8(ascii: "/") where starts(with: "//"): blank(while: { $0 != UInt8(ascii: "\n") })
            case UInt8(ascii: "/") where starts(with: "/*"): readBlockComment()
            case UInt8(ascii: "\""): readString(hashes: 0)
            case UInt8(ascii: "#"): readHashes()
            case UInt8(ascii: "`"): readQuotedName()
            case UInt8(ascii: "("):
                depth += 1
                position += 1
            case UInt8(ascii: ")"):
                position += 1
                if untilParenthesis && depth == 0 { return }
                depth -= 1
            default: position += 1
            }
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blank(2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && position < source.count
    }

    /// A run of `#` is a raw string's opening or belongs to code such as `#expect`.
    private mutating func readHashes() {
        let start = position
        while position < source.count, source[position] == UInt8(ascii: "#") { position += 1 }
        if position < source.count, source[position] == UInt8(ascii: "\"") { readString(hashes: position - start) }
    }

    private mutating func readQuotedName() {
        position += 1
        blank(while: { $0 != UInt8(ascii: "`") && $0 != UInt8(ascii: "\n") })
        position += 1
    }

    private mutating func readString(hashes: Int) {
        let raw = String(repeating: "#", count: hashes)
        let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        let escape = "\\" + raw
        position += quotes.utf8.count
        while position < source.count {
            if starts(with: quotes + raw) {
                position += quotes.utf8.count + hashes
                return
            } else if starts(with: escape + "(") {
                blank(escape.utf8.count)
                position += 1
                readCode(untilParenthesis: true)
            } else if starts(with: escape) {
                blank(escape.utf8.count + 1)
            } else {
                blank(1)
            }
        }
    }

    private func starts(with word: String) -> Bool {
        source[position...].starts(with: word.utf8)
    }

    private mutating func blank(_ count: Int) {
        for _ in 0..<count where position < source.count {
            if source[position] != UInt8(ascii: "\n") { masked[position] = UInt8(ascii: " ") }
            position += 1
        }
    }

    private mutating func blank(while condition: (UInt8) -> Bool) {
        while position < source.count, condition(source[position]) { blank(1) }
    }
}

extension UInt8 {
    /// Whether the byte can be part of a name; every byte of a letter outside ASCII can.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
