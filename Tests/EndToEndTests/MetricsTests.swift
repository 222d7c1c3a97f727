import Foundation
import JSON
import Testing

/// What the daemon says to machines.
@Suite(.fewAtOnce, .timeLimit(.minutes(5))) struct MetricsTests {
    /// Name and kind of everything a page of metrics holds.
    private func families(_ text: String) -> [String: String] {
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ") }
        return Dictionary(lines.map { (String($0[2]), String($0[3])) }, uniquingKeysWith: { $1 })
    }

    /// The same of the table in the documentation.
    private func documented() throws -> [String: String] {
        let rows = try page().split(separator: "\n").filter { $0.hasPrefix("| `") && !$0.hasPrefix("| `/") }
        let cells = rows.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        return Dictionary(
            cells.map { ($0[0].filter { $0 != "`" }, String($0[1].prefix { $0.isLetter })) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What labels say that the table does not, but for kinds, which are another page's.
    private func undocumentedValues(_ text: String) throws -> [Substring] {
        let page = try page().split(separator: "\n")
        return text.split(separator: "\n").filter { line in
            guard let match = line.wholeMatch(of: #/(\w+)\{(outcome|left|hop|next)="([^"]+)"\} .*/#) else { return false }
            return !page.contains { $0.hasPrefix("| `\(match.1)`") && $0.contains("`\(match.3)`") }
        }
    }

    private func page() throws -> String {
        try String(contentsOfFile: #filePath.components(separatedBy: "/Tests/")[0] + "/docs/metrics.md", encoding: .utf8)
    }

    @Test func `the running daemon tells what the page of metrics lists, and all of it`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "soon", daysLeft: 5, termDaysLeft: 5)
            try await sandbox.emulator.stage(name: "fine", daysLeft: 150, termDaysLeft: 300)
            try await ListeningDaemon.with(sandbox.home, []) { daemon in
                #expect(try await daemon.get("/healthz").status == 200)
                try await eventually("readiness") { try await daemon.get("/readyz").status == 200 }
                var text = ""
                try await eventually("the orders") {
                    text = try await daemon.get("/metrics").text
                    return text.contains("signet_orders{next=\"person\"} 2")
                }
                #expect(families(text) == (try documented()))
                #expect(text.contains("signet_certificates{left=\"0-7d\"} 1") && text.contains("signet_certificates{left=\"90d-\"} 1"))
                #expect(text.contains("signet_alerts_open{kind=\"days-left\"} 1"))
                #expect(text.contains("# HELP signet_drift_orders Orders whose certificate"))
                #expect(!text.contains("soon") && !text.contains(sandbox.emulator["subscriptionId"]))
                #expect(try undocumentedValues(text) == [])
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "127.0.0.1:notaport", ":1"])
    func `an address that is none is refused`(address: String) async throws {
        try await Workplace.with { place in
            let outcome = try await SignetHome(place).run(["daemon", "--listen", address])
            #expect(outcome.way == .exit(64))
        }
    }
}
