import Actions
import AppServiceCertificates
import Foundation
import Testing
import Workflows

@testable import signet

@Suite struct HomeSettingsTests {
    private func inFolder(_ body: (String, Home) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "signet-settings-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder, Home(environment: ["SIGNET_HOME": folder]))
    }

    private func write(_ text: String, to path: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

    @Test func `without a file everything is as it is without a word, with one it is as it says`() throws {
        try inFolder { folder, home in
            #expect(try home.settings() == Settings())
            try write("daemon:\n  atOnce: 3\n", to: folder + "/config.yaml")
            #expect(try home.settings().daemon.fleet.atOnce == 3)
            try write("daemon:\n  atOnce: 4\n", to: folder + "/other.yaml")
            let named = Home(environment: ["SIGNET_HOME": folder, "SIGNET_CONFIG": folder + "/other.yaml"])
            #expect(try named.settings().daemon.fleet.atOnce == 4)
        }
    }

    @Test func `a file that was named and is not there is missed, and one that is none is refused`() throws {
        try inFolder { folder, home in
            let named = Home(environment: ["SIGNET_HOME": folder, "SIGNET_CONFIG": folder + "/none.yaml"])
            let missed = #expect(throws: Problem.self) { _ = try named.settings() }
            #expect(missed?.what.contains("none.yaml") == true && missed?.nextStep.contains("--config") == true)
            for bytes in [Data([0xFF, 0xFE, 0x00]), Data(repeating: UInt8(ascii: "#"), count: 300_000)] {
                try bytes.write(to: URL(fileURLWithPath: folder + "/config.yaml"))
                #expect(throws: Problem.self) { _ = try home.settings() }
            }
        }
    }

    @Test(arguments: ["renewal", "prices"]) func `a file that was read formerly is not passed over in silence`(name: String) throws {
        try inFolder { folder, home in
            try write("{}", to: folder + "/\(name).json")
            let refused = #expect(throws: Problem.self) { _ = try home.settings() }
            #expect(refused?.what.contains("\(name).json") == true && refused?.why.contains("under \(name):") == true)
        }
    }

    @Test func `of several mistakes the first is told, and where the others are`() throws {
        try inFolder { folder, home in
            try write("daemon:\n  atOnce: none\n  every: 5\n", to: folder + "/config.yaml")
            let problem = #expect(throws: Problem.self) { _ = try home.settings() }
            #expect(problem?.what.contains("atOnce") == true && problem?.why.contains("one more, which signet doctor names") == true)
            #expect(try home.readSettings().problems.count == 2)
        }
    }

    @Test func `prices that are complete are this account's`() throws {
        try inFolder { folder, home in
            try write("prices: {currency: EUR, standard: 64.50, wildcard: 280, source: our agreement}\n", to: folder + "/config.yaml")
            #expect(try home.settings().prices.prices.price(of: .standard).description == "64.50 EUR by our agreement")
            #expect(PriceTable().prices.price(of: .standard).description.contains("list price"))
        }
    }

    @Test func `what the configuration refers to and is not there is found`() throws {
        try inFolder { folder, home in
            let text = """
                store: postgres://signet@db/signet
                custody: {passphraseFile: \(folder)/none}
                daemon: {proof: hook:\(folder)/none.sh}
                alerts: {webhooks: [{url: 'https://a.example', secret: file:\(folder)/none}, {url: 'https://b.example', secret: custody:b}]}
                """
            try write(text, to: folder + "/config.yaml")
            let found = ConfigurationCheck(home: home)()
            let words = found.filter { $0.level == .failed }.map(\.detail)
            #expect(words.count == 3, "\(words)")
            for key in ["custody.passphraseFile", "daemon.proof", "alerts.webhooks[0].secret"] {
                #expect(words.contains { $0.hasPrefix(key) }, "\(words)")
            }
            #expect(found.contains { $0.level == .warning && $0.fix.hasPrefix("chmod 600") })
        }
    }
}
