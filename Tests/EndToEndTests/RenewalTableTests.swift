import Foundation
import HTTPTypes
import JSON
import Testing

/// The table of renewal rules, row by row, against the emulator on a day of each of the industry's three rules.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct RenewalTableTests {
    /// A day on which leaves last so long.
    struct Regime: Sendable, CustomTestStringConvertible {
        let leafDays: Int
        let day: String
        var testDescription: String { "leaves of \(leafDays) days" }

        static let all = [
            Regime(leafDays: 198, day: "2026-12-01T00:00:00Z"), Regime(leafDays: 100, day: "2027-04-01T00:00:00Z"),
            Regime(leafDays: 47, day: "2029-04-01T00:00:00Z"),
        ]
    }

    private func on(_ regime: Regime, _ body: (Sandbox, Date) async throws -> Void) async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.set(["validityRule": "calendar"])
            try await sandbox.emulator.control(.post, "clock", ["now": .string(regime.day)])
            try await body(sandbox, try #require(RFC3339.date(regime.day)))
        }
    }

    private func days(_ ending: Ending, from day: Date) throws -> Double {
        let end = try #require(try ending.json["expirationTime"]?.string.flatMap(RFC3339.date))
        return (end.timeIntervalSince(day) / 86_400).rounded()
    }

    @Test(arguments: Regime.all)
    func `a leaf that ends before its paid term is followed for free, to the cap or the end of the term`(regime: Regime) async throws {
        try await on(regime) { sandbox, day in
            try await sandbox.emulator.stage(name: "to-cap", daysLeft: 10, termDaysLeft: 300, validatedDaysAgo: 1)
            try await sandbox.adopt("to-cap")
            let capped = try await sandbox.home.run(["renew", "to-cap", "--output", "json"])
            try #require(capped.way == .exit(0), "\(capped)")
            #expect(try days(capped, from: day) == Double(regime.leafDays))
            try await sandbox.emulator.stage(name: "to-term", daysLeft: 10, termDaysLeft: 40, validatedDaysAgo: 1)
            try await sandbox.adopt("to-term")
            let whole = try await sandbox.home.run(["renew", "to-term", "--output", "json"])
            try #require(whole.way == .exit(0), "\(whole)")
            #expect(try days(whole, from: day) == 40)
            for name in ["to-cap", "to-term"] {
                let bill = try await sandbox.emulator.bill(of: name)
                #expect(bill.purchases == 0 && bill.charges == 0, "\(bill)")
            }
        }
    }

    @Test(arguments: Regime.all)
    func `a renewal that would not move the end is refused before anything is asked of the service`(regime: Regime) async throws {
        try await on(regime) { sandbox, _ in
            try await sandbox.emulator.stage(name: "same", daysLeft: 40, termDaysLeft: 40, validatedDaysAgo: 1)
            let refused = try await sandbox.home.run(["renew", "same"])
            #expect(refused.way == .exit(4), "\(refused)")
            #expect(refused.errors.contains("would end when the present one does"), "\(refused)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/certificateOrders/same/renew") == 0)
            let runs = try await sandbox.home.run(["runs", "--output", "json"]).json.array
            #expect(runs?.isEmpty == true, "what was refused leaves no run behind")
        }
    }

    @Test(arguments: Regime.all)
    func `with 32 paid days or fewer left the next term is bought, and charged once`(regime: Regime) async throws {
        try await on(regime) { sandbox, day in
            try await sandbox.emulator.stage(name: "bought", daysLeft: 20, termDaysLeft: 20, validatedDaysAgo: 1)
            try await sandbox.adopt("bought")
            let listed = try await sandbox.home.run(["status", "bought", "--output", "json"]).json["renewal"]
            #expect(listed?["now"] == "purchase")
            let renewed = try await sandbox.home.run(["renew", "bought", "--accept-charge", "--output", "json"])
            try #require(renewed.way == .exit(0), "\(renewed)")
            #expect(try days(renewed, from: day) == Double(regime.leafDays))
            #expect(try await sandbox.emulator.bill(of: "bought").charges == 1)
        }
    }

    @Test(arguments: Regime.all)
    func `reasons of the service are shown in its words, with the day it becomes possible`(regime: Regime) async throws {
        try await on(regime) { sandbox, _ in
            try await sandbox.set(["renewalWindowDays": 5])
            try await sandbox.emulator.stage(name: "early", daysLeft: 30, termDaysLeft: 200, validatedDaysAgo: 1)
            try await sandbox.adopt("early")
            let refused = try await sandbox.home.run(["renew", "early"])
            #expect(refused.way != .exit(0) && refused.errors.contains("ExpirationNotInRenewalTimeRange"), "\(refused)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/certificateOrders/early/renew") == 0)
            #expect(try await sandbox.home.run(["status", "early", "--output", "json"]).json["renewal"]?["due"]?.string != nil)
        }
    }

    @Test(arguments: Regime.all)
    func `an expired certificate is not renewed, and the order that takes its place is named whole`(regime: Regime) async throws {
        try await on(regime) { sandbox, _ in
            try await sandbox.emulator.stage(name: "over", daysLeft: 2, termDaysLeft: 200, validatedDaysAgo: 1)
            try await sandbox.emulator.advance(days: 3)
            let refused = try await sandbox.home.run(["renew", "over"])
            #expect(refused.way == .exit(1), "\(refused)")
            let words = [
                "signet order over-2", "--domain 'over.test'", "--key-vault demo-vault", "--site demo-site", "--hostname over.test",
            ]
            for word in words { #expect(refused.errors.contains(word), "\(word): \(refused)") }
        }
    }

    @Test func `the numbers of the rules are the user's, and a file that cannot be read is refused by name`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "mine", daysLeft: 60, termDaysLeft: 60)
            try await sandbox.adopt("mine")
            func now() async throws -> JSONValue? {
                try await sandbox.home.run(["status", "mine", "--output", "json"]).json["renewal"]?["now"]
            }
            #expect(try await now() == "unchanged")
            let file = sandbox.home.path + "/config.yaml"
            try "renewal:\n  chargedDays: 61\n".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await now() == "purchase")
            try "renewal:\n  chargeDays: 61\n".write(toFile: file, atomically: true, encoding: .utf8)
            let refused = try await sandbox.home.run(["status", "mine"])
            try Refusal(code: 64, words: ["config.yaml, line 2", "chargeDays", "renewal.chargedDays"]).check(refused)
        }
    }
}
