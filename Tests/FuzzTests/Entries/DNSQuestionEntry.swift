@testable import AzureEmulator
@testable import DNS

extension FuzzEntry {
    /// A question to the emulator: its answer fits, repeats the question, is never taken for a question, and our own client
    /// reads from it what was put in.
    static let dnsQuestion = FuzzEntry("DNSQuestion", mutants: 10_000) { bytes in
        guard case .query(let query) = DNSRequest(bytes) else { return false }
        let texts = ["short", String(repeating: "long ", count: 80)]
        let records = texts.map { AzureEmulator.DNSRecord(name: query.name, value: .txt($0)) }
        let whole = DNSReply.bytes(to: query, DNSAnswer(records: records))
        try hold(DNSRequest(whole) == .noise, "an answer taken for a question")
        guard let message = DNSMessage(whole) else { throw BrokenProperty(description: "our own client cannot read the answer") }
        try hold(message.rcode == 0, "an error instead of the records")
        try hold(message.records(.txt, message.text) == texts, "other texts than those put in")

        let limit = DNSReply.udpLimit(for: query)
        try hold((512...1232).contains(limit), "a datagram of \(limit) bytes")
        let short = DNSReply.bytes(to: query, DNSAnswer(records: records + records + records), limit: limit)
        try hold(short.count <= limit, "an answer over the limit")

        try hold(question(in: DNSReply.bytes(to: query, DNSAnswer())).map { isSame($0, query) } ?? false, "another question in the answer")
        return true
    }
}

/// What stands in an answer without records, read as the question it repeats.
private func question(in answer: [UInt8]) -> AzureEmulator.DNSQuery? {
    var bytes = answer
    let responseAndOperation: UInt8 = 0xF8
    bytes[2] &= ~responseAndOperation
    guard case .query(let query) = DNSRequest(bytes) else { return nil }
    return query
}

private func isSame(_ left: AzureEmulator.DNSQuery, _ right: AzureEmulator.DNSQuery) -> Bool {
    left.id == right.id && left.name == right.name && left.type == right.type && left.recordClass == right.recordClass
        && (left.udpSize == nil) == (right.udpSize == nil)
}
