import Foundation
import HTTPTypes
import JSON
import Testing

/// The next leaf of an order, from the command line, on an emulator whose days pass when they are told to.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct RenewalTests {
    @Test func `a certificate is renewed for free and served until later`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "free")
            let first = try await sandbox.home.run(order.arguments)
            try #require(first.way == .exit(0), "\(first)")
            try await sandbox.emulator.advance(days: 140)
            let renewed = try await sandbox.home.run(["renew", order.name, "--output", "json"])
            try #require(renewed.way == .exit(0), "\(renewed)")
            let (before, after) = (try first.json, try renewed.json)
            #expect(after["serialBefore"] == before["serialNumber"])
            #expect(after["serialNumber"]?.string != before["serialNumber"]?.string)
            #expect(after["expirationTime"]?.string ?? "" > before["expirationTime"]?.string ?? "")
            #expect(after["served"]?.array?.first?["ok"] == true)
            let bill = try await sandbox.emulator.bill(of: order.name)
            #expect(bill.purchases == 1 && bill.charges == 1 && bill.serialNumbers.count == 2, "\(bill)")
        }
    }

    @Test func `a second renewal right after finds nothing to gain and asks for nothing`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "twice")
            try #require(try await sandbox.home.run(order.arguments).way == .exit(0))
            let refused = try await sandbox.home.run(["renew", order.name])
            #expect(refused.way == .exit(1) || refused.way == .exit(4), "\(refused)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
        }
    }

    @Test func `near the end of the term the next one is bought once, though the answer is lost`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "bought", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.adopt("bought")
            try await sandbox.emulator.add(fault: ["applyThenDrop": true], on: "POST", "*/bought/renew", times: 1)
            let renewed = try await sandbox.home.run(["renew", "bought", "--output", "json"])
            try #require(renewed.way == .exit(0), "\(renewed)")
            #expect(renewed.errors.contains("buys the next term"))
            let bill = try await sandbox.emulator.bill(of: "bought")
            #expect(bill.purchases == 1 && bill.charges == 1, "\(bill)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/bought/renew") == 1)
        }
    }

    @Test func `a stale proof is renewed on the way`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "stale", daysLeft: 40, termDaysLeft: 150, validatedDaysAgo: 220)
            try await sandbox.adopt("stale")
            let renewed = try await sandbox.home.run(["renew", "stale", "--output", "json"])
            try #require(renewed.way == .exit(0), "\(renewed)")
            #expect(renewed.errors.contains("publish the domain proof"))
        }
    }

    @Test func `an order the platform renews is not renewed by signet`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "platform", daysLeft: 40, termDaysLeft: 150, autoRenew: true)
            let refused = try await sandbox.home.run(["renew", "platform"])
            #expect(refused.way == .exit(4) && refused.errors.contains("signet sync platform"), "\(refused)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/platform/renew") == 0)
        }
    }

    @Test func `a reissue brings a new key everywhere before the old certificate is revoked`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "rekeyed")
            let first = try await sandbox.home.run(order.arguments)
            try #require(first.way == .exit(0), "\(first)")
            let reissued = try await sandbox.home.run(["reissue", order.name, "--output", "json"])
            try #require(reissued.way == .exit(0), "\(reissued)")
            let serial = try #require(try reissued.json["serialNumber"]?.string)
            #expect(try await sandbox.emulator.served(order.domain) == serial)
            let early = try await sandbox.emulator.control(.get, "ledger")
            #expect(early["revocations"]?.array?.isEmpty == true)
            try await sandbox.emulator.advance(days: 8)
            let old = try first.json["serialNumber"]?.string
            let late = try await sandbox.emulator.control(.get, "ledger")
            #expect(late["revocations"]?.array?.map { $0["serialNumber"]?.string } == [old])
            #expect(try await sandbox.emulator.bill(of: order.name).charges == 1)
        }
    }

    @Test func `what was interrupted is gone on with by its run`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "paused", daysLeft: 40, termDaysLeft: 150, validatedDaysAgo: 220)
            try await sandbox.adopt("paused")
            let waiting = try await sandbox.home.run(["renew", "paused", "--proof", "manual", "--no-wait", "--output", "json"])
            try #require(waiting.way == .exit(3), "\(waiting)")
            let record = try waiting.json["record"]
            try await sandbox.emulator.publish(record?["name"]?.string ?? "", "TXT", record?["value"]?.string ?? "")
            let resumed = try await sandbox.home.run(["runs", "resume", "paused", "--output", "json"])
            #expect(resumed.way == .exit(0), "\(resumed)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/paused/renew") == 1)
        }
    }
}
