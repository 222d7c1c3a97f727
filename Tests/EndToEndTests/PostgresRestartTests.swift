import Foundation
import JSON
import TestSupport
import Testing

/// A server that crashes again and again while many orders are renewed for money, by real processes on two machines.
@Suite(.fewAtOnce, .enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)")) struct PostgresRestartTests {
    @Test(.timeLimit(.minutes(10))) func `with a server that crashes every second all orders are renewed and none is charged twice`()
        async throws
    {
        let report = try await Restarts(orders: 24, pause: .seconds(1)).run()
        print(report)
        #expect(report.faults.prefix(5) == [])
        #expect(report.crashes >= 3)
    }

    /// `make restarts`: as many orders as RESTART_WORKFLOWS says, the server crashing every three seconds.
    @Test(.enabled(if: Restarts.asked > 0), .timeLimit(.minutes(240))) func `a campaign of many restarts`() async throws {
        let report = try await Restarts(orders: Restarts.asked, pause: .seconds(3)).run()
        print(report)
        #expect(report.faults.prefix(5) == [])
    }
}

struct Restarts {
    static let asked = ProcessInfo.processInfo.environment["RESTART_WORKFLOWS"].flatMap { Int($0) } ?? 0

    let orders: Int
    let pause: Duration

    struct Report: Sendable, CustomStringConvertible {
        var workflows = 0
        var crashes = 0
        /// Commands that gave up because the server stayed away too long, and were given again.
        var repeated = 0
        var faults: [String] = []

        var description: String {
            "\(workflows) renewals while the server crashed \(crashes) times, \(repeated) commands given again, \(faults.count) faults"
                + faults.prefix(10).map { "\n" + $0 }.joined()
        }
    }

    func run() async throws -> Report {
        // A server of its own: the others go on with theirs.
        let server = try PrivatePostgres()
        defer { try? server.stop() }
        return try await Sandbox.with(store: try server.address(server.newDatabase())) { sandbox in
            let homes = [sandbox.home, try await sandbox.newHome("elsewhere")]
            let names = (0..<orders).map { "restart-\($0)" }
            for name in names {
                try await sandbox.emulator.stage(name: name, daysLeft: 20, termDaysLeft: 20)
                try await sandbox.adopt(name)
            }
            let crashing = Task {
                var crashes = 0
                while !Task.isCancelled {
                    guard (try? await Task.sleep(for: pause)) != nil else { break }
                    try server.crash()
                    crashes += 1
                }
                return crashes
            }
            var report = try await renewAll(names, homes)
            crashing.cancel()
            report.crashes = try await crashing.value
            try await judge(names, sandbox, &report)
            return report
        }
    }

    private func renewAll(_ names: [String], _ homes: [SignetHome]) async throws -> Report {
        try await withThrowingTaskGroup(of: (String, [Ending]).self) { group in
            var waiting = names.enumerated().map { ($0.element, homes[$0.offset % homes.count]) }[...]
            func begin(_ next: (String, SignetHome), in group: inout ThrowingTaskGroup<(String, [Ending]), any Error>) {
                group.addTask {
                    var endings: [Ending] = []
                    for _ in 0..<20 {
                        endings.append(try await next.1.run(["renew", next.0, "--resource-group", "demo-group", "--output", "json"]))
                        if endings.last?.way == .exit(0) { break }
                    }
                    return (next.0, endings)
                }
            }
            for _ in 0..<4 { if let next = waiting.popFirst() { begin(next, in: &group) } }
            var report = Report()
            while let (name, endings) = try await group.next() {
                report.workflows += 1
                report.repeated += endings.count - 1
                // A command may give up on the server, and on nothing else.
                let others = endings.dropLast().filter { !$0.errors.contains("PostgreSQL") }
                report.faults += others.prefix(1).map { "\(name): \($0)" }
                if let last = endings.last, last.way != .exit(0) { report.faults.append("\(name): \(last)") }
                if let next = waiting.popFirst() { begin(next, in: &group) }
            }
            return report
        }
    }

    private func judge(_ names: [String], _ sandbox: Sandbox, _ report: inout Report) async throws {
        for name in names {
            let bill = try await sandbox.emulator.bill(of: name)
            if bill.purchases != 1 || bill.charges != 1 || bill.serialNumbers.count != 1 { report.faults.append("\(name): \(bill)") }
            let served = try? await sandbox.emulator.served("\(name).test")
            if served == nil || served != bill.serialNumbers.last { report.faults.append("\(name): \(served ?? "nothing") is served") }
        }
        let runs = try await sandbox.home.run(["runs", "list", "--output", "json"]).json.array ?? []
        report.faults += runs.filter { $0["state"] != "done" }.map { "left behind: \($0.text())" }
    }
}
