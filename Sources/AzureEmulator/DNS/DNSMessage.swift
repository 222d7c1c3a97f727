/// One question, read from the wire.
struct DNSQuery: Sendable, Hashable {
    let id: UInt16
    let wantsRecursion: Bool
    /// As asked, casing kept: an answer repeats it.
    let name: String
    let type: DNSRecordType
    let recordClass: UInt16
    /// The largest answer the asker takes over UDP, when it says so (EDNS).
    let udpSize: Int?
}

enum DNSRequest: Hashable {
    case query(DNSQuery)
    /// Readable enough to be answered with an error.
    case faulty(id: UInt16, DNSAnswer.Code)
    /// Not a question at all: it gets no answer, so that two servers cannot be set on each other.
    case noise

    private static let headerLength = 12

    init(_ bytes: [UInt8]) {
        var reader = DNSReader(bytes)
        guard bytes.count >= Self.headerLength, let id = try? reader.number(), let flags = try? reader.number() else {
            self = .noise
            return
        }
        let isResponse = flags & 0x8000 != 0
        let operation = flags >> 11 & 0xF
        if isResponse {
            self = .noise
        } else if operation != 0 {
            self = .faulty(id: id, .notImplemented)
        } else if let query = try? Self.query(id: id, flags: flags, &reader) {
            self = .query(query)
        } else {
            self = .faulty(id: id, .formatError)
        }
    }

    private static func query(id: UInt16, flags: UInt16, _ reader: inout DNSReader) throws(DNSWireError) -> DNSQuery {
        let questions = try reader.number()
        let answers = try reader.number()
        let authorities = try reader.number()
        let additional = try reader.number()
        // More than a handful of extra records never comes with a question.
        guard questions == 1, answers == 0, authorities == 0, additional <= 8 else { throw .badValue }
        let name = try reader.name()
        let type = DNSRecordType(rawValue: try reader.number())
        let recordClass = try reader.number()
        return DNSQuery(
            id: id,
            wantsRecursion: flags & 0x0100 != 0,
            name: name,
            type: type,
            recordClass: recordClass,
            udpSize: try udpSize(in: &reader, records: Int(additional))
        )
    }

    /// The size stands where other records have their class (RFC 6891).
    private static func udpSize(in reader: inout DNSReader, records: Int) throws(DNSWireError) -> Int? {
        var size: Int?
        for _ in 0..<records {
            _ = try reader.name()
            let type = DNSRecordType(rawValue: try reader.number())
            let recordClass = try reader.number()
            try reader.skip(4)
            try reader.skip(Int(try reader.number()))
            if type == .opt { size = Int(recordClass) }
        }
        return size
    }
}

enum DNSReply {
    /// Without EDNS a UDP answer has at most 512 bytes; with it, more than this does not pass every network in one piece.
    static func udpLimit(for query: DNSQuery) -> Int {
        min(max(query.udpSize ?? 512, 512), 1232)
    }

    /// An answer longer than `limit` is cut to its question and marked: the asker comes back over TCP.
    static func bytes(to query: DNSQuery, _ answer: DNSAnswer, limit: Int = Int(UInt16.max)) -> [UInt8] {
        do {
            let whole = try encode(query, answer, isCut: false)
            return whole.count <= limit ? whole : try encode(query, DNSAnswer(code: answer.code), isCut: true)
        } catch {
            // A zone that cannot be written on the wire is the server's fault.
            return bytes(toFaulty: query.id, .serverFailure)
        }
    }

    static func bytes(toFaulty id: UInt16, _ code: DNSAnswer.Code) -> [UInt8] {
        var writer = DNSWriter()
        writer.number(id)
        writer.number(0x8000 | UInt16(code.rawValue))
        for _ in 0..<4 { writer.number(0) }
        return writer.bytes
    }

    private static func encode(_ query: DNSQuery, _ answer: DNSAnswer, isCut: Bool) throws(DNSWireError) -> [UInt8] {
        guard let records = UInt16(exactly: answer.records.count), let authorities = UInt16(exactly: answer.authority.count) else {
            throw .badValue
        }
        let isAuthoritative: UInt16 = 0x8400
        var writer = DNSWriter()
        writer.number(query.id)
        writer.number(isAuthoritative | (isCut ? 0x0200 : 0) | (query.wantsRecursion ? 0x0180 : 0) | UInt16(answer.code.rawValue))
        writer.number(1)
        writer.number(records)
        writer.number(authorities)
        writer.number(query.udpSize == nil ? 0 : 1)
        try writer.name(query.name)
        writer.number(query.type.rawValue)
        writer.number(query.recordClass)
        for record in answer.records + answer.authority { try encode(record, for: query, into: &writer) }
        if query.udpSize != nil { encodeSize(into: &writer) }
        return writer.bytes
    }

    private static func encode(_ record: DNSRecord, for query: DNSQuery, into writer: inout DNSWriter) throws(DNSWireError) {
        if record.name.lowercased() == query.name.lowercased(), !query.name.isEmpty {
            let questionName: UInt16 = 0xC00C
            writer.number(questionName)
        } else {
            try writer.name(record.name)
        }
        let internet: UInt16 = 1
        writer.number(record.type.rawValue)
        writer.number(internet)
        writer.long(record.ttlSeconds)
        try writer.sized { (inner) throws(DNSWireError) in try encode(record.value, into: &inner) }
    }

    private static func encode(_ value: DNSRecord.Value, into writer: inout DNSWriter) throws(DNSWireError) {
        switch value {
        case .a(let text): writer.raw(try address(text, length: 4))
        case .aaaa(let text): writer.raw(try address(text, length: 16))
        case .cname(let name), .ns(let name): try writer.name(name)
        case .txt(let text):
            let bytes = Array(text.utf8)
            if bytes.isEmpty { writer.byte(0) }
            for start in stride(from: 0, to: bytes.count, by: 255) { try writer.string(bytes[start..<min(start + 255, bytes.count)]) }
        case .caa(let critical, let tag, let value):
            writer.byte(critical ? 0x80 : 0)
            try writer.string(tag.utf8)
            writer.raw(value.utf8)
        case .soa(let primary, let mailbox, let serial):
            try writer.name(primary)
            try writer.name(mailbox)
            writer.long(serial)
            let (refresh, retry, expire, negative): (UInt32, UInt32, UInt32, UInt32) = (3600, 600, 86_400, 60)
            for seconds in [refresh, retry, expire, negative] { writer.long(seconds) }
        }
    }

    private static func address(_ text: String, length: Int) throws(DNSWireError) -> [UInt8] {
        guard let bytes = IPAddress.bytes(of: text), bytes.count == length else { throw .badValue }
        return bytes
    }

    /// Our own size, in an OPT record of the root.
    private static func encodeSize(into writer: inout DNSWriter) {
        writer.byte(0)
        writer.number(DNSRecordType.opt.rawValue)
        writer.number(1232)
        writer.long(0)
        writer.number(0)
    }
}
