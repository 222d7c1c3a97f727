import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Workflows

@Suite(.onEveryStore) struct LeaseTests {
    let journal: Journal
    /// A process of this machine that cannot exist, and one of another machine, which nobody here can tell anything about.
    let dead = LeaseOwner(text: LeaseOwner.thisProcess.text.split(separator: "/")[0] + "/999999999/1")
    let elsewhere = LeaseOwner(text: "another-boot/1/1")

    init() async throws {
        journal = Journal(store: try await TestedStore.open(Journal.migrations))
    }

    private func claim(_ owner: LeaseOwner, _ journal: Journal) async throws -> Claim {
        try await journal.claim(workflow: "W", version: 1, subject: "s", input: [:], owner: owner, merge: { $0 })
    }

    @Test func `a second claim of the same subject is told who works on it`() async throws {
        guard case .held = try await claim(.thisProcess, journal) else { return #expect(Bool(false)) }
        guard case .busy(let owner) = try await claim(elsewhere, journal) else { return #expect(Bool(false)) }
        #expect(owner == .thisProcess)
    }

    @Test func `the lease of a dead process is free at once`() async throws {
        _ = try await claim(dead, journal)
        guard case .held(let lease, let run) = try await claim(.thisProcess, journal) else { return #expect(Bool(false)) }
        #expect(lease.epoch == 2)
        #expect(run.entries.count == 1)
    }

    @Test func `the lease of an unreachable machine is free when its time is over`() async throws {
        _ = try await claim(elsewhere, journal)
        guard case .busy = try await claim(.thisProcess, journal) else { return #expect(Bool(false)) }
        let later = Journal(store: journal.store, now: { Date() + 60 })
        guard case .held = try await claim(.thisProcess, later) else { return #expect(Bool(false)) }
    }

    @Test func `whoever lost the lease can write nothing more`() async throws {
        guard case .held(let old, _) = try await claim(dead, journal) else { return #expect(Bool(false)) }
        guard case .held(let new, _) = try await claim(.thisProcess, journal) else { return #expect(Bool(false)) }
        await #expect(throws: LeaseLost.self) { try await journal.append(.intent, step: "buy", body: [:], under: old) }
        await #expect(throws: LeaseLost.self) { try await journal.renew(old) }
        try await journal.append(.intent, step: "buy", body: [:], under: new)
        #expect(try await journal.run(new.run)?.entries.count == 2)
    }

    @Test func `a finished run leaves the subject free for the next one`() async throws {
        guard case .held(let first, _) = try await claim(.thisProcess, journal) else { return #expect(Bool(false)) }
        try await journal.append(.finished, body: [:], under: first)
        guard case .held(let second, _) = try await claim(.thisProcess, journal) else { return #expect(Bool(false)) }
        #expect(first.run != second.run)
    }

    private func claim(_ workflow: String) async throws -> Claim {
        try await journal.claim(workflow: workflow, version: 1, subject: "s", input: [:], merge: { $0 })
    }

    @Test func `two workflows do not change one subject at the same time`() async throws {
        guard case .held(let lease, _) = try await claim("Renew") else { return #expect(Bool(false)) }
        guard case .busy = try await claim("Reissue") else { return #expect(Bool(false)) }
        try await journal.release(lease)
        guard case .held(_, let run) = try await claim("Reissue") else { return #expect(Bool(false)) }
        #expect(run.workflow == "Reissue")
    }

    @Test func `nothing else changes a subject while a write to it is in doubt`() async throws {
        guard case .held(let lease, let renewing) = try await claim("Renew") else { return #expect(Bool(false)) }
        try await journal.append(.intent, step: "renew", body: [:], under: lease)
        try await journal.release(lease)
        guard case .inDoubt(let other) = try await claim("Reissue") else { return #expect(Bool(false)) }
        #expect(other.id == renewing.id)
        guard case .held(let again, _) = try await claim("Renew") else { return #expect(Bool(false)) }
        try await journal.append(.outcome, step: "renew", body: [:], under: again)
        try await journal.release(again)
        guard case .held = try await claim("Reissue") else { return #expect(Bool(false)) }
    }

    /// Its process numbers are others than ours, and two that share a database may well run on one machine.
    @Test func `the process of another container is not taken for a dead one`() throws {
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8).trimmingCharacters(in: .newlines)
        #expect(dead.text.hasPrefix(boot))
        #expect(!LeaseOwner(text: "\(boot)pid:[1]/999999999/1").isGone)
        #expect(!LeaseOwner(text: "\(boot)/999999999/1").isGone)
    }

    @Test func `this process is not taken for a dead one`() {
        #expect(!LeaseOwner.thisProcess.isGone)
        #expect(dead.isGone)
        #expect(!elsewhere.isGone)
    }
}
