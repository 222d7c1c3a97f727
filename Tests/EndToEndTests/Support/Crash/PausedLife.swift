import Foundation
import HTTPTypes
import JSON

/// One order's life in which no process is killed: each sleeps at another point until the next one has taken its lease over, and
/// then wakes up and believes to be in charge. It needs a sandbox of its own, as it reads all requests there are.
struct PausedLife {
    let verb: CrashVerb
    let order: TestOrder
    let sandbox: Sandbox
    private var passed: [String] = []
    private var sleeper: (process: StoppableProcess, point: String)?
    private(set) var woken = 0
    private(set) var faults: [String] = []

    /// Short, so that nobody waits long for a lease; only the sleepers' leases are ever contested.
    private static let leaseSeconds = "0.4"

    init(_ verb: CrashVerb, _ name: String, in sandbox: Sandbox) {
        self.verb = verb
        order = TestOrder(name: name)
        self.sandbox = sandbox
    }

    mutating func run() async throws {
        try await verb.prepare(sandbox, order)
        for number in 1...200 where try await !goesOn(with: number) { break }
        let bill = try await sandbox.emulator.bill(of: order.name)
        if !verb.allows(bill) { faults.append("\(verb.name): the ledger has \(bill)") }
        let served = try? await sandbox.emulator.served(order.domain)
        if served == nil || served != bill.serialNumbers.last { faults.append("\(verb.name): \(served ?? "nothing") is served") }
    }

    /// False when the life is over.
    private mutating func goesOn(with number: Int) async throws -> Bool {
        let files = sandbox.place.path("\(order.name).\(number)")
        try passed.joined(separator: "\n").write(toFile: files + ".behind", atomically: false, encoding: .utf8)
        let process = try sandbox.home.startStoppable(
            (number == 1 ? nil : verb.again?(order)) ?? verb.arguments(sandbox, order),
            [
                "SIGNET_CRASH_POINTS": files + ".points", "SIGNET_HOLD_BEYOND": files + ".behind",
                "SIGNET_LEASE_SECONDS": Self.leaseSeconds,
            ],
            files: files
        )
        let state = await process.next()
        passed += ((try? String(contentsOfFile: files + ".points", encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
        if state == .exited(1), process.errors.contains("stayed locked"), let stuck = sleeper {
            // It was stopped in the middle of a heartbeat, holding the file's lock, so nobody could take over; it counts for nothing.
            await stuck.process.end()
            sleeper = nil
            return true
        }
        if let sleeper { try await wake(sleeper.process, at: sleeper.point) }
        guard state == .stopped, let point = passed.last else {
            if state != .exited(0) { faults.append("\(verb.name): \(state): \(process.errors.suffix(800))") }
            return false
        }
        guard point != "after finished" else {
            process.send(SIGCONT)
            if await process.next() != .exited(0) { faults.append("\(verb.name): finished and failed: \(process.errors.suffix(800))") }
            return false
        }
        sleeper = (process, point)
        return true
    }

    /// The stale one is turned away by its epoch, and nothing leaves it but, for the request that is then stopped, the wish for a
    /// token, which changes nothing.
    private mutating func wake(_ process: StoppableProcess, at point: String) async throws {
        woken += 1
        try await sandbox.emulator.control(.delete, "requests")
        var state = StoppableProcess.State.stopped
        for _ in 0..<5 where state == .stopped {
            process.send(SIGCONT)
            state = await process.next()
        }
        let requests = try await sandbox.emulator.control(.get, "requests")["requests"]?.array ?? []
        let sent = requests.map { "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "")" }
            .filter { !$0.hasSuffix("/oauth2/v2.0/token") }
        if !sent.isEmpty { faults.append("\(verb.name): woken at '\(point)' it sent \(sent)") }
        if state != .exited(1) || !process.errors.contains("has taken over the run") {
            faults.append("\(verb.name): woken at '\(point)' it ended with \(state): \(process.errors.suffix(800))")
        }
    }
}
