import Testing

@testable import AzureEmulator

@Suite struct DNSMessageTests {
    private static let header: [UInt8] = [0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0]
    private static let name: [UInt8] = [3] + Array("wWw".utf8) + [7] + Array("example".utf8) + [0]
    private static let question = name + [0, 16, 0, 1]
    /// OPT with a UDP size of 4096.
    private static let opt: [UInt8] = [0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]

    private static func query(udpSize: Int? = nil) -> DNSQuery {
        DNSQuery(id: 0x1234, wantsRecursion: true, name: "wWw.example", type: .txt, recordClass: 1, udpSize: udpSize)
    }

    @Test func `a question is read with its casing`() {
        #expect(DNSRequest(Self.header + Self.question) == .query(Self.query()))
    }

    @Test func `the size of an extended question is read`() {
        var header = Self.header
        header[11] = 1
        #expect(DNSRequest(header + Self.question + Self.opt) == .query(Self.query(udpSize: 4096)))
    }

    @Test func `a compressed name is followed backwards`() throws {
        var reader = DNSReader(Self.name + [1, UInt8(ascii: "a"), 0xC0, 4, 9])
        #expect(try reader.name() == "wWw.example")
        #expect(try reader.name() == "a.example")
        #expect(try reader.byte() == 9)
    }

    @Test(arguments: [[0xC0, 0], [1, 97, 0xC0, 0], [0xC0, 2], [0xC0, 0xFF], [0xC0], [64, 1], [5, 97], [1, 0, 0], []] as [[UInt8]])
    func `a name that circles, points forward or ends early is an error`(bytes: [UInt8]) {
        var reader = DNSReader(bytes)
        #expect(throws: DNSWireError.self) { try reader.name() }
    }

    @Test func `a name of more than 255 bytes is an error`() {
        var reader = DNSReader(Array(repeating: [9] + Array("abcdefghi".utf8), count: 26).flatMap { $0 } + [0])
        #expect(throws: DNSWireError.badName) { try reader.name() }
    }

    @Test func `dots inside a label survive both ways`() throws {
        let wire: [UInt8] = [3, UInt8(ascii: "a"), UInt8(ascii: "."), UInt8(ascii: "b"), 1, UInt8(ascii: "c"), 0]
        var reader = DNSReader(wire)
        let text = try reader.name()
        #expect(text == "a\\.b.c")
        var writer = DNSWriter()
        try writer.name(text)
        #expect(writer.bytes == wire)
    }

    @Test(arguments: [[], [1, 2, 3], [0x12, 0x34, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0]] as [[UInt8]])
    func `what is no question gets no answer`(bytes: [UInt8]) {
        #expect(DNSRequest(bytes) == .noise)
    }

    @Test func `a damaged question is answered with a format error, another operation with not implemented`() {
        #expect(DNSRequest(Self.header) == .faulty(id: 0x1234, .formatError))
        var two = Self.header
        two[5] = 2
        #expect(DNSRequest(two + Self.question + Self.question) == .faulty(id: 0x1234, .formatError))
        var update = Self.header
        update[2] = 0x28
        #expect(DNSRequest(update + Self.question) == .faulty(id: 0x1234, .notImplemented))
    }

    @Test func `an answer repeats the question and points to its name`() {
        let answer = DNSAnswer(records: [DNSRecord(name: "www.example", ttlSeconds: 60, value: .txt("proof"))])
        let expected: [UInt8] =
            [0x12, 0x34, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0] + Self.question
            + [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 6, 5] + Array("proof".utf8)
        #expect(DNSReply.bytes(to: Self.query(), answer) == expected)
    }

    @Test func `an answer too long for UDP is cut and marked`() {
        let answer = DNSAnswer(
            records: (0..<10).map { _ in DNSRecord(name: "www.example", value: .txt(String(repeating: "x", count: 300))) }
        )
        let cut = DNSReply.bytes(to: Self.query(), answer, limit: DNSReply.udpLimit(for: Self.query()))
        #expect(cut == [0x12, 0x34, 0x87, 0x80, 0, 1, 0, 0, 0, 0, 0, 0] + Self.question)
        #expect(DNSReply.bytes(to: Self.query(), answer).count > 3000)
    }

    @Test(arguments: [(nil, 512), (100, 512), (900, 900), (4096, 1232)] as [(Int?, Int)])
    func `the size asked for is bounded on both sides`(asked: Int?, used: Int) {
        #expect(DNSReply.udpLimit(for: Self.query(udpSize: asked)) == used)
    }

    @Test(arguments: [
        DNSRecord.Value.a("127.0.0.999"), .a("::1"), .aaaa("127.0.0.1"), .cname("a..b"),
        .caa(critical: false, tag: String(repeating: "t", count: 256), value: ""),
    ])
    func `a record that cannot be written is the server's failure`(value: DNSRecord.Value) {
        let bytes = DNSReply.bytes(to: Self.query(), DNSAnswer(records: [DNSRecord(name: "www.example", value: value)]))
        #expect(bytes.count == 12 && bytes[3] & 0x0F == 2)
    }
}
