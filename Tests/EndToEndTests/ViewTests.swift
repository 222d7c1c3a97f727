import Foundation
import JSON
import Testing

/// What the orders of a subscription look like from the command line.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct ViewTests {
    @Test func `a list is filtered and sorted, and says of each order what it needs and why`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "later", daysLeft: 150, termDaysLeft: 300)
            try await sandbox.emulator.stage(name: "soon", daysLeft: 50, termDaysLeft: 200)
            try await sandbox.emulator.stage(name: "last", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.emulator.stage(name: "stray", daysLeft: 190, termDaysLeft: 300)
            for name in ["later", "soon", "last"] { try await sandbox.adopt(name) }
            let all = try #require(try await sandbox.home.run(["list", "--sort", "expires", "--output", "json"]).json.array)
            #expect(all.map { $0["name"] } == ["last", "soon", "later", "stray"])
            let why = all.map { $0["nextAction"]?["why"]?.string ?? "" }
            #expect(why[0].contains("due since") && why[0].hasSuffix("buys the next term"), "\(why)")
            #expect(why[1].contains("due since") && why[1].hasSuffix("free"), "\(why)")
            #expect(why[2].hasPrefix("on ") && why[2].hasSuffix("free"), "\(why)")
            #expect(why[3].hasPrefix("nobody has said who renews it") && all.map { $0["renewedBy"] }.last == "unknown", "\(why)")
            let within = try await sandbox.home.run(["list", "--expiring", "60d", "--filter", "SO", "--output", "json"]).json.array
            #expect(within?.map { $0["name"] } == ["soon"])
            let none = try await sandbox.home.run(["list", "--status", "Denied"])
            #expect(none.output.contains("No certificate order is like that"))
            let bad = try await sandbox.home.run(["list", "--expiring", "soon"])
            #expect(bad.way == .exit(64))
        }
    }

    @Test func `an order's history is one timeline of the service, the mails and the journal`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "told")
            #expect(try await sandbox.home.run(order.arguments).way == .exit(0))
            let events = try #require(try await sandbox.home.run(["history", order.name, "--output", "json"]).json.array)
            #expect(Set(events.compactMap { $0["source"]?.string }) == ["service", "mail", "signet"])
            let times = events.compactMap { $0["at"]?.string }
            #expect(times.count == events.count && times == times.sorted())
            let what = events.compactMap { $0["what"]?.string }
            for expected in ["CertificateOrderCreated", "CertificateIssued", "Provision intent", "Provision finished"] {
                #expect(what.contains(expected), "\(what)")
            }
        }
    }

    @Test func `a status names when renewing is due, from what that is estimated, and the record somebody has to set`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "known", daysLeft: 50, termDaysLeft: 200)
            let renewal = try await sandbox.home.run(["status", "known", "--output", "json"]).json["renewal"]
            #expect(renewal?["now"] == "free" && renewal?["isDueCharged"] == false)
            #expect(renewal?["paidTermSource"] == "the day it was placed")
            let order = TestOrder(name: "unproven")
            #expect(try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"]).way == .exit(3))
            let status = try await sandbox.home.run(["status", order.name, "--output", "json"]).json
            #expect(status["owner"] == "domain owner")
            #expect(status["record"]?["name"]?.string == order.domain && status["record"]?["type"] == "TXT")
        }
    }

    @Test func `watched from a pipe, a list is printed again only when it changed`() async throws {
        try await Sandbox.with { sandbox in
            let watching = try sandbox.home.start(["list", "--watch", "--interval", "1"])
            try await eventually("the first look") { watching.outputSoFar.contains("No certificate orders") }
            try await sandbox.emulator.stage(name: "new", daysLeft: 150, termDaysLeft: 300)
            try await eventually("the change") { watching.outputSoFar.contains("new.test") }
            #expect(watching.outputSoFar.components(separatedBy: "No certificate orders").count == 2)
            watching.send(SIGINT)
            _ = try await watching.ending()
        }
    }
}
