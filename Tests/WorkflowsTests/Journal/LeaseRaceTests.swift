import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Workflows

/// Leases under real concurrency: several stores on one database, as several processes have them.
@Suite(.onEveryStore) struct LeaseRaceTests {
    private let journals: [Journal]

    init() async throws {
        let location = try TestedStore.current.newLocation()
        var journals: [Journal] = []
        for _ in 0..<3 { journals.append(Journal(store: try await Store.open(location, migrations: Journal.migrations))) }
        self.journals = journals
    }

    private func claim(_ journal: Journal, _ owner: Int, _ subject: String = "s") async throws -> Claim {
        let owner = LeaseOwner(text: "machine-\(owner)/1/1")
        return try await journal.claim(workflow: "W", version: 1, subject: subject, input: [:], owner: owner, merge: { $0 })
    }

    @Test func `of many that claim one subject at once, one holds it`() async throws {
        let journals = journals
        for round in 0..<5 {
            let held = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<9 {
                    group.addTask {
                        if case .held = try await claim(journals[number % 3], number, "s\(round)") { true } else { false }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(held == 1)
        }
        #expect(try await journals[0].runs().count == 5)
    }

    @Test func `of many that take over a lease that is over, each epoch is held once and only the last one writes`() async throws {
        let store = journals.map(\.store)
        let leases = try await withThrowingTaskGroup(of: Lease?.self) { group in
            for number in 0..<9 {
                group.addTask {
                    // Each of them believes that the lease of the one before is over.
                    let journal = Journal(store: store[number % 3], now: { Date() + Double(number) * 60 })
                    if case .held(let lease, _) = try await claim(journal, number) { return lease } else { return nil }
                }
            }
            return try await group.reduce(into: [Lease]()) { if let lease = $1 { $0.append(lease) } }
        }
        let epochs = leases.map(\.epoch).sorted()
        #expect(!epochs.isEmpty && epochs == Array(1...Int64(epochs.count)))
        for lease in leases where lease.epoch != epochs.last {
            await #expect(throws: LeaseLost.self) { try await journals[0].append(.intent, step: "buy", body: [:], under: lease) }
        }
        let last = try #require(leases.first { $0.epoch == epochs.last })
        try await journals[1].append(.intent, step: "buy", body: [:], under: last)
        #expect(try await journals[0].run(last.run)?.entries.count == 2)
    }

    @Test(.enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)"), .timeLimit(.minutes(2)))
    func `who waits for a lease is told when it is given back, before its pause is over`() async throws {
        guard TestedStore.current == .postgres else { return }
        let journals = journals
        guard case .held(let lease, _) = try await claim(journals[0], 0) else { return #expect(Bool(false)) }
        let waiting = Task { try await journals[1].awaitLease(of: "s") { for await _ in AsyncStream<Void>.makeStream().stream {} } }
        try await journals[0].release(lease)
        try await waiting.value
        guard case .held = try await claim(journals[1], 1) else { return #expect(Bool(false)) }
    }

    @Test func `who is told nothing waits as long as it meant to`() async throws {
        guard case .held = try await claim(journals[0], 0) else { return #expect(Bool(false)) }
        let paused = Mutex(0)
        try await journals[1].awaitLease(of: "s") { paused.withLock { $0 += 1 } }
        #expect(paused.withLock { $0 } == 1)
    }

    @Test func `entries of one run are numbered without a gap, whoever writes them`() async throws {
        guard case .held(let lease, let run) = try await claim(journals[0], 0) else { return #expect(Bool(false)) }
        let journals = journals
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<12 {
                group.addTask { try await journals[number % 3].append(.intent, step: "\(number)", body: [:], under: lease) }
            }
            try await group.waitForAll()
        }
        #expect(try await journals[0].run(run.id)?.entries.map(\.sequence) == Array(1...13))
    }

    @Test func `a run that is given up while another process claims it is either given up or claimed`() async throws {
        for round in 0..<5 {
            let subject = "s\(round)"
            guard case .held(let lease, let run) = try await claim(journals[0], 0, subject) else { return #expect(Bool(false)) }
            try await journals[0].release(lease)
            let journals = journals
            async let claimed = claim(journals[1], 1, subject)
            async let given = Result { () async throws in try await journals[2].abandon(run, note: "n", evenInDoubt: false) }
            let (claim, abandoned) = (try await claimed, await given)
            guard case .held(let mine, _) = claim else { return #expect(Bool(false)) }
            if case .success = abandoned {
                // Claimed before, it was fenced out; claimed after, it began another run.
                let entry = try? await journals[1].append(.intent, step: "buy", body: [:], under: mine)
                #expect((mine.run == run.id) == (entry == nil))
            } else {
                try await journals[1].append(.intent, step: "buy", body: [:], under: mine)
            }
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
