import Foundation
import JSON
import Testing

/// Everything short of a crash that could make somebody buy twice.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct DoubtTests {
    @Test func `a purchase whose answer is lost is found again in the same run`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "lost-answer")
            let path = "*/certificateOrders/\(order.name)"
            try await sandbox.emulator.add(fault: ["applyThenDrop": true], on: "PUT", path, times: 1)
            let ending = try await sandbox.home.run(order.arguments)
            #expect(ending.way == .exit(0), "\(ending)")
            #expect(ending.errors.contains("no answer to 'order a certificate for \(order.domain)'"))
            let serial = try #require(try ending.json["serialNumber"]?.string)
            #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1, charges: 1, serialNumbers: [serial]))
        }
    }

    @Test func `two calls for the same order at once buy once and both succeed`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "both-at-once")
            let calls = try [sandbox.home.start(order.arguments), sandbox.home.start(order.arguments)]
            var serials: Set<String> = []
            for call in calls {
                let ending = try await call.ending()
                try #require(ending.way == .exit(0), "\(ending)")
                serials.insert(try ending.json["serialNumber"]?.string ?? "")
            }
            #expect(serials.count == 1)
            #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1, charges: 1, serialNumbers: Array(serials)))
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificateOrders/\(order.name)") == 1)
        }
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func `interrupted while it waits, it says how to go on, and the next call does`(signal: Int32, code: Int32) async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "interrupted")
            let command = try sandbox.home.start(order.arguments + ["--proof", "manual"])
            try await eventually("the wait for the record") {
                try #require(command.isRunning, "\(command.errorsSoFar)")
                return command.errorsSoFar.contains("set this record")
            }
            command.send(signal)
            let ending = try await command.ending()
            #expect(ending.way == .exit(code), "\(ending)")
            #expect(ending.errors.contains("Go on with: signet order \(order.name)"))
            #expect(ending.output.isEmpty)
            let status = try await sandbox.home.run(["status", order.name, "--output", "json"])
            let value = try #require(try status.json["record"]?["value"]?.string)
            try await sandbox.emulator.publish(order.domain, "TXT", value)
            let next = try await sandbox.home.run(order.again)
            #expect(next.way == .exit(0), "\(next)")
            #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
        }
    }

    /// The run that bought is over, and the new one first hears that there is no such order.
    @Test func `an order whose run stopped after the purchase is not bought again when a replica lags`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "stopped")
            try await sandbox.emulator.run(atRate: 0)
            let command = try sandbox.home.start(order.arguments)
            try await eventually("the purchase") { !command.isRunning || command.errorsSoFar.contains("the order is being placed") }
            try await sandbox.emulator.add(fault: ["status": 403], on: "GET", "*/certificateOrders/\(order.name)", times: 1)
            #expect(try await command.ending().way == .exit(1))
            try await sandbox.emulator.lag(behind: order.name)
            let next = try sandbox.home.start(order.again)
            try await eventually("the order being found") { !next.isRunning || next.errorsSoFar.contains("the order is being placed") }
            try await sandbox.emulator.run(atRate: 1)
            let ending = try await next.ending()
            #expect(ending.way == .exit(0), "\(ending)")
            #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
        }
    }

    @Test func `a throttled service ends a call that has bought nothing with exit code 5`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "throttled")
            try await sandbox.emulator.add(fault: ["status": 429, "retryAfterSeconds": 0], on: "GET", "*/vaults/demo-vault")
            let ending = try await sandbox.home.run(order.arguments)
            #expect(ending.way == .exit(5), "\(ending)")
            #expect(try await sandbox.emulator.bill(of: order.name) == Bill())
        }
    }
}
