import DNS
import Synchronization
import Testing

@Suite struct DNSResolverTests {
    private func resolver(_ servers: String...) -> DNSResolver {
        DNSResolver(servers: servers, timeout: .milliseconds(200), tries: 1)
    }

    @Test func `the strings of a TXT record are joined and the records kept apart`() async throws {
        let long = String(repeating: "x", count: 255)
        let values = try await NameServer.run { name, type in
            name == "contoso.com" && type == 16
                ? .records([RecordData.txt("one"), RecordData.txt(long, "two"), RecordData.txt("")]) : .code(3)
        } body: { server async throws in
            try await resolver(server.address).txt("contoso.com")
        }
        #expect(values == ["one", long + "two", ""])
    }

    @Test func `a CAA record has its flag, tag and value`() async throws {
        let records = try await NameServer.run { _, _ in
            .records([RecordData.caa(128, "Issue", "godaddy.com; account=1"), RecordData.caa(0, "iodef", "mailto:a@b.c")])
        } body: { server async throws in
            try await resolver(server.address).caa("contoso.com")
        }
        #expect(
            records == [
                CAARecord(critical: true, tag: "issue", value: "godaddy.com; account=1"),
                CAARecord(critical: false, tag: "iodef", value: "mailto:a@b.c"),
            ]
        )
    }

    @Test func `names, aliases and addresses are read`() async throws {
        try await NameServer.run { _, type in
            switch type {
            case 2: .records([RecordData.name("ns1.contoso.com"), [3] + Array("ns2".utf8) + [0xC0, 12]])
            case 5: .records([RecordData.name("site.azurewebsites.net")])
            case 1: .mixed([5: RecordData.name("other.net"), 1: [192, 0, 2, 7]])
            case 28: .records([[0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [9]])
            default: .code(4)
            }
        } body: { server async throws in
            let resolver = resolver(server.address)
            #expect(try await resolver.ns("contoso.com") == ["ns1.contoso.com", "ns2.contoso.com"])
            #expect(try await resolver.cname("www.contoso.com") == "site.azurewebsites.net")
            #expect(try await resolver.addresses("www.contoso.com") == ["192.0.2.7", "2001:db8::9"])
        }
    }

    @Test func `a name that does not exist or has no such record gives nothing`() async throws {
        try await NameServer.run { name, _ in
            name == "none.test" ? .code(3) : .records([])
        } body: { server async throws in
            #expect(try await resolver(server.address).txt("none.test") == [])
            #expect(try await resolver(server.address).caa("empty.test") == [])
            #expect(try await resolver(server.address).cname("empty.test") == nil)
        }
    }

    @Test(arguments: [(1, "FORMERR"), (2, "SERVFAIL"), (4, "NOTIMP"), (5, "REFUSED"), (9, "response code 9")] as [(UInt8, String)])
    func `a failure of the server is an error with its code`(code: UInt8, word: String) async throws {
        try await NameServer.run { _, _ in
            .code(code)
        } body: { server async throws in
            let error = await #expect(throws: DNSError.self) { try await resolver(server.address).txt("contoso.com") }
            #expect(error?.failure == .rcode(Int(code)))
            #expect(
                error?.description.contains("\(server.address) for the TXT records of contoso.com: the server answered \(word)") == true
            )
        }
    }

    @Test func `a server that stays silent is a timeout naming server and name`() async throws {
        try await NameServer.run { _, _ in
            .silence
        } body: { server async throws in
            let error = await #expect(throws: DNSError.self) { try await resolver(server.address).caa("contoso.com") }
            #expect(error?.failure == .timeout)
            #expect(error?.description.contains("asking \(server.address) for the CAA records of contoso.com: no answer in time") == true)
        }
    }

    @Test func `a truncated answer is fetched over TCP`() async throws {
        let many = (0..<100).map { RecordData.txt("value number \($0)") }
        let values = try await NameServer.run { _, _ in
            .truncated(many)
        } body: { server async throws in
            try await resolver(server.address).txt("contoso.com")
        }
        #expect(values.count == 100)
        #expect(values.last == "value number 99")
    }

    @Test(
        arguments: [
            [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 9, 3, 97], [0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 3, 97], [0xC0, 12, 0, 16], [0xC0],
            [0xC0, 0xFF, 0, 16, 0, 1, 0, 0, 0, 60, 0, 1, 0], [],
        ] as [[UInt8]]
    )
    func `an answer that does not fit its bounds is an error`(bytes: [UInt8]) async throws {
        try await NameServer.run { _, _ in
            .bytes(bytes)
        } body: { server async throws in
            let error = await #expect(throws: DNSError.self) { try await resolver(server.address).txt("contoso.com") }
            #expect(error?.failure == .malformedAnswer)
        }
    }

    @Test func `the next server is asked when one fails, and not when it answers`() async throws {
        try await NameServer.run { _, _ in
            .code(2)
        } body: { bad async throws in
            try await NameServer.run { _, _ in
                .records([RecordData.txt("good")])
            } body: { good async throws in
                #expect(try await resolver(bad.address, good.address).txt("contoso.com") == ["good"])
                #expect(bad.asked == ["contoso.com"])
                #expect(try await resolver(good.address, bad.address).txt("contoso.com") == ["good"])
                #expect(bad.asked.count == 1)
            }
        }
    }

    @Test(arguments: [
        "no-address", "127.0.0.1:port", "", "127.0.0.1:99999", "127.0.0.1:0", "127.0.0.1:", "127.0.0.1,127.0.0.2", "[::1", "[::1]53",
        "300.1.1.1",
    ])
    func `a server that is no address is an error`(server: String) async throws {
        let error = await #expect(throws: DNSError.self) { try await resolver(server).txt("contoso.com") }
        #expect(error?.failure == .invalidServer)
    }

    @Test(arguments: ["a..b", String(repeating: "x", count: 64) + ".com", String(repeating: "abc.", count: 100) + "com"])
    func `a name that is no domain name is an error`(name: String) async throws {
        let error = await #expect(throws: DNSError.self) { try await resolver("127.0.0.1:9").txt(name) }
        #expect(error?.failure == .invalidName)
    }

    @Test func `cancelling ends the wait`() async throws {
        let (questions, arrived) = AsyncStream.makeStream(of: Void.self)
        try await NameServer.run { _, _ in
            arrived.yield()
            return .silence
        } body: { server async throws in
            let patient = DNSResolver(servers: [server.address], timeout: .seconds(3600), tries: 1)
            let task = Task { try await patient.txt("contoso.com") }
            for await _ in questions { break }
            task.cancel()
            let error = await #expect(throws: DNSError.self) { try await task.value }
            #expect(error?.failure == .cancelled)
        }
    }

    @Test func `many questions are asked at once`() async throws {
        try await NameServer.run { name, _ in
            .records([RecordData.txt(name)])
        } body: { server async throws in
            let resolver = DNSResolver(servers: [server.address])
            await withTaskGroup { group in
                for number in 0..<100 {
                    group.addTask { #expect((try? await resolver.txt("host-\(number).test")) == ["host-\(number).test"]) }
                }
            }
        }
    }
}
