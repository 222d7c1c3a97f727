import Foundation
import HTTPTypes
import JSON
import Testing

/// All that end soon, in groups, from the command line.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct DueTests {
    /// One order for each group, and one that is far from its end; nobody has said who renews the stray one.
    private func stage(_ sandbox: Sandbox) async throws {
        let emulator = sandbox.emulator
        try await emulator.stage(name: "free-one", daysLeft: 40, termDaysLeft: 150)
        try await emulator.stage(name: "free-two", daysLeft: 45, termDaysLeft: 150)
        try await emulator.stage(name: "waits", daysLeft: 50, termDaysLeft: 50)
        try await emulator.stage(name: "buys", daysLeft: 20, termDaysLeft: 20)
        try await emulator.stage(name: "theirs", daysLeft: 40, termDaysLeft: 150, autoRenew: true)
        try await emulator.stage(name: "far", daysLeft: 150, termDaysLeft: 300)
        try await emulator.stage(name: "stray", daysLeft: 40, termDaysLeft: 150)
        for name in ["free-one", "free-two", "waits", "buys"] { try await sandbox.adopt(name) }
    }

    private func names(_ json: JSONValue?, _ group: String) -> [String] {
        (json?["groups"]?[group]?.array ?? []).compactMap { $0["name"]?.string }
    }

    @Test func `what is due is told in groups, and nothing is sent`() async throws {
        try await Sandbox.with { sandbox in
            try await stage(sandbox)
            let planned = try await sandbox.home.run(["plan", "renew", "--due", "60d", "--detailed-exitcode", "--output", "json"])
            try #require(planned.way == .exit(2), "\(planned)")
            let json = try planned.json
            #expect(names(json, "now") == ["free-one", "free-two"])
            #expect(names(json, "scheduled") == ["waits"])
            #expect(names(json, "charge") == ["buys"])
            #expect(names(json, "platform") == ["theirs"])
            #expect(names(json, "unadopted") == ["stray"])
            let scheduled = json["groups"]?["scheduled"]?.array?.first
            #expect(scheduled?["day"]?.string?.isEmpty == false && scheduled?["charge"]?["amount"] == 70)
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
            let none = try await sandbox.home.run(["plan", "renew", "--due", "2d", "--detailed-exitcode"])
            #expect(none.way == .exit(0) && none.output.contains("No certificate ends within 2d"), "\(none)")
        }
    }

    @Test func `the free ones are renewed, and what has to be bought only when that is accepted`() async throws {
        try await Sandbox.with { sandbox in
            try await stage(sandbox)
            let renewed = try await sandbox.home.run(["renew", "--due", "60d", "--output", "json"])
            try #require(renewed.way == .exit(4), "\(renewed)")
            func outcomes(_ ending: Ending) throws -> [String] {
                try (ending.json["results"]?.array ?? []).map { "\($0["name"]?.string ?? "") \($0["outcome"]?.string ?? "")" }
            }
            #expect(try outcomes(renewed) == ["free-one done", "free-two done", "buys notAccepted"])
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 2)
            let bought = try await sandbox.home.run(["renew", "--due", "60d", "--accept-charge", "--output", "json"])
            try #require(bought.way == .exit(0), "\(bought)")
            #expect(try outcomes(bought) == ["buys done"])
            #expect(try await sandbox.emulator.bill(of: "buys").charges == 1)
            let third = try await sandbox.home.run(["renew", "--due", "60d", "--accept-charge"])
            #expect(third.way == .exit(0), "\(third)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 3)
        }
    }

    @Test func `a renewal that was killed after it took effect is gone on with, though its end is far away by now`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "left", daysLeft: 40, termDaysLeft: 150)
            try await sandbox.adopt("left")
            let files = sandbox.place.path("left")
            let hold = ["SIGNET_CRASH_POINTS": "\(files).points", "SIGNET_HOLD_AT": "4"]
            let process = try sandbox.home.startStoppable(["renew", "--due", "60d"], hold, files: files)
            try #require(await process.next() == .stopped, "\(process.errors)")
            await process.end()
            try await sandbox.emulator.settled("left")
            let again = try await sandbox.home.run(["renew", "--due", "60d", "--output", "json"])
            let groups = try again.json, bill = try await sandbox.emulator.bill(of: "left")
            #expect(again.way == .exit(0) && names(groups, "now") == ["left"], "\(again)")
            #expect(try await sandbox.emulator.served("left.test") == bill.serialNumbers.last)
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 1)
            let runs = try await sandbox.home.run(["runs", "list", "--output", "json"]).json.array ?? []
            #expect(runs.allSatisfy { $0["state"] == "done" }, "\(runs)")
        }
    }

    @Test func `the failure of one does not stop the others`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "first", daysLeft: 30, termDaysLeft: 150)
            try await sandbox.emulator.stage(name: "second", daysLeft: 31, termDaysLeft: 150)
            for name in ["first", "second"] { try await sandbox.adopt(name) }
            try await sandbox.emulator.add(fault: ["status": 400], on: "POST", "*/first/renew", times: 1)
            let renewed = try await sandbox.home.run(["renew", "--due", "60d", "--output", "json"])
            #expect(renewed.way == .exit(1), "\(renewed)")
            let results = try renewed.json["results"]?.array ?? []
            #expect(results.map { $0["outcome"]?.string } == ["failed", "done"])
            #expect(results.first?["problem"]?["nextStep"]?.string?.isEmpty == false)
        }
    }

    @Test(arguments: ["renew", "renew web --due 60d", "renew --due soon", "renew --due 0d"])
    func `one order or a time is named, not neither and not both`(line: String) async throws {
        try await Workplace.with { place in
            let ending = try await SignetHome(place).run(line.split(separator: " ").map(String.init))
            #expect(ending.way == .exit(64), "\(ending)")
        }
    }
}
