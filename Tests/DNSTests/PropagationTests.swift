import DNS
import Testing

@Suite struct PropagationTests {
    /// A server that knows one zone, its own name and address in it, and the record or not.
    private func answers(_ hasRecord: Bool) -> @Sendable (String, UInt16) -> NameServer.Reply {
        { name, type in
            switch (name, type) {
            case ("contoso.com", 2): .records([[3] + Array("ns1".utf8) + [7] + Array("contoso".utf8) + [3] + Array("com".utf8) + [0]])
            case ("ns1.contoso.com", 1): .records([[127, 0, 0, 1]])
            case ("contoso.com", 16): .records(hasRecord ? [[5] + Array("token".utf8)] : [])
            default: .records([])
            }
        }
    }

    private func port(_ server: NameServer) -> UInt16 { UInt16(server.address.split(separator: ":").last ?? "") ?? 0 }

    @Test func `the resolver and each name server at its own address are asked`() async throws {
        try await NameServer.run(answer: answers(true)) { resolver async throws in
            try await NameServer.run(answer: answers(true)) { authority async throws in
                let seen = await Propagation.of(
                    "token",
                    at: "contoso.com",
                    DNSResolver(servers: [resolver.address]),
                    .own(port: port(authority))
                )
                #expect(seen == Propagation(with: [resolver.address, "ns1.contoso.com"], without: [], silent: []))
                #expect(seen.isComplete)
                #expect(authority.asked == ["contoso.com"])
            }
        }
    }

    @Test func `a name server without the record keeps it from counting, though the resolver has it`() async throws {
        try await NameServer.run(answer: answers(true)) { resolver async throws in
            try await NameServer.run(answer: answers(false)) { authority async throws in
                let resolver = DNSResolver(servers: [resolver.address])
                let seen = await Propagation.of("token", at: "contoso.com", resolver, .own(port: port(authority)))
                #expect(seen.without == ["ns1.contoso.com"] && !seen.isComplete)
                let played = await Propagation.of("token", at: "contoso.com", resolver, .played)
                #expect(played.isComplete, "where one server plays all, it alone is asked")
            }
        }
    }

    @Test func `every resolver has to answer with it, and one that does not answer at all is only told`() async throws {
        try await NameServer.run(answer: answers(true)) { first async throws in
            try await NameServer.run(answer: answers(false)) { second async throws in
                let both = await Propagation.of("token", at: "contoso.com", DNSResolver(servers: [first.address, second.address]), .played)
                #expect(both.with == [first.address] && both.without == [second.address])
                let deaf = await Propagation.of("token", at: "contoso.com", DNSResolver(servers: [first.address, "nobody"]), .played)
                #expect(deaf.silent == ["nobody"] && deaf.isComplete)
                let none = await Propagation.of("token", at: "contoso.com", DNSResolver(servers: ["nobody"]), .played)
                #expect(!none.isComplete)
            }
        }
    }
}
