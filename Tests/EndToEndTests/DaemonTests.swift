import Foundation
import HTTPTypes
import JSON
import Testing

/// The real daemon beside the emulator: nobody types anything.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct DaemonTests {
    private static let hasty = ["--every", "0.5", "--spread", "0"]

    @Test func `what comes due is renewed and served, what needs a person is left with its reason, and a signal ends it`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "soon", daysLeft: 70, termDaysLeft: 250)
            try await sandbox.emulator.stage(name: "later", daysLeft: 150, termDaysLeft: 300)
            try await sandbox.emulator.stage(name: "buys", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.emulator.stage(name: "stray", daysLeft: 20, termDaysLeft: 100)
            for name in ["soon", "later", "buys"] { try await sandbox.adopt(name) }
            let before = try await sandbox.emulator.served("soon.test")
            let daemon = try sandbox.home.start(["daemon"] + Self.hasty)
            try await eventually("the first decisions") { daemon.errorsSoFar.contains("decided: 2 renew, 2 person") }
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
            try await sandbox.emulator.advance(days: 10)
            try await eventually("the renewal") { daemon.errorsSoFar.contains("soon: done") }
            #expect(try await sandbox.emulator.served("soon.test") != before)
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 1)
            daemon.send(SIGTERM)
            let ended = try await daemon.ending()
            #expect(ended.way == .exit(0) && ended.errors.contains("stopped; nothing is lost"), "\(ended)")
        }
    }

    @Test func `before the platform renews, the domain is proven anew, so that its renewal waits for nobody`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "aging", daysLeft: 40, termDaysLeft: 40, validatedDaysAgo: 190, autoRenew: true)
            try await sandbox.emulator.stage(name: "stray", daysLeft: 40, termDaysLeft: 40, validatedDaysAgo: 190, autoRenew: true)
            try await sandbox.adopt("aging", by: "platform")
            let daemon = try sandbox.home.start(["daemon"] + Self.hasty)
            try await eventually("the proof") { daemon.errorsSoFar.contains("aging: done") }
            #expect(daemon.errorsSoFar.contains("decided: 1 prove, 1 person"), "\(daemon.errorsSoFar)")
            try await eventually("nothing more to prove") { daemon.errorsSoFar.contains("decided: 1 person, 1 wait") }
            daemon.send(SIGTERM)
            #expect(try await daemon.ending().way == .exit(0))
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/verifyDomainOwnership") == 1)
            try await sandbox.emulator.advance(days: 9)
            try await eventually("the platform's own renewal") { try await sandbox.emulator.bill(of: "aging").serialNumbers.count == 1 }
            #expect(try await sandbox.emulator.bill(of: "stray").serialNumbers == [], "nobody proved it, so it waits")
        }
    }

    @Test func `a turn of its own prints what was decided, and holds back what its window does not allow`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "held", daysLeft: 60, termDaysLeft: 250)
            try await sandbox.adopt("held")
            let now = try await sandbox.emulator.now()
            let tomorrow = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Calendar.utc.component(.weekday, from: now + 86_400) - 1]
            let turn = try await sandbox.home.run(["daemon", "--once", "--spread", "0", "--window", "\(tomorrow) 00:00-24:00"])
            try #require(turn.way == .exit(0), "\(turn)")
            let decision = try #require(try turn.json.array?.first)
            #expect(decision["kind"] == "renew" && decision["why"]?.string?.hasSuffix("begins by window") == true, "\(decision)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
            let freeze = "\(RFC3339.text(now - 86_400))/\(RFC3339.text(now + 40 * 86_400))"
            let file = sandbox.place.path("daemon.yaml")
            try "daemon:\n  spread: 0s\n  blackouts: [\(freeze)]\n".write(toFile: file, atomically: true, encoding: .utf8)
            let frozen = try await sandbox.home.run(["daemon", "--once", "--config", file])
            #expect(try frozen.json.array?.first?["why"]?.string?.hasSuffix("begins by emergency") == true, "\(frozen)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
            let open = try await sandbox.home.run(["daemon", "--once", "--spread", "0"])
            #expect(open.way == .exit(0) && open.errors.contains("held:"), "\(open)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 1)
        }
    }

    @Test func `all orders are looked for when the last look is old, and not each turn, even if there are none`() async throws {
        try await Sandbox.with { sandbox in
            let first = try await sandbox.home.run(["daemon", "--once"])
            #expect(first.way == .exit(0) && first.errors.contains("found 0 orders"), "\(first)")
            let second = try await sandbox.home.run(["daemon", "--once"])
            #expect(second.way == .exit(0) && !second.errors.contains("found"), "\(second)")
        }
    }

    @Test(arguments: ["--window Mon", "--blackout 2026-12-20", "--emergency-share 1", "--spread 200", "--at-once 0", "--every 0"])
    func `settings that make no sense are refused`(line: String) async throws {
        try await Workplace.with { place in
            let ending = try await SignetHome(place).run(["daemon"] + line.split(separator: " ").map(String.init))
            #expect(ending.way == .exit(64), "\(ending)")
        }
    }
}

extension Calendar {
    fileprivate static var utc: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}
