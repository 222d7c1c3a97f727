import CAres
import Glibc

/// The answer section of a response, read within its bounds; anything that does not fit makes it nil.
struct DNSMessage {
    /// The response code, 0 when all is well, 3 when the name does not exist.
    let rcode: Int
    /// Where in `bytes` the data of each answer lies.
    private let answers: [(type: UInt16, data: Range<Int>)]
    private let bytes: [UInt8]

    private static let headerLength = 12

    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headerLength else { return nil }
        self.bytes = bytes
        rcode = Int(bytes[3] & 0x0F)
        var position = Self.headerLength
        for _ in 0..<Self.number(bytes, at: 4) {
            guard let name = Self.name(bytes, at: position) else { return nil }
            position = name.end + 4
        }
        var answers: [(type: UInt16, data: Range<Int>)] = []
        for _ in 0..<Self.number(bytes, at: 6) {
            guard let name = Self.name(bytes, at: position), name.end + 10 <= bytes.count else { return nil }
            let start = name.end + 10
            let end = start + Int(Self.number(bytes, at: name.end + 8))
            guard end <= bytes.count else { return nil }
            answers.append((Self.number(bytes, at: name.end), start..<end))
            position = end
        }
        self.answers = answers
    }

    /// What `read` makes of the data of every answer of that type; nil when it cannot read one of them.
    func records<Record>(_ type: DNSRecordType, _ read: (Range<Int>) -> Record?) -> [Record]? {
        var records: [Record] = []
        for answer in answers where answer.type == type.rawValue {
            guard let record = read(answer.data) else { return nil }
            records.append(record)
        }
        return records
    }

    /// A domain name, without a dot at its end. The library sees the whole message, so the record's own end is checked here.
    func name(_ data: Range<Int>) -> String? {
        Self.name(bytes, at: data.lowerBound).flatMap { $0.end <= data.upperBound ? $0.text : nil }
    }

    /// A TXT record: its strings joined.
    func text(_ data: Range<Int>) -> String? {
        var content: [UInt8] = []
        var position = data.lowerBound
        while position < data.upperBound {
            let end = position + 1 + Int(bytes[position])
            guard end <= data.upperBound else { return nil }
            content.append(contentsOf: bytes[(position + 1)..<end])
            position = end
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// A CAA record: flags, length of the tag, tag, value.
    func caa(_ data: Range<Int>) -> CAARecord? {
        guard data.count >= 2 else { return nil }
        let tagStart = data.lowerBound + 2
        let tagEnd = tagStart + Int(bytes[data.lowerBound + 1])
        guard tagEnd > tagStart, tagEnd <= data.upperBound else { return nil }
        return CAARecord(
            critical: bytes[data.lowerBound] & 0x80 != 0,
            tag: String(decoding: bytes[tagStart..<tagEnd], as: UTF8.self).lowercased(),
            value: String(decoding: bytes[tagEnd..<data.upperBound], as: UTF8.self)
        )
    }

    /// An IPv4 or IPv6 address in its usual text form.
    func address(_ data: Range<Int>) -> String? {
        guard data.count == 4 || data.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: 46)
        let family = data.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, Array(bytes[data]), &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func number(_ bytes: [UInt8], at position: Int) -> UInt16 {
        UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])
    }

    /// Expands a compressed name; the library checks bounds and loops.
    private static func name(_ bytes: [UInt8], at position: Int) -> (text: String, end: Int)? {
        guard position < bytes.count else { return nil }
        return bytes.withUnsafeBufferPointer { buffer -> (text: String, end: Int)? in
            guard let base = buffer.baseAddress else { return nil }
            var text: UnsafeMutablePointer<CChar>?
            var length = 0
            guard ares_expand_name(base + position, base, Int32(buffer.count), &text, &length) == statusNumber(ARES_SUCCESS), let text
            else {
                return nil
            }
            defer { ares_free_string(text) }
            return (String(cString: text), position + length)
        }
    }
}
