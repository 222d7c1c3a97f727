import Foundation
import JSON
import TestSupport
import Testing

@testable import Storage
@testable import signet

/// The state is changed under a daemon that runs, or goes away.
@Suite(.fewAtOnce, .timeLimit(.minutes(5))) struct DaemonStateTests {
    @Test func `a daemon ends once a newer version has brought its state further, and another one of its version does not begin`()
        async throws
    {
        try await Sandbox.with { sandbox in
            let words = ["daemon", "--every", "0.3"]
            let daemon = try sandbox.home.start(words)
            try await eventually("a turn") { daemon.errorsSoFar.contains("found 0 orders") }
            let later = Migration("2099-01 what nobody knows yet", ["CREATE TABLE later (id TEXT PRIMARY KEY)"])
            _ = try Store.open(path: sandbox.home.database, migrations: Home.migrations + [later])
            let refusal = Refusal(code: 1, words: ["newer version of signet", sandbox.home.database])
            try refusal.check(try await daemon.ending())
            try refusal.check(try await sandbox.home.run(words))
        }
    }

    @Test(.enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)"))
    func `a daemon whose database is away says so and is not ready, and does what came due once it is back`() async throws {
        let server = try PrivatePostgres()
        defer { try? server.stop() }
        try await Sandbox.with(store: server.address(try server.newDatabase())) { sandbox in
            try await sandbox.emulator.stage(name: "later", daysLeft: 40, termDaysLeft: 40)
            try await sandbox.adopt("later")
            try await ListeningDaemon.with(sandbox.home, ["--spread", "0", "--accept-charges"]) { daemon in
                try await eventually("readiness") { try await daemon.get("/readyz").status == 200 }
                try server.halt()
                try await eventually("no readiness") { try await daemon.get("/readyz").status == 503 }
                #expect(try await daemon.get("/healthz").status == 200)
                try await sandbox.emulator.advance(days: 15)
                try await eventually("words about it") { daemon.command.errorsSoFar.contains("this turn failed: The state cannot be read") }
                #expect(daemon.command.errorsSoFar.contains("pg_isready"), "\(daemon.command.errorsSoFar)")
                try server.crash()
                try await eventually("the renewal") { daemon.command.errorsSoFar.contains("later: done") }
                try await eventually("readiness again") { try await daemon.get("/readyz").status == 200 }
            }
            let bill = try await sandbox.emulator.bill(of: "later")
            #expect(bill.charges == 1 && bill.serialNumbers.count == 1, "\(bill)")
        }
    }
}
