import AzureCore
import JSON

/// The sorts of records this client writes.
public enum DNSRecordType: String, Sendable, Hashable, CaseIterable {
    /// An IPv4 address.
    case a = "A"
    /// An alias.
    case cname = "CNAME"
    /// Text, such as the proof of a domain.
    case txt = "TXT"
    /// Which authorities may issue.
    case caa = "CAA"
}

/// The records of one name and sort.
public enum DNSRecords: Sendable, Hashable {
    /// IPv4 addresses.
    case a([String])
    /// The name an alias points at.
    case cname(String)
    /// Texts; one that is longer than 255 bytes is cut up on the wire and joined here.
    case txt([String])
    /// Which authorities may issue.
    case caa([CAARecord])

    /// Their sort.
    public var type: DNSRecordType {
        switch self {
        case .a: .a
        case .cname: .cname
        case .txt: .txt
        case .caa: .caa
        }
    }
}

/// One rule on which authority may issue.
public struct CAARecord: Sendable, Hashable {
    /// 128 makes an authority that does not know the tag refuse; usually 0.
    public let flags: Int
    /// `issue`, `issuewild`, `iodef`.
    public let tag: String
    /// The authority, for example `godaddy.com`.
    public let value: String

    /// A rule.
    public init(flags: Int = 0, tag: String, value: String) {
        self.flags = flags
        self.tag = tag
        self.value = value
    }
}

/// All records of one name and sort, which are written together.
public struct DNSRecordSet: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The name below the zone; `@` for the zone itself.
    public let name: String
    /// Changes with every write.
    public let etag: String?
    /// The whole name, with a dot at its end.
    public let fqdn: String?
    /// For how many seconds an answer may be kept.
    public let ttl: Int?
    /// The records; nil when they are of another sort than ``DNSRecordType`` knows.
    public let records: DNSRecords?
    /// Notes beside the records.
    public let metadata: [String: String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.requiredString("name")
        etag = try fields.string("etag")
        fqdn = try properties.string("fqdn")
        ttl = try properties.int("TTL")
        metadata = try properties.stringMap("metadata") ?? [:]
        records = try DNSRecords(properties)
        raw = json
    }
}

extension DNSRecords {
    fileprivate init?(_ properties: JSONFields) throws(JSONFieldError) {
        if let list = try properties.list("TXTRecords"), !list.isEmpty {
            self = .txt(try Self.each(list) { record throws(JSONFieldError) in (try record.strings("value") ?? []).joined() })
        } else if let list = try properties.list("ARecords"), !list.isEmpty {
            self = .a(try Self.each(list) { record throws(JSONFieldError) in try record.requiredString("ipv4Address") })
        } else if let name = try properties.fields("CNAMERecord")?.string("cname") {
            self = .cname(name)
        } else if let list = try properties.list("caaRecords"), !list.isEmpty {
            self = .caa(
                try Self.each(list) { record throws(JSONFieldError) in
                    CAARecord(
                        flags: try record.int("flags") ?? 0,
                        tag: try record.requiredString("tag"),
                        value: try record.requiredString("value")
                    )
                }
            )
        } else {
            return nil
        }
    }

    private static func each<Record>(
        _ list: [JSONFields],
        _ read: (JSONFields) throws(JSONFieldError) -> Record
    ) throws(JSONFieldError) -> [Record] {
        var records: [Record] = []
        for fields in list { records.append(try read(fields)) }
        return records
    }

    /// Writes them under the name their sort has on the wire.
    func write(to properties: inout JSONObject) {
        switch self {
        case .a(let addresses):
            properties["ARecords"] = .array(addresses.map { ["ipv4Address": .string($0)] })
        case .cname(let name):
            properties["CNAMERecord"] = ["cname": .string(name)]
        case .txt(let texts):
            properties["TXTRecords"] = .array(texts.map { ["value": .array(Self.pieces($0).map(JSONValue.string))] })
        case .caa(let rules):
            properties["caaRecords"] = .array(
                rules.map { ["flags": .number(JSONNumber($0.flags)), "tag": .string($0.tag), "value": .string($0.value)] }
            )
        }
    }

    /// Pieces of at most 255 bytes, the longest a TXT record can hold, cut between characters.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = [""]
        var size = 0
        for character in text {
            let length = character.utf8.count
            if size + length > 255 {
                pieces.append("")
                size = 0
            }
            pieces[pieces.count - 1].append(character)
            size += length
        }
        return pieces
    }
}
