import TestSupport
import Testing

@testable import AzureEmulator

/// Against `dig`, where it is installed: it reads our bytes with other eyes.
@Suite struct DNSListenerTests {
    private static let dig = ExternalTool("dig")

    @Test(
        .enabled(if: dig != nil),
        arguments: [
            ("contoso.example", "TXT", [], "\"token\""), ("contoso.example", "CAA", [], "128 issue \"godaddy.com\""),
            ("contoso.example", "A", [], "127.0.0.1"), ("contoso.example", "AAAA", [], "::1"),
            ("www.contoso.example", "CNAME", [], "contoso.example."), ("contoso.example", "NS", ["+tcp"], "ns1.contoso.example."),
            ("contoso.example", "SOA", ["+noedns"], "ns1.contoso.example. host.contoso.example. 7 3600 600 86400 60"),
            ("CONTOSO.example", "TXT", ["+tcp", "+noedns"], "\"token\""),
        ] as [(String, String, [String], String)]
    ) func `a record is read as it was set`(name: String, type: String, options: [String], text: String) async throws {
        #expect(try await ask(name, type, ["+short"] + options) == text + "\n")
    }

    @Test(.enabled(if: dig != nil)) func `a long answer comes whole over TCP`() async throws {
        let answer = try await ask("long.example", "TXT", ["+noall", "+comments", "+answer"])
        #expect(answer.contains("Truncated, retrying in TCP mode"), "\(answer)")
        #expect(answer.contains(String(repeating: "x", count: 255) + "\" \"" + String(repeating: "x", count: 245)))
    }

    @Test(.enabled(if: dig != nil)) func `a name that does not exist is told with its zone`() async throws {
        let answer = try await ask("missing.example", "TXT", ["+noall", "+comments", "+authority"])
        #expect(answer.contains("status: NXDOMAIN") && answer.contains("SOA"), "\(answer)")
    }

    private static func answer(_ name: String, _ type: DNSRecordType) -> DNSAnswer {
        let soa = DNSRecord(name: "example", value: .soa(primary: "ns1.contoso.example", mailbox: "host.contoso.example", serial: 7))
        let values: [DNSRecord.Value] =
            switch name {
            case "contoso.example":
                [
                    .txt("token"), .caa(critical: true, tag: "issue", value: "godaddy.com"), .a("127.0.0.1"), .aaaa("::1"),
                    .ns("ns1.contoso.example"), .soa(primary: "ns1.contoso.example", mailbox: "host.contoso.example", serial: 7),
                ]
            case "www.contoso.example": [.cname("contoso.example")]
            case "long.example": (0..<8).map { _ in .txt(String(repeating: "x", count: 500)) }
            default: []
            }
        guard !values.isEmpty else { return DNSAnswer(code: .noSuchName, authority: [soa]) }
        return DNSAnswer(records: values.map { DNSRecord(name: name, value: $0) }.filter { $0.type == type })
    }

    private func ask(_ name: String, _ type: String, _ options: [String]) async throws -> String {
        let listener = try await DNSListener.start(host: "127.0.0.1", port: 0, answer: Self.answer)
        let arguments = ["@127.0.0.1", "-p", "\(listener.port)", "+time=10", "+tries=1", name, type] + options
        let text = try await #require(Self.dig).run(arguments).text
        await listener.stop()
        return text
    }
}
