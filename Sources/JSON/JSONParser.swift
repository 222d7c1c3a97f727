/// One pass over the bytes of a document.
///
/// Every read goes through `byte`, which is 0 at the end: no JSON token holds that byte, so the end needs no test of
/// its own and nothing reads beyond the buffer.
struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    let maximumDepth: Int
    var position = 0
    /// The unescaped form of the string being read; kept so that its memory is used again.
    var scratch: [UInt8] = []
    var names = NameCache()

    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.maximumBytes else {
            let reason = "the document has \(bytes.count) bytes, the limit is \(limits.maximumBytes)"
            throw JSONError(reason, at: max(0, limits.maximumBytes), in: bytes)
        }
        var parser = JSONParser(bytes: bytes, maximumDepth: limits.maximumDepth)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        parser.skipWhitespace()
        let value = try parser.value(depth: 0)
        parser.skipWhitespace()
        guard parser.position == bytes.count else { throw parser.error("unexpected text after the document") }
        return value
    }

    @inline(__always)
    var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func error(_ reason: String) -> JSONError {
        JSONError(position < bytes.count ? reason : "the document ends too early: \(reason)", at: min(position, bytes.count), in: bytes)
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    /// Reads the value that starts at `position`, which is behind any white space.
    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return .object(try object(depth: try level(depth)))
        case UInt8(ascii: "["): return .array(try array(depth: try level(depth)))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw error("expected a value")
        }
    }

    private func level(_ depth: Int) throws(JSONError) -> Int {
        guard depth < maximumDepth else { throw error("more than \(maximumDepth) nested arrays and objects") }
        return depth + 1
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount {
            guard byte == word.utf8Start[offset] else { throw error("expected '\(word)'") }
            position += 1
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        if let problem = JSONNumber.scan(bytes, from: &position) { throw error(problem) }
        return JSONNumber(checked: String(decoding: slice(from: start), as: UTF8.self))
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        position += 1
        skipWhitespace()
        var elements: [JSONValue] = []
        if byte == UInt8(ascii: "]") {
            position += 1
            return elements
        }
        while true {
            elements.append(try value(depth: depth))
            skipWhitespace()
            let separator = byte
            guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: "]") else {
                throw error("expected ',' or ']' in this array")
            }
            position += 1
            if separator == UInt8(ascii: "]") { return elements }
            skipWhitespace()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        position += 1
        skipWhitespace()
        var object = JSONObject()
        if byte == UInt8(ascii: "}") {
            position += 1
            return object
        }
        var seen = NameFilter()
        while true {
            let (name, hash) = try memberName(of: object, seen: &seen)
            skipWhitespace()
            guard byte == UInt8(ascii: ":") else { throw error("expected ':' after this name") }
            position += 1
            skipWhitespace()
            object.append(name, hash: hash, try value(depth: depth))
            skipWhitespace()
            let separator = byte
            guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: "}") else {
                throw error("expected ',' or '}' in this object")
            }
            position += 1
            if separator == UInt8(ascii: "}") { return object }
            skipWhitespace()
        }
    }

    private mutating func memberName(of object: JSONObject, seen: inout NameFilter) throws(JSONError) -> (String, NameHash) {
        guard byte == UInt8(ascii: "\"") else { throw error("expected a name in double quotes") }
        let start = position
        let (name, hash) = try self.name()
        if seen.mayContain(hash), object.contains(name, hash: hash) {
            position = start
            throw error("the name \(JSONValue.string(String(name.prefix(64))).text()) appears twice in this object")
        }
        seen.insert(hash)
        return (name, hash)
    }

    @inline(__always)
    func slice(from start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[start..<position])
    }
}
