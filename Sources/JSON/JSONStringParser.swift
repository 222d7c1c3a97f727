extension JSONParser {
    /// What lies between two quotes: where, and whether it can be taken as it stands.
    private struct Content {
        let start: Int
        let end: Int
        let isASCII: Bool
        let hasEscapes: Bool
    }

    /// Reads the string whose opening quote is at `position`.
    mutating func string() throws(JSONError) -> String {
        let content = try self.content()
        return try text(of: content)
    }

    /// Reads a member name, with the hash the duplicate check works on. Long names come from the cache, since a list
    /// repeats the same few in each element.
    mutating func name() throws(JSONError) -> (String, NameHash) {
        let content = try self.content()
        guard content.isASCII, !content.hasEscapes else { return (try text(of: content), .unknown) }
        let raw = UnsafeBufferPointer(rebasing: bytes[content.start..<content.end])
        let hash = NameHash(ofASCII: raw)
        return (names.text(of: raw, hash: hash), hash)
    }

    /// Moves over the string, checking escapes and control characters and unescaping into `scratch` where needed.
    private mutating func content() throws(JSONError) -> Content {
        position += 1
        let start = position
        var runStart = position
        var isASCII = true
        var hasEscapes = false
        while true {
            skipPlainText()
            let next = byte
            if next == UInt8(ascii: "\"") { break }
            if next >= 0x80 {
                isASCII = false
                position += 1
            } else if next == UInt8(ascii: "\\") {
                if !hasEscapes { scratch.removeAll(keepingCapacity: true) }
                hasEscapes = true
                scratch.append(contentsOf: slice(from: runStart))
                try unescape()
                runStart = position
            } else {
                let isEnd = position == bytes.count
                throw error(isEnd ? "expected '\"' at the end of this string" : "a control character in a string must be escaped")
            }
        }
        if hasEscapes { scratch.append(contentsOf: slice(from: runStart)) }
        defer { position += 1 }
        return Content(start: start, end: position, isASCII: isASCII, hasEscapes: hasEscapes)
    }

    /// Moves to the next quote, backslash, control character or non-ASCII byte, or to the end: 32 bytes at a time while there
    /// is none, then eight, then one by one.
    @inline(__always)
    private mutating func skipPlainText() {
        let raw = UnsafeRawBufferPointer(bytes)
        while position <= raw.count - 32 {
            let first = Self.marks(in: word(raw, 0)) | Self.marks(in: word(raw, 8))
            let second = Self.marks(in: word(raw, 16)) | Self.marks(in: word(raw, 24))
            guard first | second == 0 else { break }
            position += 32
        }
        while position <= raw.count - 8 {
            let marks = Self.marks(in: word(raw, 0))
            position += marks == 0 ? 8 : marks.trailingZeroBitCount >> 3
            if marks != 0 { return }
        }
        while byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    }

    @inline(__always)
    private func word(_ raw: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position + offset, as: UInt64.self))
    }

    /// Sets the top bit of bytes that end plain text. Only the lowest mark is exact, borrows may set false ones above.
    @inline(__always)
    private static func marks(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let below = ((word &- (ones &* 0x20)) | (quote &- ones) | (backslash &- ones)) & ~word
        return (below | word) & (ones &* 0x80)
    }

    private func text(of content: Content) throws(JSONError) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[content.start..<content.end])
        if !content.isASCII {
            // The raw form is checked, not the unescaped one: escapes are ASCII, and its offsets are the document's.
            do {
                _ = try UTF8Span(validating: raw.span)
            } catch let invalid {
                throw JSONError("this string is not valid UTF-8", at: content.start + invalid.byteOffsets.lowerBound, in: bytes)
            }
        }
        return content.hasEscapes ? String(decoding: scratch, as: UTF8.self) : String(decoding: raw, as: UTF8.self)
    }

    /// Reads the escape at `position` and appends what it stands for.
    private mutating func unescape() throws(JSONError) {
        position += 1
        let letter = byte
        let meaning: UInt8? =
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
            case UInt8(ascii: "b"): 0x08
            case UInt8(ascii: "f"): 0x0C
            case UInt8(ascii: "n"): 0x0A
            case UInt8(ascii: "r"): 0x0D
            case UInt8(ascii: "t"): 0x09
            default: nil
            }
        if let meaning {
            scratch.append(meaning)
            position += 1
        } else if letter == UInt8(ascii: "u") {
            scratch.append(contentsOf: String(try escapedScalar()).utf8)
        } else {
            throw error("unknown escape in a string")
        }
    }

    /// Reads `uXXXX`, and the second half `\uXXXX` where the first is a high surrogate.
    private mutating func escapedScalar() throws(JSONError) -> Unicode.Scalar {
        let start = position
        let first = try hexadecimalUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        if UTF16.isLeadSurrogate(first), byte == UInt8(ascii: "\\") {
            position += 1
            let second = byte == UInt8(ascii: "u") ? try hexadecimalUnit() : 0
            if UTF16.isTrailSurrogate(second) {
                return UTF16.decode(UTF16.EncodedScalar([first, second]))
            }
        }
        position = start
        throw error("half of a surrogate pair in a string")
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
        position += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - 0x30
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - 0x61 + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - 0x41 + 10
            default: throw error("expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
