import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

/// Two real daemons on one PostgreSQL, as on two machines: work is shared, and none is done twice, whatever becomes of one of them.
@Suite(.fewAtOnce, .enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)"), .timeLimit(.minutes(10)))
struct SharedDaemonTests {
    private static let names = (0..<16).map { "shared-\($0)" }

    /// - Parameter body: given how many orders have been renewed, by what the store says.
    private func with(_ body: (Sandbox, () throws -> Int) async throws -> Void) async throws {
        let server = try PrivatePostgres.shared
        let database = try server.newDatabase()
        try await Sandbox.with(store: server.address(database)) { sandbox in
            try await sandbox.stageDue(Self.names)
            try await body(sandbox) { try server.renewed(in: database) }
            #expect(try await sandbox.faults(afterRenewing: Self.names) == [])
        }
    }

    @Test func `two daemons share the work, and when one is killed in its midst the other does the rest`() async throws {
        try await with { sandbox, renewed in
            let daemons = try await Daemons(2, in: sandbox, atOnce: 2)
            try await eventually("work of both", within: .seconds(120)) {
                daemons.all.allSatisfy { !daemons.done(by: $0).isEmpty }
            }
            let killed = daemons.all[0]
            killed.send(SIGKILL)
            #expect(try await killed.ending().way == .signal(SIGKILL))
            #expect(daemons.done.count < Self.names.count)
            try await eventually("the rest", within: .seconds(240)) { try renewed() == Self.names.count }
            try await daemons.end()
        }
    }

    @Test func `a daemon that was stopped for longer than its leases wakes up, finds its work done and goes on`() async throws {
        try await with { sandbox, renewed in
            let daemons = try await Daemons(2, in: sandbox, atOnce: 2, ["SIGNET_LEASE_SECONDS": "2"])
            let sleeper = daemons.all[0]
            try await eventually("work of the one that will sleep", within: .seconds(120)) { !daemons.done(by: sleeper).isEmpty }
            sleeper.send(SIGSTOP)
            try await eventually("all the work", within: .seconds(240)) { try renewed() == Self.names.count }
            let said = sleeper.errorsSoFar
            sleeper.send(SIGCONT)
            try await eventually("its next turn") { sleeper.errorsSoFar.dropFirst(said.count).contains("decided:") }
            try await daemons.end()
        }
    }

    /// The emulator's own bucket is the oracle: it refuses whoever asks for more than it holds.
    @Test func `two daemons whose writes have to wait share the budget, and none is refused`() async throws {
        try await with { sandbox, renewed in
            try await sandbox.set([
                "throttling": "tokenBucket", "writeBucket": 40, "writeRefill": 3, "readBucket": 1_000_000, "readRefill": 1_000_000,
            ])
            let daemons = try await Daemons(2, in: sandbox)
            try await eventually("all the work", within: .seconds(240)) { try renewed() == Self.names.count }
            try await daemons.end()
            let requests = try await sandbox.emulator.control(.get, "requests")["requests"]?.array ?? []
            #expect(requests.count { $0["status"] == 429 } == 0)
            try await sandbox.set(["throttling": "off"])
        }
    }
}
