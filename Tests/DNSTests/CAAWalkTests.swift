import DNS
import Testing

@Suite struct CAAWalkTests {
    @Test func `the walk stops at the first name with records`() async throws {
        try await NameServer.run { name, _ in
            name == "contoso.com" ? .records([RecordData.caa(0, "issue", "godaddy.com")]) : .code(3)
        } body: { server async throws in
            let walk = try await CAAWalk.run("*.A.b.Contoso.com.", with: DNSResolver(servers: [server.address]))
            #expect(walk.visited == ["a.b.contoso.com", "b.contoso.com", "contoso.com"])
            #expect(walk.foundAt == "contoso.com")
            #expect(walk.allows(ca: "GoDaddy.com", wildcard: true))
            #expect(server.asked == walk.visited)
        }
    }

    @Test func `without records anywhere everything is allowed`() async throws {
        try await NameServer.run { _, _ in
            .records([])
        } body: { server async throws in
            let walk = try await CAAWalk.run("www.contoso.com", with: DNSResolver(servers: [server.address]))
            #expect(walk.visited == ["www.contoso.com", "contoso.com", "com"])
            #expect(walk.foundAt == nil)
            #expect(walk.allows(ca: "godaddy.com", wildcard: false))
        }
    }

    @Test func `a level that cannot be asked is an error, not an absence`() async throws {
        try await NameServer.run { name, _ in
            .code(name == "contoso.com" ? 2 : 3)
        } body: { server async throws in
            let error = await #expect(throws: DNSError.self) {
                try await CAAWalk.run("www.contoso.com", with: DNSResolver(servers: [server.address]))
            }
            #expect(error?.name == "contoso.com")
        }
    }

    @Test(
        arguments: [
            ([("issue", "godaddy.com")], true, true), ([("issue", " GoDaddy.com ; x=y")], true, true),
            ([("issue", "letsencrypt.org")], false, false),
            ([("issue", ";")], false, false), ([("issue", "")], false, false), ([("issue", ";"), ("issue", "godaddy.com")], true, true),
            ([("issuewild", "godaddy.com")], true, true), ([("issuewild", ";")], true, false),
            ([("issue", "other.org"), ("issuewild", "godaddy.com")], false, true),
            ([("issue", "godaddy.com"), ("issuewild", ";")], true, false),
            ([("iodef", "mailto:a@b.c")], true, true), ([("ISSUE", "other.org")], false, false), ([("unknown", "x")], true, true),
        ]
    )
    func `the verdict follows issue and issuewild`(records: [(String, String)], standard: Bool, wildcard: Bool) {
        let walk = CAAWalk(visited: ["contoso.com"], records: records.map { CAARecord(tag: $0.0, value: $0.1) })
        #expect(walk.allows(ca: "godaddy.com", wildcard: false) == standard)
        #expect(walk.allows(ca: "godaddy.com", wildcard: true) == wildcard)
    }

    @Test func `a critical record of an unknown kind forbids all`() {
        let records = [CAARecord(tag: "issue", value: "godaddy.com"), CAARecord(critical: true, tag: "tbs", value: "x")]
        let walk = CAAWalk(visited: ["contoso.com"], records: records)
        #expect(!walk.allows(ca: "godaddy.com", wildcard: false))
        #expect(
            CAAWalk(visited: [], records: [CAARecord(critical: true, tag: "issue", value: "godaddy.com")]).allows(
                ca: "godaddy.com",
                wildcard: false
            )
        )
    }
}
