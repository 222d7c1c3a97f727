import Foundation
import HTTPTypes
import JSON

/// One order's life under one verb: a process stops itself at a point and is killed from outside, the next one goes on and is
/// killed at another, until one comes to the end.
struct CrashLife {
    enum Way: String, Sendable, CaseIterable {
        /// Killed once at each point it comes to, one process after the other.
        case everyPoint
        /// Killed at the points no life came to before: behind an outcome one comes only where nobody was killed before it.
        case missedPoints
        /// The same, and the first answers to each write are lost after they took effect.
        case lostAnswers
        /// Each process is killed at some point it passes.
        case anyPoint
        /// Each process is killed after some time, wherever it is: also between a request and its answer.
        case anyMoment
        /// Not killed at all: what it passes are the points there are.
        case unharmed
    }

    /// What a life showed.
    struct Report: Sendable {
        /// Kills by where they were.
        var kills: [String: Int] = [:]
        var passed: [String] = []
        var bill = Bill()
        /// Everything that is not as it has to be; empty is the only good report.
        var faults: [String] = []
    }

    let verb: CrashVerb
    let order: TestOrder
    let sandbox: Sandbox
    let way: Way
    private var home: SignetHome
    private var dice: Dice
    private let environment: [String: String]
    /// How many reads after a kill around a purchase find nothing.
    private let lag: Int
    /// Points of other lives at which this one is not killed, without the names of an order.
    private let spared: [String]
    private var planned: [String] = []
    private var processes = 0
    private var report = Report()

    init(
        _ verb: CrashVerb,
        _ name: String,
        in sandbox: Sandbox,
        _ way: Way,
        seed: UInt64 = 1,
        sparing: [String] = [],
        environment: [String: String] = [:],
        lag: Int = 2
    ) {
        self.verb = verb
        order = TestOrder(name: name)
        self.sandbox = sandbox
        home = sandbox.home
        self.way = way
        dice = Dice(seed: seed)
        self.environment = environment
        self.lag = lag
        spared = way == .missedPoints ? sparing : []
    }

    mutating func run() async throws -> Report {
        try await verb.prepare(sandbox, order)
        if verb.hasOwnHome { home = try await sandbox.newHome(order.name) }
        if way == .lostAnswers {
            for (method, path) in CrashVerb.writes(order) { try await plan(["applyThenDrop": true], on: method, path) }
        }
        // Dice may kill before anything is reached, again and again, but not this often.
        for _ in 0..<500 where try await isOver(after: await oneProcess()) { break }
        for id in planned { try await sandbox.emulator.control(.delete, "faults/\(id)") }
        try await judge()
        return report
    }

