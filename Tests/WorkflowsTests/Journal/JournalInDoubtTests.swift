import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Workflows

/// A journal whose connection is cut at a commit: it finds out by itself what became of it, and writes nothing twice.
@Suite(.enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)")) struct JournalInDoubtTests {
    let proxy: CuttingProxy
    let journal: Journal

    init() async throws {
        let server = try PrivatePostgres.shared
        proxy = try CuttingProxy(to: server.port)
        let address = try PostgresAddress(server.address(server.newDatabase(), port: proxy.port))
        journal = Journal(store: try await Store.open(.postgres(address), migrations: Journal.migrations))
    }

    private func claim(_ owner: LeaseOwner = .thisProcess) async throws -> Claim {
        try await journal.claim(workflow: "W", version: 1, subject: "/orders/web", input: [:], owner: owner, merge: { $0 })
    }

    private func held() async throws -> (Lease, Run) {
        guard case .held(let lease, let run) = try await claim() else { throw Crash() }
        return (lease, run)
    }

    static let cuts: [CuttingProxy.Cut] = [.before("COMMIT"), .after("COMMIT")]

    @Test(arguments: cuts.indices) func `an entry whose commit is in doubt stands in the journal once`(cut: Int) async throws {
        let (lease, run) = try await held()
        proxy.cut(Self.cuts[cut])
        let entry = try await journal.append(.intent, step: "buy", body: ["price": 7], under: lease)
        #expect(proxy.left == 0)
        #expect(entry.sequence == 2)
        #expect(try await journal.run(run.id)?.entries.map(\.kind) == [.started, .intent])
    }

    @Test func `doubt upon doubt is settled as well`() async throws {
        let (lease, run) = try await held()
        proxy.cut(.before("COMMIT"), .before("COMMIT"), .after("COMMIT"), .after("COMMIT"))
        try await journal.append(.intent, step: "buy", body: [:], under: lease)
        #expect(proxy.left == 0)
        #expect(try await journal.run(run.id)?.entries.count == 2)
    }

    @Test func `an end that was committed is one, though the lease was given up with it`() async throws {
        let (lease, run) = try await held()
        proxy.cut(.after("COMMIT"))
        try await journal.append(.finished, body: [:], under: lease)
        #expect(try await journal.run(run.id)?.state == .done)
        #expect(try await journal.run(run.id)?.entries.count == 2)
    }

    @Test(arguments: cuts.indices) func `a claim whose commit is in doubt is held, and by one epoch`(cut: Int) async throws {
        proxy.cut(Self.cuts[cut])
        let (lease, run) = try await held()
        #expect(proxy.left == 0)
        #expect(lease.epoch == 1 && run.entries.count == 1)
        guard case .busy = try await claim() else { return #expect(Bool(false)) }
        try await journal.append(.intent, step: "buy", body: [:], under: lease)
    }

    @Test func `a claim of a run that is there already is known again too`() async throws {
        let (first, run) = try await held()
        try await journal.release(first)
        proxy.cut(.after("COMMIT"))
        let (second, again) = try await held()
        #expect(proxy.left == 0)
        #expect(second.epoch == 2 && again.id == run.id)
    }

    @Test(arguments: cuts.indices) func `a heartbeat, a wait and a release may be made twice`(cut: Int) async throws {
        let (lease, run) = try await held()
        proxy.cut(Self.cuts[cut])
        try await journal.renew(lease)
        proxy.cut(Self.cuts[cut])
        let row = WaitRow(reason: "the proof", on: .domainOwner, until: Date(timeIntervalSince1970: 1_900_000_000))
        try await journal.wait(row, looks: 1, failing: nil, under: lease)
        #expect(try await journal.run(run.id)?.waiting == row)
        proxy.cut(Self.cuts[cut])
        try await journal.release(lease)
        #expect(proxy.left == 0)
        #expect(try await held().0.epoch == 2)
    }

    @Test func `an entry in doubt is not written once another has taken over`() async throws {
        guard case .held(let old, let run) = try await claim(LeaseOwner(text: "another-boot/1/1")) else { throw Crash() }
        let later = Journal(store: journal.store, now: { Date() + 60 })
        proxy.cut(.before("COMMIT"))
        let slow = Task { try await journal.append(.intent, step: "buy", body: [:], under: old) }
        // Either it lost its lease before the doubt was settled, or it was settled before.
        let claim = try await later.claim(workflow: "W", version: 1, subject: "/orders/web", input: [:], merge: { $0 })
        guard case .held(let new, _) = claim else { return #expect(Bool(false), "\(claim)") }
        let outcome = await slow.result
        let entries = try await journal.run(run.id)?.entries ?? []
        #expect(new.epoch == 2)
        switch outcome {
        case .success: #expect(entries.count == 2)
        case .failure(let error): #expect(error is LeaseLost && entries.count == 1, "\(error)")
        }
    }
}
