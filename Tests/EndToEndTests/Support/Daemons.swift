import Foundation
import JSON
import TestSupport
import Testing

/// Daemons on homes of their own that share one emulator and one store, and what they have said so far.
struct Daemons {
    let sandbox: Sandbox
    private(set) var all: [RunningCommand] = []

    /// - Parameter more: environment of each beside that of its home.
    init(_ count: Int, in sandbox: Sandbox, atOnce: Int = 4, _ more: [String: String] = [:]) async throws {
        self.sandbox = sandbox
        let arguments = [
            "daemon", "--accept-charges", "--every", "0.2", "--spread", "0", "--at-once", String(atOnce), "--discover-every", "3600",
        ]
        for number in 0..<count {
            let home = number == 0 ? sandbox.home : try await sandbox.newHome("elsewhere-\(number)")
            all.append(try home.start(arguments, more))
        }
    }

    /// The orders that one has brought to their end, in that order.
    func done(by daemon: RunningCommand) -> [String] {
        daemon.errorsSoFar.split(separator: "\n").compactMap { line in
            guard line.hasSuffix(": done") else { return nil }
            return line.dropLast(": done".count).split(separator: " ").last.map(String.init)
        }
    }

    var done: Set<String> { Set(all.flatMap(done)) }

    /// Turns that came to nothing.
    var failedTurns: Int { all.reduce(0) { $0 + $1.errorsSoFar.components(separatedBy: "this turn failed").count - 1 } }

    /// Waits until so many orders are done. A daemon that ends by itself is an error.
    ///
    /// - Parameter kept: how many are done by what the store says, as a daemon that lost the store may not have told of the last ones.
    func work(until count: Int, within limit: Duration = .seconds(480), kept: () throws -> Int) async throws {
        var looks = 0
        do {
            try await eventually("\(count) orders done", within: limit) {
                if all.contains(where: { !$0.isRunning }) { throw Ended() }
                looks += 1
                return try done.count >= count || looks % 100 == 0 && kept() >= count
            }
        } catch {
            throw Standstill(why: "\(error)", words: all.map(\.errorsSoFar))
        }
    }

    /// Asks the ones that still run to end, and holds them to it.
    func end() async throws {
        for daemon in all where daemon.isRunning {
            daemon.send(SIGTERM)
            let ending = try await daemon.ending()
            #expect(ending.way == .exit(0) && ending.errors.contains("stopped; nothing is lost"), "\(ending)")
        }
    }

    struct Ended: Error, CustomStringConvertible {
        let description = "a daemon ended by itself"
    }

    struct Standstill: Error, CustomStringConvertible {
        let why: String
        let words: [String]
        var description: String { "\(why); the last words of each:" + words.map { "\n\($0.suffix(2000))" }.joined() }
    }
}

extension PrivatePostgres {
    /// How many orders have been renewed, by what a store says.
    func renewed(in database: String) throws -> Int {
        let query = "SELECT count(DISTINCT subject) FROM run WHERE workflow = 'Renew' AND state = 'done'"
        return Int(try sql(query, in: database)) ?? 0
    }
}

extension Sandbox {
    /// Orders whose next term has to be bought now, given to signet.
    func stageDue(_ names: [String]) async throws {
        for name in names { try await emulator.stage(name: name, daysLeft: 20, termDaysLeft: 20) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, name) in names.enumerated() {
                if number >= 4 { try await group.next() }
                group.addTask { try await adopt(name) }
            }
            try await group.waitForAll()
        }
    }

    /// What is not as it should be once each of them was renewed for money: by the ledger, by a handshake, by the runs.
    func faults(afterRenewing names: [String]) async throws -> [String] {
        var faults: [String] = []
        for name in names {
            let bill = try await emulator.bill(of: name)
            if bill.purchases != 1 || bill.charges != 1 || bill.serialNumbers.count != 1 { faults.append("\(name): \(bill)") }
            let served = try? await emulator.served("\(name).test")
            if served == nil || served != bill.serialNumbers.last { faults.append("\(name): \(served ?? "nothing") is served") }
            let asked = try await emulator.requests("POST", endingIn: "/\(name)/renew")
            if asked != 1 { faults.append("\(name): renew was sent \(asked) times") }
        }
        let runs = try await home.run(["runs", "list", "--output", "json"]).json.array ?? []
        return faults + runs.filter { $0["state"] != "done" }.map { "left behind: \($0.text())" }
    }
}
