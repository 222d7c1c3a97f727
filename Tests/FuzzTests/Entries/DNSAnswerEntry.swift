@testable import DNS

extension FuzzEntry {
    /// The answer of a name server: nothing read is longer than the message, nothing lies outside its record.
    static let dnsAnswer = FuzzEntry("DNSAnswer", mutants: 10_000) { bytes in
        guard let message = DNSMessage(bytes) else { return false }
        try hold((0...15).contains(message.rcode), "no response code")
        var isRead = true
        for type in [DNSRecordType.ns, .cname] {
            let names = message.records(type) { data in message.name(data).map { (data, $0) } }
            isRead = isRead && names != nil
            for (data, name) in names ?? [] {
                try hold(!data.isEmpty, "a name in a record without data")
                // Each of at most 255 bytes may be escaped, as `\255`.
                try hold(name.utf8.count <= 4 * 255, "a name of \(name.utf8.count) bytes")
            }
        }
        let texts = message.records(.txt, message.text)
        for text in texts ?? [] { try hold(text.unicodeScalars.count <= bytes.count, "a text longer than the message") }
        let records = message.records(.caa, message.caa)
        for record in records ?? [] {
            try hold(!record.tag.isEmpty && record.tag == record.tag.lowercased(), "a tag that is empty or not in lower case")
            try hold(CAARecord(critical: record.critical, tag: record.tag, value: record.value) == record, "another record after copying")
            for wildcard in [false, true] { _ = CAAWalk(visited: ["a"], records: [record]).allows(ca: "godaddy.com", wildcard: wildcard) }
        }
        for type in [DNSRecordType.a, .aaaa] {
            for address in message.records(type, message.address) ?? [] {
                try hold(ServerAddress.isValid(address), "an address that is none: \(address)")
            }
        }
        return isRead && texts != nil && records != nil
    }
}
