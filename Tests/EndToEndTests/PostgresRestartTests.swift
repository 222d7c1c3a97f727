import Foundation
import JSON
import TestSupport
import Testing

/// A server that crashes again and again while many orders are renewed for money, by two real daemons on two machines.
@Suite(.fewAtOnce, .enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)")) struct PostgresRestartTests {
    @Test(.timeLimit(.minutes(10))) func `with a server that crashes after every second renewal all are done and none is charged twice`()
        async throws
    {
        let report = try await Restarts(orders: 16, between: 2).run()
        print(report)
        #expect(report.faults.prefix(5) == [])
        #expect(report.crashes >= 5)
    }

    /// `make restarts`: as many orders as RESTART_WORKFLOWS says.
    @Test(.enabled(if: Restarts.asked > 0), .timeLimit(.minutes(240))) func `a campaign of many restarts`() async throws {
        let report = try await Restarts(orders: Restarts.asked, between: 2).run()
        print(report)
        #expect(report.faults.prefix(5) == [])
    }
}

struct Restarts {
    static let asked = ProcessInfo.processInfo.environment["RESTART_WORKFLOWS"].flatMap { Int($0) } ?? 0

    let orders: Int
    /// Renewals from one crash to the next: the others under way are wherever they are then.
    let between: Int
    /// Orders of one subscription: what a renewal looks through grows with those beside it.
    private static let batch = 40

    struct Report: Sendable, CustomStringConvertible {
        var workflows = 0
        var crashes = 0
        /// Turns of a daemon that came to nothing because the server was away for too long.
        var failedTurns = 0
        var faults: [String] = []

        var description: String {
            "\(workflows) renewals while the server crashed \(crashes) times, \(failedTurns) turns of a daemon lost, \(faults.count) faults"
                + faults.prefix(10).map { "\n" + $0 }.joined()
        }
    }

    func run() async throws -> Report {
        // A server of its own: the others go on with theirs.
        let server = try PrivatePostgres()
        defer { try? server.stop() }
        var report = Report()
        for first in stride(from: 0, to: orders, by: Self.batch) {
            let names = (first..<min(orders, first + Self.batch)).map { "restart-\($0)" }
            let database = try server.newDatabase()
            try await Sandbox.with(store: server.address(database)) { sandbox in
                try await sandbox.stageDue(names)
                let daemons = try await Daemons(2, in: sandbox)
                for count in stride(from: between, to: names.count, by: between) {
                    try await daemons.work(until: count) { try server.renewed(in: database) }
                    try server.crash()
                    report.crashes += 1
                }
                try await daemons.work(until: names.count) { try server.renewed(in: database) }
                try await daemons.end()
                report.failedTurns += daemons.failedTurns
                report.faults += try await sandbox.faults(afterRenewing: names)
                report.workflows += names.count
            }
            if orders > Self.batch { print(report) }
        }
        return report
    }
}
