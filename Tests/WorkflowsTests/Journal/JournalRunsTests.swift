import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Workflows

@Suite(.onEveryStore) struct JournalRunsTests {
    let journal: Journal

    init() async throws {
        journal = Journal(store: try await TestedStore.open(Journal.migrations))
    }

    private func begin(_ workflow: String = "W", _ subject: String = "/orders/web") async throws -> (Lease, Run) {
        let claim = try await journal.claim(workflow: workflow, version: 1, subject: subject, input: [:], merge: { $0 })
        guard case .held(let lease, let run) = claim else { throw Crash() }
        return (lease, run)
    }

    private func stopped() async throws -> Run {
        let (lease, run) = try await begin()
        try await journal.append(.intent, step: "bind", body: [:], under: lease)
        try await journal.append(.withdrawn, step: "bind", body: [:], under: lease)
        try await journal.append(.stopped, body: Problem(.service, "what", why: "why", nextStep: "next").json, under: lease)
        try await journal.release(lease)
        return try #require(try await journal.run(run.id))
    }

    @Test func `a stopped run that is tried again is active and keeps its journal`() async throws {
        let run = try await stopped()
        #expect(run.state == .stopped && run.resumePoint == "bind")
        let reopened = try await journal.reopen(run, note: "granted the right")
        #expect(reopened.state == .active)
        #expect(reopened.entries.map(\.kind) == [.started, .intent, .withdrawn, .stopped, .reopened])
        #expect(try await begin().1.id == run.id)
    }

    @Test func `only a stopped run is tried again, and only while no other does the same`() async throws {
        let run = try await stopped()
        let (lease, other) = try await begin()
        let rival = await #expect(throws: Problem.self) { _ = try await journal.reopen(run, note: "") }
        #expect(rival?.nextStep.contains(other.id) == true)
        try await journal.append(.finished, body: [:], under: lease)
        let over = try #require(try await journal.run(other.id))
        let done = await #expect(throws: Problem.self) { _ = try await journal.reopen(over, note: "") }
        #expect(done?.why.contains("done") == true)
    }

    @Test func `a run is given up with its reason, and not twice`() async throws {
        let run = try await stopped()
        let abandoned = try await journal.abandon(run, note: "bought elsewhere", evenInDoubt: false)
        #expect(abandoned.state == .abandoned)
        #expect(abandoned.entries.last?.body["note"] == "bought elsewhere")
        await #expect(throws: Problem.self) { _ = try await journal.abandon(run, note: "", evenInDoubt: false) }
    }

    @Test func `a run in doubt about a write is given up only by who accepts the doubt`() async throws {
        let (lease, run) = try await begin()
        try await journal.append(.intent, step: "buy", body: [:], under: lease)
        try await journal.release(lease)
        let kept = await #expect(throws: Problem.self) { _ = try await journal.abandon(run, note: "n", evenInDoubt: false) }
        #expect(kept?.why.contains("'buy'") == true)
        #expect(try await journal.abandon(run, note: "n", evenInDoubt: true).state == .abandoned)
    }

    @Test func `a run that some process works on is not given up under its hands`() async throws {
        let (_, run) = try await begin()
        let problem = await #expect(throws: Problem.self) { _ = try await journal.abandon(run, note: "n", evenInDoubt: true) }
        #expect(problem?.why.contains("process") == true)
    }

    @Test func `giving a run up shuts out whoever believed to hold its lease`() async throws {
        let (lease, run) = try await begin()
        try await journal.release(lease)
        _ = try await journal.abandon(run, note: "n", evenInDoubt: false)
        await #expect(throws: LeaseLost.self) { try await journal.append(.intent, step: "buy", body: [:], under: lease) }
    }

    @Test func `runs are found by state, by the beginning of the id and by the order's name`() async throws {
        let run = try await stopped()
        let (_, other) = try await begin("W", "/orders/web-2")
        #expect(try await journal.runs(state: .stopped).map(\.id) == [run.id])
        #expect(try await journal.runs(idPrefix: String(other.id.prefix(8)).uppercased()).map(\.id) == [other.id])
        #expect(try await journal.runs(named: "web").map(\.id) == [run.id])
        #expect(try await journal.runs(named: "we_").isEmpty)
    }

    @Test func `a store of the first schema goes on where it was, with nobody's lease`() async throws {
        let location = try TestedStore.current.newLocation()
        let old = try await Store.open(location, migrations: Array(Journal.migrations.prefix(1)))
        try await old.write { connection in
            try connection.execute(
                """
                INSERT INTO run (id, workflow, version, subject, input, state, waiting, wait_until, owner, owner_until, epoch, created, updated)
                VALUES ('r', 'W', 1, '/orders/web', '{}', 'active', 'the proof', 5, 'elsewhere/1/1', 9000000000000, 7, 1, 1)
                """
            )
            try connection.execute("INSERT INTO journal VALUES ('r', 1, 'started', '', '{}', 1)")
            try connection.execute("INSERT INTO journal VALUES ('r', 2, 'intent', 'buy', '{}', 2)")
        }
        let journal = Journal(store: try await Store.open(location, migrations: Journal.migrations))
        let claim = try await journal.claim(workflow: "W", version: 1, subject: "/orders/web", input: [:], merge: { $0 })
        guard case .held(let lease, let run) = claim else { return #expect(Bool(false), "\(claim)") }
        #expect(lease.epoch == 8)
        #expect(run.id == "r" && run.openIntent?.step == "buy" && run.waiting?.reason == "the proof")
    }

    @Test func `what ends a subject ends its other runs, and what was done before does not count any more`() async throws {
        let seconds = Mutex(1_800_000_000.0)
        let ticking: @Sendable () -> Date = {
            seconds.withLock { $0 += 1 }
            return Date(timeIntervalSince1970: seconds.withLock { $0 })
        }
        let journal = Journal(store: journal.store, now: ticking)
        func begin(_ workflow: String) async throws -> (Lease, Run) {
            let claim = try await journal.claim(workflow: workflow, version: 1, subject: "/orders/web", input: [:], merge: { $0 })
            guard case .held(let lease, let run) = claim else { throw Crash() }
            return (lease, run)
        }
        let (bought, provision) = try await begin("Provision")
        try await journal.append(.intent, step: "place-order", body: [:], under: bought)
        try await journal.append(.outcome, step: "place-order", body: [:], under: bought)
        try await journal.release(bought)
        #expect(try await journal.hasOutcome(of: "place-order", subject: "/orders/web", notBefore: "Retire"))
        let (retired, _) = try await begin("Retire")
        try await journal.append(.finished, body: [:], endingOthers: true, under: retired)
        #expect(try await journal.run(provision.id)?.state == .abandoned)
        #expect(try await !journal.hasOutcome(of: "place-order", subject: "/orders/web", notBefore: "Retire"))
        let (again, _) = try await begin("Provision")
        try await journal.append(.outcome, step: "place-order", body: [:], under: again)
        #expect(try await journal.hasOutcome(of: "place-order", subject: "/orders/web", notBefore: "Retire"))
    }
}
