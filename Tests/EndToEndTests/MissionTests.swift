import Foundation
import JSON
import Testing

/// The three workflows Signet is for, each as its page in docs/ leads through it: every command there is run, in its order.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct MissionTests {
    private func lead(through page: String, _ check: (Sandbox, [Ending]) async throws -> Void) async throws {
        let commands = try Self.commands(of: page)
        try #require(!commands.isEmpty)
        try await Sandbox.with { sandbox in
            var endings: [Ending] = []
            for command in commands {
                let ending = try await sandbox.home.run(command + ["--output", "json"])
                try #require(ending.way == .exit(0), "\(command): \(ending)")
                endings.append(ending)
            }
            try await check(sandbox, endings)
        }
    }

    /// The lines of the page's shell blocks, without `signet`.
    private static func commands(of page: String) throws -> [[String]] {
        let text = try String(contentsOfFile: "docs/\(page).md", encoding: .utf8)
        var isShell = false
        var commands: [[String]] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") {
                isShell = line == "```sh"
            } else if isShell, line.hasPrefix("signet ") {
                commands.append(line.split(separator: " ").dropFirst().map(String.init))
            }
        }
        return commands
    }

    @Test func `provision: from nothing to a served certificate, bought once`() async throws {
        try await lead(through: "provision") { sandbox, endings in
            let order = try endings[1].json
            #expect(order["status"] == "Issued")
            #expect(try await sandbox.emulator.bill(of: "shop").purchases == 1)
            #expect(try await sandbox.emulator.served("shop.test") == order["serialNumber"]?.string)
        }
    }

    @Test func `renewal: what ends within 60 days is listed, renewed, and ends later on the wire`() async throws {
        try await lead(through: "renewal") { sandbox, endings in
            let first = try endings[0].json, renewed = try endings[4].json, probe = try endings[5].json
            #expect(try endings[2].json.array?.map { $0["name"] } == ["shop"])
            #expect(try #require(renewed["expirationTime"]?.string) > first["expirationTime"]?.string ?? "")
            #expect(probe["serialNumber"] == renewed["serialNumber"])
            let notAfter = try #require(probe["chain"]?.array?.first?["notAfter"]?.string)
            #expect(notAfter.prefix(19) == renewed["expirationTime"]?.string?.prefix(19) ?? "")
            #expect(try endings[6].json.array?.isEmpty == true)
            #expect(try await sandbox.emulator.bill(of: "shop").charges == 1, "the first purchase, and nothing for the renewal")
        }
    }

    @Test func `reissue: a new key for the same order, whose history is kept`() async throws {
        try await lead(through: "reissue") { sandbox, endings in
            let first = try endings[0].json, reissued = try endings[2].json
            #expect(reissued["serialBefore"] == first["serialNumber"])
            #expect(reissued["serialNumber"] != first["serialNumber"])
            #expect(reissued["expirationTime"] == first["expirationTime"])
            let history = try #require(try endings[3].json.array)
            #expect(history.filter { $0["what"] == "CertificateIssued" }.count == 2)
            #expect(history.contains { $0["what"] == "Provision finished" } && history.contains { $0["what"] == "Reissue finished" })
            #expect(try await sandbox.emulator.bill(of: "shop").charges == 1)
        }
    }
}
