import Foundation
import HTTPTypes
import JSON
import Testing

extension Sandbox {
    /// Takes over the renewal of a staged order, which nobody has said anything about.
    func adopt(_ name: String, by renewer: String = "signet") async throws {
        let adopted = try await home.run(["adopt", name, "--renewed-by", renewer, "--output", "json"])
        try #require(adopted.way == .exit(0), "\(adopted)")
    }
}

/// Who renews an order that was there already.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct AdoptionTests {
    @Test func `an order nobody adopted is not renewed, and the refusal says how to adopt it`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.emulator.stage(name: "stray", daysLeft: 40, termDaysLeft: 150)
        let refused = try await sandbox.home.run(["renew", "stray"])
        #expect(refused.way == .exit(4) && refused.errors.contains("signet adopt stray --renewed-by signet"), "\(refused)")
        #expect(try await sandbox.emulator.requests("POST", endingIn: "/stray/renew") == 0)
        try await sandbox.adopt("stray")
        let renewed = try await sandbox.home.run(["renew", "stray", "--output", "json"])
        #expect(renewed.way == .exit(0), "\(renewed)")
    }

    @Test func `taking an order over turns its autoRenew off, and giving it back turns it on`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.emulator.stage(name: "handed", daysLeft: 40, termDaysLeft: 150, autoRenew: true)
        let adopted = try await sandbox.home.run(["adopt", "handed", "--renewed-by", "signet", "--output", "json"])
        #expect(adopted.way == .exit(0), "\(adopted)")
        #expect(try adopted.json["renewer"] == "signet" && adopted.json["autoRenew"] == false)
        #expect(try await sandbox.autoRenew("handed") == false)
        let back = try await sandbox.home.run(["adopt", "handed", "--renewed-by", "platform"])
        #expect(back.way == .exit(0), "\(back)")
        #expect(try await sandbox.autoRenew("handed") == true)
        let refused = try await sandbox.home.run(["renew", "handed"])
        #expect(refused.way == .exit(4) && refused.errors.contains("signet sync handed"), "\(refused)")
    }

    @Test func `an order the platform renews and told to is not renewed though its autoRenew is off meanwhile`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.emulator.stage(name: "theirs", daysLeft: 40, termDaysLeft: 150, autoRenew: true)
        try await sandbox.adopt("theirs", by: "platform")
        let patch: JSONValue = ["properties": ["autoRenew": false]]
        try await sandbox.emulator.resourceManager(.patch, sandbox.orderPath("theirs"), "2024-11-01", patch)
        let refused = try await sandbox.home.run(["renew", "theirs"])
        #expect(refused.way == .exit(4) && refused.errors.contains("given to the platform"), "\(refused)")
    }

    @Test func `an order signet placed is its own at once`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "own")
        try #require(try await sandbox.home.run(order.arguments).way == .exit(0))
        let refused = try await sandbox.home.run(["renew", order.name])
        #expect(!refused.errors.contains("signet adopt"), "nothing to gain yet, but its own: \(refused)")
    }

    @Test(arguments: [false, true])
    func `the orders of all subscriptions are listed with who renews each, also where Resource Graph is closed`(isClosed: Bool) async throws
    {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "left", daysLeft: 40, termDaysLeft: 150, autoRenew: true)
            try await sandbox.emulator.stage(name: "taken", daysLeft: 30, termDaysLeft: 150)
            try await sandbox.adopt("taken")
            if isClosed { try await sandbox.emulator.add(fault: ["status": 403], on: "POST", "*/Microsoft.ResourceGraph/resources") }
            let listed = try await sandbox.home.run(["list", "--all-subscriptions", "--output", "json"])
            #expect(listed.way == .exit(0), "\(listed)")
            let json = try listed.json
            #expect(json["report"]?["by"]?.string == (isClosed ? "one list for each subscription" : "Resource Graph"))
            #expect(json["orders"]?.array?.map { $0["name"]?.string } == ["taken", "left"], "those that end first at the front")
            #expect(json["orders"]?.array?.map { $0["renewedBy"]?.string } == ["signet", "unknown"])
            #expect(json["orders"]?.array?.map { $0["domain"]?.string } == ["taken.test", "left.test"])
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
        }
    }

    @Test func `who is to renew has to be said`() async throws {
        let sandbox = try Sandbox.shared
        #expect(try await sandbox.home.run(["adopt", "stray"]).way == .exit(64))
        #expect(try await sandbox.home.run(["adopt", "stray", "--renewed-by", "nobody"]).way == .exit(64))
        let missing = try await sandbox.home.run(["adopt", "not-there", "--renewed-by", "signet"])
        #expect(missing.way == .exit(1) && missing.errors.contains("signet list"), "\(missing)")
    }
}

extension Sandbox {
    fileprivate func orderPath(_ name: String) -> String {
        "/subscriptions/\(emulator["subscriptionId"])/resourceGroups/\(emulator["resourceGroup"])/providers/Microsoft.CertificateRegistration/"
            + "certificateOrders/\(name)"
    }

    fileprivate func autoRenew(_ name: String) async throws -> Bool? {
        try await emulator.resourceManager(.get, orderPath(name), "2024-11-01")["properties"]?["autoRenew"]?.bool
    }
}
