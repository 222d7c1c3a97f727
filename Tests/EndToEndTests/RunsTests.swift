import Foundation
import JSON
import Testing

/// What was begun can be seen, continued, tried again and given up from the command line.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct RunsTests {
    @Test func `a run that waits is listed with who has to move, and resumed to its end`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "resumed")
            let waiting = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
            #expect(waiting.way == .exit(3), "\(waiting)")
            let listed = try #require(try await sandbox.home.run(["runs", "--state", "active", "--output", "json"]).json.array?.first)
            #expect(listed["owner"] == "domain owner")
            let id = try #require(listed["id"]?.string)
            let status = try await sandbox.home.run(["status", order.name, "--output", "json"])
            let value = try #require(try status.json["record"]?["value"]?.string)
            try await sandbox.emulator.publish(order.domain, "TXT", value)
            let resumed = try await sandbox.home.run(["runs", "resume", String(id.prefix(8)), "--output", "json"])
            #expect(resumed.way == .exit(0), "\(resumed)")
            #expect(try resumed.json["state"] == "done")
            let told = try await sandbox.home.run(["runs", "explain", order.name])
            #expect(told.output.contains("'place-order' was done"))
            #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
        }
    }

    @Test func `a run given up keeps its reason, and the order can be asked for again`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "given-up")
            let waiting = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
            #expect(waiting.way == .exit(3), "\(waiting)")
            let abandoned = try await sandbox.home.run(["runs", "abandon", order.name, "--note", "wrong vault", "--output", "json"])
            #expect(abandoned.way == .exit(0), "\(abandoned)")
            #expect(try abandoned.json["standing"] == "given up: wrong vault")
            let again = try await sandbox.home.run(["runs", "resume", order.name])
            #expect(again.way == .exit(1) && again.errors.contains("it is abandoned"), "\(again)")
            let next = try await sandbox.home.run(order.arguments)
            #expect(next.way == .exit(0), "\(next)")
            #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
        }
    }
}
