import JSON

/// The records the emulator's DNS answers with, as callers set them through the control API.
struct Zones: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case txt = "TXT"
        case caa = "CAA"
        case a = "A"
        case aaaa = "AAAA"
        case cname = "CNAME"
        case ns = "NS"

        var wireType: DNSRecordType {
            switch self {
            case .txt: .txt
            case .caa: .caa
            case .a: .a
            case .aaaa: .aaaa
            case .cname: .cname
            case .ns: .ns
            }
        }
    }

    struct RecordSet: Sendable, Hashable {
        var values: [String]
        var ttlSeconds: UInt32
    }

    private(set) var sets: [String: [Kind: RecordSet]] = [:]

    init() {}

    subscript(name: String, kind: Kind) -> RecordSet? {
        get { sets[Self.bare(name)]?[kind] }
        set {
            let key = Self.bare(name)
            sets[key, default: [:]][kind] = newValue
            if sets[key]?.isEmpty == true { sets[key] = nil }
        }
    }

    func values(_ name: String, _ kind: Kind) -> [String] {
        self[name, kind]?.values ?? []
    }

    /// The answer to one question, aliases followed; a name without any record below it does not exist. `address` knows the
    /// names that have one without being set here.
    func answer(_ name: String, _ type: DNSRecordType, address: (String) -> String? = { _ in nil }) -> DNSAnswer {
        var records: [DNSRecord] = []
        var asked = Self.bare(name)
        for _ in 0..<8 {
            records += Kind.allCases.filter { $0.wireType == type || type == .any }.flatMap { self.records(asked, $0) }
            if records.last?.name != asked, type == .a, let known = address(asked) {
                records.append(DNSRecord(name: asked, value: .a(known)))
            }
            guard records.last?.name != asked, type != .cname, let alias = values(asked, .cname).first else { break }
            records += self.records(asked, .cname)
            asked = Self.bare(alias)
        }
        guard records.isEmpty else { return DNSAnswer(records: records) }
        return exists(asked) || address(asked) != nil ? DNSAnswer() : DNSAnswer(code: .noSuchName)
    }

    private func exists(_ name: String) -> Bool {
        sets[name] != nil || sets.keys.contains { $0.hasSuffix("." + name) }
    }

    private func records(_ name: String, _ kind: Kind) -> [DNSRecord] {
        guard let set = self[name, kind] else { return [] }
        return set.values.compactMap { text in
            Self.value(kind, text).map { DNSRecord(name: name, ttlSeconds: set.ttlSeconds, value: $0) }
        }
    }

    /// What a text of the control API stands for; nil when a record of that type cannot say it.
    static func value(_ kind: Kind, _ text: String) -> DNSRecord.Value? {
        switch kind {
        case .txt: .txt(text)
        case .a: IPAddress.bytes(of: text)?.count == 4 ? .a(text) : nil
        case .aaaa: IPAddress.bytes(of: text)?.count == 16 ? .aaaa(text) : nil
        case .cname: isName(text) ? .cname(bare(text)) : nil
        case .ns: isName(text) ? .ns(bare(text)) : nil
        case .caa: CAAProperty(text).map { .caa(critical: $0.critical, tag: $0.tag, value: $0.value) }
        }
    }

    static func isName(_ text: String) -> Bool {
        let labels = bare(text).split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253 && labels.allSatisfy { (1...63).contains($0.utf8.count) && $0.allSatisfy(\.isASCII) }
    }

    /// Lower case, without the root's dot.
    static func bare(_ name: String) -> String {
        let name = name.lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }
}

/// One CAA record as zone files write it: `0 issue "godaddy.com"`.
struct CAAProperty {
    let critical: Bool
    let tag: String
    let value: String

    init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let flags = UInt8(parts[0]) else { return nil }
        critical = flags & 128 != 0
        tag = parts[1].lowercased()
        value = parts[2].trimming(" ").trimming("\"")
    }

    /// The authority a record names, without its parameters.
    var issuer: String { (value.split(separator: ";", omittingEmptySubsequences: false).first ?? "").trimming(" ").lowercased() }
}

extension Zones {
    private static let authority = "godaddy.com"

    /// Whether CAA lets our authority issue: only the records of the nearest level that has any count, and `issuewild`, where
    /// there is one, replaces `issue` for wildcards.
    func allowIssuance(for domain: String, wildcard: Bool) -> Bool {
        let labels = domain.split(separator: ".")
        for start in labels.indices {
            let properties = values(labels[start...].joined(separator: "."), .caa).compactMap(CAAProperty.init)
            guard !properties.isEmpty else { continue }
            let wild = properties.filter { $0.tag == "issuewild" }
            let relevant = wildcard && !wild.isEmpty ? wild : properties.filter { $0.tag == "issue" }
            return relevant.isEmpty || relevant.contains { $0.issuer == Self.authority }
        }
        return true
    }
}
