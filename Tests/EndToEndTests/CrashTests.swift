import Foundation
import JSON
import Testing

/// The places between two commits of Provision, where a process can die.
enum CrashPoints {
    /// Up to the purchase and right behind it: what is read and written there decides whether it is bought twice.
    static let purchase = [
        "after started",
        "before intent place-order", "after intent place-order", "before outcome place-order", "after outcome place-order",
    ]

    /// All of them, for an order with one host name.
    static func all(_ order: TestOrder) -> [String] {
        let later: [String] = [
            "publish-proof", "verify-domain", "unpublish-proof", "link-vault", "import-certificate \(order.name)",
            "publish TXT asuid.\(order.domain)", "publish A \(order.domain)", "bind \(order.domain)",
        ]
        return purchase + later.flatMap { step in ["intent", "outcome"].flatMap { ["before \($0) \(step)", "after \($0) \(step)"] } }
            + ["before finished", "after finished"]
    }

    static let count = 39
}

@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct CrashTests {
    @Test func `an order with one host name passes exactly the known points`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "points")
        let file = sandbox.place.path("points")
        let ending = try await sandbox.home.run(order.arguments, ["SIGNET_CRASH_POINTS": file])
        #expect(ending.way == .exit(0), "\(ending)")
        let passed = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(passed == CrashPoints.all(order))
        #expect(passed.count == CrashPoints.count)
    }

    /// The emulator's time stands still until the next process has settled its doubt, so the order is in progress all the while
    /// and a second PUT would buy again.
    @Test(arguments: 1...CrashPoints.purchase.count)
    func `killed around the purchase, the order is bought once and completed by the next call`(point: Int) async throws {
        try await Sandbox.with { sandbox in
            let verdict = try await CrashedOrder(sandbox: sandbox, order: TestOrder(name: "crash-\(point)")).frozen(at: point)
            #expect(verdict.faults == [])
        }
    }

    @Test func `without the reconciler the same harness finds two purchases`() async throws {
        let point = try #require(CrashPoints.purchase.firstIndex(of: "before outcome place-order")) + 1
        try await Sandbox.with { sandbox in
            let crashed = CrashedOrder(
                sandbox: sandbox,
                order: TestOrder(name: "reconciler-off"),
                environment: ["SIGNET_RECONCILER": "off"]
            )
            let verdict = try await crashed.frozen(at: point)
            #expect(verdict.bill.purchases == 2)
            #expect(verdict.faults != [])
        }
    }
}

/// One order whose first process is killed from outside, and what became of it.
struct CrashedOrder {
    let sandbox: Sandbox
    let order: TestOrder
    var environment: [String: String] = [:]

    struct Verdict {
        let bill: Bill
        /// Everything that is not as it has to be; empty is the only good verdict.
        let faults: [String]
    }

    func frozen(at point: Int) async throws -> Verdict {
        try await sandbox.emulator.run(atRate: 0)
        try await kill(at: point)
        try await sandbox.emulator.lag(behind: order.name)
        let rerun = try sandbox.home.start(order.again, environment)
        try await eventually("the doubt about \(order.name) settled") {
            !rerun.isRunning || rerun.errorsSoFar.contains("the order is being placed")
        }
        try await sandbox.emulator.run(atRate: 1)
        return try await verdict(on: rerun.ending())
    }

    private func kill(at point: Int) async throws {
        let file = sandbox.place.path("\(order.name).points")
        let hold = ["SIGNET_CRASH_POINTS": file, "SIGNET_HOLD_AT": String(point)]
        let command = try sandbox.home.start(order.arguments, environment.merging(hold) { $1 })
        var passed: [String] = []
        try await eventually("point \(point) of \(order.name)") {
            try #require(command.isRunning, "it ended before point \(point): \(command.errorsSoFar)")
            // The file comes into being with the first point.
            passed = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").map(String.init) ?? []
            return passed.count >= point
        }
        #expect(passed.last == CrashPoints.all(order)[point - 1])
        command.send(SIGKILL)
        #expect(try await command.ending().way == .signal(SIGKILL))
    }

    private func verdict(on rerun: Ending) async throws -> Verdict {
        let bill = try await sandbox.emulator.bill(of: order.name)
        guard rerun.way == .exit(0) else { return Verdict(bill: bill, faults: ["the rerun did not complete: \(rerun)"]) }
        let serial = try rerun.json["serialNumber"]?.string ?? ""
        var faults: [String] = []
        if bill != Bill(purchases: 1, charges: 1, serialNumbers: [serial]) { faults.append("the ledger has \(bill)") }
        let served = try await sandbox.emulator.served(order.domain)
        if served != serial { faults.append("\(served ?? "nothing trusted") is served and \(serial) was ordered") }
        return Verdict(bill: bill, faults: faults)
    }
}
