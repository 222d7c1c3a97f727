import Foundation
import HTTPTypes
import JSON
import Testing

/// Plans written down, looked at and carried out: from the command line, against a world that may have changed in between.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct PlanTests {
    @Test func `a plan says what would happen and sends nothing`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "looked", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.adopt("looked")
            let file = sandbox.place.path("looked.json")
            let planned = try await sandbox.home.run(["plan", "renew", "looked", "--out", file, "--detailed-exitcode", "--output", "json"])
            try #require(planned.way == .exit(2), "\(planned)")
            let plan = try planned.json
            #expect(plan["charge"]?["amount"] == 70 && plan["charge"]?["isListPrice"] == true)
            #expect(plan["calls"]?.array?.first?["path"]?.string?.hasSuffix("/looked/renew") == true)
            #expect(plan["calls"]?.array?.first?["charged"] == true)
            #expect(plan["expectedExpiry"]?["estimated"] == true && plan["expectedExpiry"]?["source"]?.string?.isEmpty == false)
            #expect(plan["blastRadius"]?["hostNames"] == ["looked.test"])
            let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(rights == 0o600)
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
            #expect(try await sandbox.emulator.bill(of: "looked").charges == 0)
        }
    }

    @Test func `a plan is applied, and a second time buys nothing`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "applied", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.adopt("applied")
            let file = sandbox.place.path("plan.json")
            try #require(try await sandbox.home.run(["plan", "renew", "applied", "--out", file]).way == .exit(0))
            let applied = try await sandbox.home.run(["apply", file, "--accept-charge", "--output", "json"])
            try #require(applied.way == .exit(0), "\(applied)")
            #expect(try applied.json["served"]?.array?.first?["ok"] == true)
            let again = try await sandbox.home.run(["apply", file, "--accept-charge", "--output", "json"])
            #expect(again.way == .exit(4), "\(again)")
            let run = try applied.json["run"]?.string ?? ""
            #expect(again.errors.contains(run) && again.errors.contains("signet plan renew applied"), "\(again)")
            let bill = try await sandbox.emulator.bill(of: "applied")
            #expect(bill.purchases == 1 && bill.charges == 1, "\(bill)")
        }
    }

    @Test func `an order is planned, applied and never ordered again`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "planned")
            let file = sandbox.place.path("plan.json")
            let planned = try await sandbox.home.run(["plan"] + order.arguments + ["--out", file])
            try #require(planned.way == .exit(0), "\(planned)")
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/planned") == 0)
            let applied = try await sandbox.home.run(["apply", file, "--accept-charge", "--output", "json"])
            try #require(applied.way == .exit(0), "\(applied)")
            let serial = try #require(try applied.json["serialNumber"]?.string)
            #expect(try await sandbox.emulator.served(order.domain) == serial)
            #expect(try await sandbox.home.run(["apply", file, "--accept-charge"]).way == .exit(4))
            #expect(try await sandbox.emulator.bill(of: order.name).charges == 1)
        }
    }

    @Test func `a plan the world has left behind is refused, with what differs and the way to a new one`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "drifted", daysLeft: 40, termDaysLeft: 150)
            try await sandbox.adopt("drifted")
            let file = sandbox.place.path("plan.json")
            try #require(try await sandbox.home.run(["plan", "renew", "drifted", "--out", file]).way == .exit(0))
            // Somebody at the portal was first.
            try await sandbox.call("AppServiceCertificateOrders_Reissue", ["certificateOrderName": "drifted"], ["properties": [:]])
            let refused = try await sandbox.home.run(["apply", file, "--output", "json"])
            #expect(refused.way == .exit(4), "\(refused)")
            #expect(refused.errors.contains("observed."), "\(refused)")
            #expect(refused.errors.contains("signet plan renew drifted --resource-group demo-group"), "\(refused)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/drifted/renew") == 0)
        }
    }

    @Test func `what was free when it was planned is not bought when it is applied`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "later", daysLeft: 60, termDaysLeft: 100)
            try await sandbox.adopt("later")
            let file = sandbox.place.path("plan.json")
            try #require(try await sandbox.home.run(["plan", "renew", "later", "--out", file]).way == .exit(0))
            try await sandbox.emulator.advance(days: 75)
            let refused = try await sandbox.home.run(["apply", file, "--output", "json"])
            #expect(refused.way != .exit(0), "\(refused)")
            #expect(try await sandbox.emulator.bill(of: "later").charges == 0)
        }
    }

    @Test func `what is no plan, or was changed by hand, is refused before anything is asked`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "edited", daysLeft: 40, termDaysLeft: 150)
            try await sandbox.adopt("edited")
            let file = sandbox.place.path("plan.json")
            try #require(try await sandbox.home.run(["plan", "renew", "edited", "--out", file]).way == .exit(0))
            let text = try String(contentsOfFile: file, encoding: .utf8).replacing("edited.test", with: "other.test")
            let edited = try sandbox.place.write(text, to: "edited.json")
            for path in [edited, try sandbox.place.write("[1,", to: "broken.json"), sandbox.place.path("missing.json")] {
                let refused = try await sandbox.home.run(["apply", path])
                #expect(refused.way == .exit(64) && refused.errors.contains("signet plan"), "\(refused)")
            }
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/edited/renew") == 0)
        }
    }

    @Test func `the exit code tells whether there is something to do`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "early", daysLeft: 170, termDaysLeft: 300)
            try await sandbox.adopt("early")
            let early = try await sandbox.home.run(["plan", "renew", "early", "--detailed-exitcode"])
            #expect(early.way == .exit(0), "\(early)")
            let synced = try await sandbox.home.run(["plan", "sync", "early", "--detailed-exitcode"])
            #expect(synced.way == .exit(0), "\(synced)")
            let none = try await sandbox.home.run(["plan", "renew", "nobody", "--detailed-exitcode"])
            #expect(none.way == .exit(1), "\(none)")
        }
    }
}
