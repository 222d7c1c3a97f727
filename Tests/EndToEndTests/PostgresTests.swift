import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

/// The state in a PostgreSQL database, through the real process: only SIGNET_STORE is set, and nothing else changes.
@Suite(.fewAtOnce, .enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)"), .timeLimit(.minutes(10)))
struct PostgresTests {
    private func with<Value>(_ body: (Sandbox) async throws -> Value) async throws -> Value {
        let server = try PrivatePostgres.shared
        return try await Sandbox.with(store: server.address(server.newDatabase()), body)
    }

    @Test func `an order goes from nothing to served, and another machine knows of it`() async throws {
        try await with { sandbox in
            let order = TestOrder(name: "shared")
            let first = try await sandbox.home.run(order.arguments + ["--key", "sealed"])
            try #require(first.way == .exit(0), "\(first)")
            #expect(try await sandbox.emulator.served(order.domain) == first.json["serialNumber"]?.string)
            #expect(!FileManager.default.fileExists(atPath: sandbox.home.database))
            let elsewhere = try await sandbox.newHome("elsewhere")
            let runs = try await elsewhere.run(["runs", "list", "--output", "json"])
            #expect(try runs.json.array?.map { $0["state"] } == ["done"], "\(runs)")
            let again = try await elsewhere.run(order.again)
            #expect(again.way == .exit(0), "\(again)")
            #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
            let doctor = try await elsewhere.run(["doctor"])
            #expect(doctor.way == .exit(0) && doctor.output.contains("PostgreSQL"), "\(doctor)")
            for said in [first, runs, again, doctor] {
                #expect(!said.description.contains(PrivatePostgres.password), "\(said)")
            }
        }
    }

    @Test func `two machines that renew the same orders renew each of them once`() async throws {
        try await with { sandbox in
            let homes = [sandbox.home, try await sandbox.newHome("elsewhere")]
            let names = (0..<4).map { "both-\($0)" }
            for name in names {
                try await sandbox.emulator.stage(name: name, daysLeft: 20, termDaysLeft: 20)
                try await sandbox.adopt(name)
            }
            try await withThrowingTaskGroup(of: Ending.self) { group in
                for name in names {
                    for home in homes {
                        group.addTask { try await home.run(["renew", name, "--resource-group", "demo-group", "--output", "json"]) }
                    }
                }
                var done = 0
                for try await ending in group where ending.way == .exit(0) { done += 1 }
                // Whoever comes when all is done has nothing to gain, and says so.
                #expect(done >= names.count)
            }
            for name in names {
                let bill = try await sandbox.emulator.bill(of: name)
                #expect(bill.purchases == 1 && bill.charges == 1 && bill.serialNumbers.count == 1, "\(bill)")
                #expect(try await sandbox.emulator.requests("POST", endingIn: "/\(name)/renew") == 1)
            }
        }
    }

    /// A sample of the crash matrix: what costs money, killed in three ways.
    @Test func `killed at every point, nothing is lost and nothing bought twice`() async throws {
        try await with { sandbox in
            let lives = CrashVerb.all.filter { ["order", "renew charged"].contains($0.name) }.enumerated().flatMap { number, verb in
                [CrashLife.Way.everyPoint, .lostAnswers, .anyMoment].map { way in
                    CrashLife(verb, "pg-\(number)-\(way.rawValue.lowercased())", in: sandbox, way)
                }
            }
            let kills = try await withThrowingTaskGroup(of: Int.self) { group in
                for life in lives {
                    group.addTask {
                        var life = life
                        let report = try await life.run()
                        #expect(report.faults == [])
                        return report.kills.values.reduce(0, +)
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(kills > 60)
        }
    }

    @Test func `a process that slept past its lease is turned away at every point and sends nothing more`() async throws {
        try await with { sandbox in
            let verb = try #require(CrashVerb.all.first { $0.name == "renew charged" })
            var life = PausedLife(verb, "paused", in: sandbox)
            try await life.run()
            #expect(life.faults == [])
            #expect(life.woken > 5)
        }
    }

    @Test func `a store that cannot be used ends the command with the next step, and without its password`() async throws {
        let server = try PrivatePostgres.shared
        let (newer, foreign) = (try server.newDatabase(), try server.newDatabase())
        try server.sql("CREATE TABLE signet_migration (name TEXT, position BIGINT)", in: newer)
        try server.sql("INSERT INTO signet_migration VALUES ('2099-01 later', 0)", in: newer)
        try server.sql("CREATE TABLE theirs (id INT)", in: foreign)
        let bad = [
            (server.address("postgres", password: "canary-wrong"), "PGPASSFILE"), (server.address("nowhere"), "createdb"),
            (server.address("postgres", port: 1), "pg_isready"), (server.address(newer), "newer version"),
            (server.address(foreign), "database of its own"), ("postgres://signet:canary-bad%zz@127.0.0.1/x", "postgres://USER@HOST"),
            ("canary-file", "SIGNET_STORE"),
        ]
        try await Sandbox.with { sandbox in
            for (address, words) in bad {
                let ending = try await sandbox.home.run(["runs", "list"], ["SIGNET_STORE": address])
                #expect(ending.way == .exit(1) || ending.way == .exit(64), "\(ending)")
                #expect(ending.errors.contains(words), "\(ending)")
                #expect(!ending.description.contains("canary"), "\(ending)")
            }
        }
    }

    @Test func `the password comes from where libpq looks for it`() async throws {
        let server = try PrivatePostgres.shared
        let address = try server.address(server.newDatabase(), password: nil)
        try await Sandbox.with { sandbox in
            let file = try sandbox.place.write("127.0.0.1:\(server.port):*:signet:\(PrivatePostgres.password)\n", to: "pgpass")
            for variables in [["PGPASSFILE": file], ["PGPASSWORD": PrivatePostgres.password]] {
                let ending = try await sandbox.home.run(["runs", "list"], variables.merging(["SIGNET_STORE": address]) { $1 })
                #expect(ending.way == .exit(0), "\(ending)")
            }
        }
    }
}
