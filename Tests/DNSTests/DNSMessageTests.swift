import Testing

@testable import DNS

@Suite struct DNSMessageTests {
    /// One answer about the root, with the data given; behind it stand further bytes.
    private func message(_ type: UInt8, length: UInt8, _ data: [UInt8]) -> DNSMessage? {
        DNSMessage([0, 1, 0x80, 0, 0, 0, 0, 1, 0, 0, 0, 0] + [0, 0, type, 0, 1, 0, 0, 0, 9, 0, length] + data)
    }

    @Test func `a name that runs on behind its record is not read`() throws {
        let name: [UInt8] = [1, UInt8(ascii: "a"), 0]
        let whole = try #require(message(2, length: 3, name))
        #expect(whole.records(.ns, whole.name) == ["a"])
        for length: UInt8 in 0...2 {
            let cut = try #require(message(2, length: length, name))
            #expect(cut.records(.ns, cut.name) == nil)
        }
    }
}
