/// One CAA record (RFC 8659).
package struct CAARecord: Sendable, Hashable {
    /// Whether an authority that does not know the tag must refuse.
    package let critical: Bool

    /// `issue`, `issuewild`, `iodef` or another, in lower case.
    package let tag: String

    /// For `issue` and `issuewild` the authority's domain, then parameters behind semicolons.
    package let value: String

    package init(critical: Bool = false, tag: String, value: String) {
        self.critical = critical
        self.tag = tag.lowercased()
        self.value = value
    }

    /// The authority an `issue` or `issuewild` record names, in lower case; empty when it names none, which forbids all.
    var authority: String {
        let domain = value.prefix { $0 != ";" }
        return domain.filter { $0 != " " && $0 != "\t" }.lowercased()
    }
}

/// The CAA records that hold for a host: those of the host or else of the nearest name above it that has any.
package struct CAAWalk: Sendable, Hashable {
    /// The names asked, from the host upwards.
    package let visited: [String]

    /// The records found at the last name visited; empty when no name up to the top-level domain has any.
    package let records: [CAARecord]

    /// Where the records were found, nil without records.
    package var foundAt: String? { records.isEmpty ? nil : visited.last }

    package init(visited: [String], records: [CAARecord]) {
        self.visited = visited
        self.records = records
    }

    /// Asks for the host, then for each name above it, and stops at the first that has records. `*.` in front and a dot
    /// at the end are dropped.
    package static func run(_ host: String, with resolver: DNSResolver) async throws(DNSError) -> CAAWalk {
        var name = HostName.plain(host)[...]
        var visited: [String] = []
        while !name.isEmpty {
            visited.append(String(name))
            let records = try await resolver.caa(String(name))
            if !records.isEmpty { return CAAWalk(visited: visited, records: records) }
            name = name.firstIndex(of: ".").map { name[name.index(after: $0)...] } ?? ""
        }
        return CAAWalk(visited: visited, records: [])
    }

    /// Whether that authority may issue for the host, or for the wildcard of it.
    ///
    /// A wildcard follows the `issuewild` records where there are any, and the `issue` records otherwise; without
    /// records of its kind it is not restricted. A critical record of an unknown kind forbids all.
    package func allows(ca: String, wildcard: Bool) -> Bool {
        let known: Set = ["issue", "issuewild", "iodef", "issuemail", "issuevmc", "contactemail", "contactphone"]
        guard !records.contains(where: { $0.critical && !known.contains($0.tag) }) else { return false }
        let wild = records.filter { $0.tag == "issuewild" }
        let relevant = wildcard && !wild.isEmpty ? wild : records.filter { $0.tag == "issue" }
        return relevant.isEmpty || relevant.contains { $0.authority == ca.lowercased() }
    }
}