    /// Starts a process and sees it end, one way or the other.
    private mutating func oneProcess() async throws -> (state: StoppableProcess.State, last: String?, errors: String) {
        processes += 1
        let files = sandbox.place.path("\(order.name).\(processes)")
        let again = report.passed.isEmpty ? nil : verb.again?(order)
        let arguments = again ?? verb.arguments(sandbox, order)
        let process = try home.startStoppable(arguments, environment.merging(try hold(files)) { $1 }, files: files)
        if way == .anyMoment {
            // Later ones live longer, so that one gets to the end on a busy machine too.
            try await Task.sleep(for: .milliseconds(dice.roll(300 + 60 * processes)))
            process.send(SIGKILL)
        }
        let state = await process.next()
        if state == .stopped { await process.end() }
        let points = ((try? String(contentsOfFile: files + ".points", encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
        report.passed += points
        let errors = process.errors
        for ending in ["points", "behind", "out", "err"] { unlink("\(files).\(ending)") }
        return (state, points.last, errors)
    }

    private mutating func hold(_ files: String) throws -> [String: String] {
        var variables = ["SIGNET_CRASH_POINTS": files + ".points"]
        switch way {
        case .everyPoint, .missedPoints, .lostAnswers:
            try (spared.map(order.specific) + report.passed).joined(separator: "\n").write(
                toFile: files + ".behind",
                atomically: false,
                encoding: .utf8
            )
            variables["SIGNET_HOLD_BEYOND"] = files + ".behind"
        case .anyPoint: variables["SIGNET_HOLD_AT"] = String(dice.roll(6) + 1)
        case .anyMoment, .unharmed: break
        }
        return variables
    }

    private mutating func isOver(after end: (state: StoppableProcess.State, last: String?, errors: String)) async throws -> Bool {
        let place = end.last ?? "any point"
        switch end.state {
        case .exited(0): return true
        case .exited:
            report.faults.append("\(verb.name) (\(way)): \(end.state) behind '\(place)': \(end.errors.suffix(800))")
            return true
        case .killed where way != .anyMoment: report.faults.append("\(verb.name) (\(way)): it hung behind '\(place)'")
        case .killed, .stopped: break
        }
        report.kills[way == .anyMoment ? CrashMatrix.somewhere : order.general(place), default: 0] += 1
        if verb.lags, place.hasSuffix("place-order") {
            try await plan(["status": 404], on: "GET", "*/certificateOrders/\(order.name)", times: lag)
        }
        if way == .anyMoment, end.last == "before finished" { return try await isDone() }
        return end.last == "after finished"
    }

    /// Killed between the last commit and its mark the life is over; asking again would be asking for another reissue.
    private func isDone() async throws -> Bool {
        // A run about no order cannot be named; it may be done once more.
        let shown = try await home.run(["runs", "show", order.name, "--output", "json"])
        return (try? shown.json["state"]) == "done"
    }

    private mutating func plan(_ fault: JSONValue, on method: String, _ path: String, times: Int = 2) async throws {
        let added = try await sandbox.emulator.add(fault: fault, on: method, path, times: times)
        if let id = added["id"]?.string { planned.append(id) }
    }

    /// The ledger, which deduplicates nothing, and the wire.
    private mutating func judge() async throws {
        // What is not issued by now is missing in the ledger, which is told then.
        if verb.end == .answered { _ = try? await sandbox.emulator.settled(order.name) }
        let bill = try await sandbox.emulator.bill(of: order.name)
        report.bill = bill
        if !verb.allows(bill) { fault("the ledger has \(bill)") }
        // A host that cannot be reached serves nothing, which is what is told then.
        let served = try? await sandbox.emulator.served(order.domain)
        switch verb.end {
        case .answered: break
        case .served:
            if served == nil || bill.serialNumbers.last.map({ $0 != served }) == true {
                fault("\(served ?? "nothing trusted") is served, \(bill.serialNumbers) were issued")
            }
        case .stored: try await judgeStore()
        case .gone: try await judgeEnd(served)
        }
    }

    private mutating func judgeStore() async throws {
        let shown = try await sandbox.emulator.resourceManager(.get, sandbox.emulator.path(order.name), "2024-11-01")
        let links = shown["properties"]?["certificates"]?.object ?? [:]
        let states = links.map { $0.value["provisioningState"]?.string ?? "" }
        if states != ["Succeeded"] { fault("its links are \(states)") }
        let planned = try await sandbox.home.run(["plan"] + verb.arguments(sandbox, order) + ["--detailed-exitcode"])
        if planned.way != .exit(0) { fault("the secret does not hold it: \(planned)") }
    }

    private mutating func judgeEnd(_ served: String?) async throws {
        if let served { fault("\(served) is still served") }
        let revoked = try await sandbox.emulator.revocations(of: order.name)
        if revoked != 1 { fault("\(revoked) revocations") }
        if (try? await sandbox.emulator.resourceManager(.get, sandbox.emulator.path(order.name), "2024-11-01")) != nil {
            fault("the order is still there")
        }
        let records = try await sandbox.home.run(["credential", "list", "--output", "json"]).json.array ?? []
        for name in records.compactMap({ $0["name"]?.string }) where name.hasPrefix("\(order.name)@") { fault("the key \(name) is left") }
    }

    private mutating func fault(_ words: String) { report.faults.append("\(verb.name) (\(way)): \(words)") }
}

/// A generator that throws the same for the same seed.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// 0 to `sides` - 1.
    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((word ^ (word >> 31)) % UInt64(sides))
    }
}

extension TestOrder {
    /// A point without the names of this one order.
    func general(_ point: String) -> String { point.replacing(domain, with: "DOMAIN").replacing(name, with: "NAME") }
    func specific(_ point: String) -> String { point.replacing("DOMAIN", with: domain).replacing("NAME", with: name) }
}

extension SignetHome {
    func startStoppable(_ arguments: [String], _ more: [String: String], files: String) throws -> StoppableProcess {
        try StoppableProcess(try Product.path(), arguments, environment: environment.merging(more) { $1 }, files: files)
    }
}
