/// Why a DNS message cannot be read or written.
enum DNSWireError: Error, Hashable {
    case truncated, badName, badValue
}

/// Reads a DNS message from outside: every step is checked against the end.
struct DNSReader {
    private let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func byte() throws(DNSWireError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func number() throws(DNSWireError) -> UInt16 {
        let high = try byte()
        return UInt16(high) << 8 | UInt16(try byte())
    }

    mutating func skip(_ count: Int) throws(DNSWireError) {
        guard count <= bytes.count - offset else { throw .truncated }
        offset += count
    }

    /// A name as text, without the root's dot ("" is the root); dots and backslashes inside a label are escaped.
    ///
    /// A name may end in a pointer to an earlier place (RFC 1035, 4.1.4). Each pointer must lead further back than the place
    /// its name began, so that no chain of them can run in a circle.
    mutating func name() throws(DNSWireError) -> String {
        var labels: [String] = []
        var length = 0
        var start = offset
        var cursor = self
        var end: Int?
        while true {
            let count = try cursor.byte()
            switch count {
            case 0:
                offset = end ?? cursor.offset
                return labels.joined(separator: ".")
            case 1...63:
                length += Int(count) + 1
                guard length < 255 else { throw .badName }
                labels.append(try cursor.label(Int(count)))
            case 0xC0...:
                let target = Int(count & 0x3F) << 8 | Int(try cursor.byte())
                guard target < start else { throw .badName }
                end = end ?? cursor.offset
                start = target
                cursor.offset = target
            default: throw .badName
            }
        }
    }

    private mutating func label(_ count: Int) throws(DNSWireError) -> String {
        guard count <= bytes.count - offset else { throw .truncated }
        var text = ""
        for byte in bytes[offset..<offset + count] {
            // Host names and the underscore names of proofs are ASCII; nothing else is looked up here.
            guard (0x21...0x7E).contains(byte) else { throw .badName }
            if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "\\") { text.append("\\") }
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        offset += count
        return text
    }
}

/// Writes a DNS message.
struct DNSWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func number(_ value: UInt16) {
        bytes.append(UInt8(value >> 8))
        bytes.append(UInt8(value & 0xFF))
    }

    mutating func long(_ value: UInt32) {
        number(UInt16(value >> 16))
        number(UInt16(value & 0xFFFF))
    }

    mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    /// Never compressed; a dot at the end is optional.
    mutating func name(_ name: String) throws(DNSWireError) {
        for label in try DNSWriter.labels(name) {
            byte(UInt8(label.count))
            raw(label)
        }
        byte(0)
    }

    /// A length of two bytes, then what `body` writes.
    mutating func sized(_ body: (inout DNSWriter) throws(DNSWireError) -> Void) throws(DNSWireError) {
        var inner = DNSWriter()
        try body(&inner)
        guard let count = UInt16(exactly: inner.bytes.count) else { throw .badValue }
        number(count)
        raw(inner.bytes)
    }

    /// A string of at most 255 bytes after its length.
    mutating func string(_ text: some Collection<UInt8>) throws(DNSWireError) {
        guard let count = UInt8(exactly: text.count) else { throw .badValue }
        byte(count)
        raw(text)
    }

    private static func labels(_ name: String) throws(DNSWireError) -> [[UInt8]] {
        var labels: [[UInt8]] = [[]]
        var isEscaped = false
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "\\") where !isEscaped: isEscaped = true
            case UInt8(ascii: ".") where !isEscaped: labels.append([])
            default:
                labels[labels.count - 1].append(byte)
                isEscaped = false
            }
        }
        if labels.last == [] { labels.removeLast() }
        let length = labels.reduce(1) { $0 + $1.count + 1 }
        guard length <= 255, labels.allSatisfy({ (1...63).contains($0.count) }) else { throw .badName }
        return labels
    }
}
