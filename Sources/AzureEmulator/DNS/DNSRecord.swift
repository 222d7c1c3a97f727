/// A type of DNS record, by its number on the wire; unknown ones are kept.
package struct DNSRecordType: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let a = DNSRecordType(rawValue: 1)
    package static let ns = DNSRecordType(rawValue: 2)
    package static let cname = DNSRecordType(rawValue: 5)
    package static let soa = DNSRecordType(rawValue: 6)
    package static let txt = DNSRecordType(rawValue: 16)
    package static let aaaa = DNSRecordType(rawValue: 28)
    package static let opt = DNSRecordType(rawValue: 41)
    package static let any = DNSRecordType(rawValue: 255)
    package static let caa = DNSRecordType(rawValue: 257)
}

package struct DNSRecord: Sendable, Hashable {
    package enum Value: Sendable, Hashable {
        /// An IPv4 address as text.
        case a(String)
        /// An IPv6 address as text.
        case aaaa(String)
        case cname(String)
        case ns(String)
        /// One text of any length; it is cut into strings of 255 bytes on the wire.
        case txt(String)
        case caa(critical: Bool, tag: String, value: String)
        case soa(primary: String, mailbox: String, serial: UInt32)
    }

    package let name: String
    package let ttlSeconds: UInt32
    package let value: Value

    package init(name: String, ttlSeconds: UInt32 = 60, value: Value) {
        self.name = name
        self.ttlSeconds = ttlSeconds
        self.value = value
    }

    package var type: DNSRecordType {
        switch value {
        case .a: .a
        case .aaaa: .aaaa
        case .cname: .cname
        case .ns: .ns
        case .txt: .txt
        case .caa: .caa
        case .soa: .soa
        }
    }
}

/// What a zone says to one question.
package struct DNSAnswer: Sendable, Hashable {
    package enum Code: UInt8, Sendable, Hashable {
        case noError = 0
        case formatError = 1
        case serverFailure = 2
        /// NXDOMAIN: neither this name nor one below it exists.
        case noSuchName = 3
        case notImplemented = 4
        case refused = 5
    }

    package let code: Code
    package let records: [DNSRecord]
    /// Usually the zone's SOA, when there is nothing to answer.
    package let authority: [DNSRecord]

    package init(code: Code = .noError, records: [DNSRecord] = [], authority: [DNSRecord] = []) {
        self.code = code
        self.records = records
        self.authority = authority
    }
}
