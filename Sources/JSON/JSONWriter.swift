/// Writes a value as UTF-8: `"` `\` and control characters escaped, everything else as it is.
struct JSONWriter {
    let pretty: Bool
    private(set) var bytes: [UInt8] = []
    private var depth = 0

    init(pretty: Bool) {
        self.pretty = pretty
    }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): write(text)
        case .array(let elements):
            write(elements, between: "[", and: "]") { writer, element in writer.write(element) }
        case .object(let object):
            write(object, between: "{", and: "}") { writer, member in
                writer.write(member.key)
                writer.bytes.append(contentsOf: (writer.pretty ? ": " : ":").utf8)
                writer.write(member.value)
            }
        }
    }

    private mutating func write<Items: Collection>(
        _ items: Items,
        between open: Unicode.Scalar,
        and close: Unicode.Scalar,
        each: (inout JSONWriter, Items.Element) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        depth += 1
        var isFirst = true
        for item in items {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            startLine()
            each(&self, item)
        }
        depth -= 1
        if !items.isEmpty { startLine() }
        bytes.append(UInt8(ascii: close))
    }

    private mutating func startLine() {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { content in
            var runStart = 0
            while let position = Self.firstEscaped(in: content, from: runStart) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[runStart..<position]))
                bytes.append(contentsOf: Self.escape(content[position]).utf8)
                runStart = position + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[runStart...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Where the first byte stands that is not written as it is; eight are looked at together.
    private static func firstEscaped(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let raw = UnsafeRawBufferPointer(text)
        var place = start
        while raw.count - place >= 8, !holdsEscaped(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) { place += 8 }
        return (place..<raw.count).first { raw[$0] < 0x20 || raw[$0] == UInt8(ascii: "\"") || raw[$0] == UInt8(ascii: "\\") }
    }

    /// Whether one of eight bytes is a control character, a quotation mark or a backslash.
    private static func holdsEscaped(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        func holdsZero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
        let control = (word &- (ones &* 0x20)) & ~word
        return (control | holdsZero(word ^ (ones &* 0x22)) | holdsZero(word ^ (ones &* 0x5C))) & (ones &* 0x80) != 0
    }

    private static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): return #"\""#
        case UInt8(ascii: "\\"): return #"\\"#
        case 0x08: return #"\b"#
        case 0x09: return #"\t"#
        case 0x0A: return #"\n"#
        case 0x0C: return #"\f"#
        case 0x0D: return #"\r"#
        default:
            let digits = String(byte, radix: 16)
            return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
