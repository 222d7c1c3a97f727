import Foundation
import HTTPTypes
import JSON
import Testing

/// The platform renews by itself, at its 8-hour scan, while Signet is asked to.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct AutoRenewRaceTests {
    @Test func `the platform's scan and renewals at the same moment never charge a term twice`() async throws {
        try await Sandbox.with { sandbox in
            let names = (1...4).map { "raced-\($0)" }
            for name in names { try await sandbox.emulator.stage(name: name, daysLeft: 20, termDaysLeft: 20, autoRenew: true) }
            let renewals = try names.map { try sandbox.home.start(["renew", $0]) }
            try await sandbox.emulator.nextScan()
            for renewal in renewals { _ = try await renewal.ending() }
            for name in names {
                try await sandbox.emulator.settled(name)
                let bill = try await sandbox.emulator.bill(of: name)
                #expect(bill.purchases == 1 && bill.charges == 1, "\(name): \(bill)")
                #expect(try await sandbox.emulator.requests("POST", endingIn: "/\(name)/renew") == 0)
            }
        }
    }

    /// Somebody turns the platform's renewal on at the portal while a renewal is on its way, and the scan comes before it goes on.
    @Test(arguments: ["after started", "before intent renew", "after intent renew"])
    func `a renewal that the platform's scan overtakes follows it and buys nothing`(point: String) async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "overtaken", daysLeft: 20, termDaysLeft: 20)
            try await sandbox.adopt("overtaken")
            let behind = try sandbox.place.write(Self.points(before: point).joined(separator: "\n"), to: "behind")
            let process = try sandbox.home.startStoppable(
                ["renew", "overtaken", "--output", "json"],
                ["SIGNET_CRASH_POINTS": sandbox.place.path("points"), "SIGNET_HOLD_BEYOND": behind],
                files: sandbox.place.path("overtaken")
            )
            try #require(await process.next() == .stopped)
            try await sandbox.emulator.turnOnAutoRenew("overtaken")
            try await sandbox.emulator.nextScan()
            try await sandbox.emulator.settled("overtaken")
            #expect(try await sandbox.emulator.bill(of: "overtaken").purchases == 1)
            var state = StoppableProcess.State.stopped
            while state == .stopped {
                process.send(SIGCONT)
                state = await process.next()
            }
            #expect(state == .exited(0), "\(process.errors)")
            let bill = try await sandbox.emulator.bill(of: "overtaken")
            #expect(bill.purchases == 1 && bill.charges == 1, "\(bill)")
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/overtaken/renew") == 0)
        }
    }

    private static func points(before point: String) -> [String] {
        Array(["after started", "before intent renew", "after intent renew"].prefix { $0 != point })
    }
}

extension EmulatorControl {
    /// The clock goes past the platform's next look for what is due.
    fileprivate func nextScan() async throws {
        try await control(.post, "clock", ["advanceSeconds": .number(JSONNumber(8 * 3600 + 60))])
    }

    fileprivate func turnOnAutoRenew(_ order: String) async throws {
        let body: JSONValue = ["properties": ["productType": "StandardDomainValidatedSsl", "autoRenew": true]]
        try await resourceManager(.patch, path(order), "2024-11-01", body)
    }
}
