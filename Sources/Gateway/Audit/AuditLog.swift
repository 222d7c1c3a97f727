import Foundation
import Storage

/// The chain of what was done through the gateway and by whom. Nothing is ever changed or taken out of it.
///
/// Entries that come at the same time are written together: who waits for one shares the flush with the others.
package actor AuditLog {
    /// What is known of a failure, so that nothing more is let through.
    package struct Unwritable: Error, CustomStringConvertible {
        package let description: String
    }

    private let store: Store
    let now: @Sendable () -> Date
    private var waiting: [(draft: AuditDraft, done: CheckedContinuation<Int64, any Error>?)] = []
    private var writer: Task<Void, Never>?
    private var rest: Task<Void, Never>?
    private var failure: (any Error)?

    private static let together = 256
    /// What was only noted waits so long for others: each flush is one of the disk.
    private static let pause: Duration = .milliseconds(50)
    /// So many entries may be on their way; whoever comes then waits for them.
    private static let mostWaiting = 4096

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// Returns the number of the entry once it is durable.
    @discardableResult
    package func record(_ draft: AuditDraft) async throws -> Int64 {
        try await withCheckedThrowingContinuation { done in
            waiting.append((draft, done))
            rest?.cancel()
            begin()
        }
    }

    /// Writes the entry soon, without a wait: for reads, of which a machine that stops now may lose the last.
    ///
    /// Throws when the entry before could not be written: nothing goes on unseen.
    package func note(_ draft: AuditDraft) async throws {
        guard failure == nil, waiting.count < Self.mostWaiting else { return _ = try await record(draft) }
        waiting.append((draft, nil))
        if waiting.count >= Self.together { rest?.cancel() }
        begin()
    }

    /// Returns when everything that was noted is written, or cannot be.
    package func drain() async throws {
        while let writer {
            rest?.cancel()
            await writer.value
        }
        if let failure { throw failure }
    }

    private func begin() {
        guard writer == nil else { return }
        writer = Task { await write() }
    }

    private func write() async {
        while !waiting.isEmpty {
            await waitForOthers()
            let batch = Array(waiting.prefix(Self.together))
            waiting.removeFirst(batch.count)
            do {
                let entries = try await append(batch.map(\.draft))
                failure = nil
                for (entry, item) in zip(entries, batch) { item.done?.resume(returning: entry.seq) }
            } catch {
                failure = Unwritable(description: "the audit could not be written, so nothing is sent: \(error)")
                for item in batch { item.done?.resume(throwing: error) }
            }
        }
        writer = nil
    }

    private func waitForOthers() async {
        guard waiting.count < Self.together, waiting.allSatisfy({ $0.done == nil }) else { return }
        let rest = Task<Void, Never> { try? await Task.sleep(for: Self.pause) }
        self.rest = rest
        await rest.value
        self.rest = nil
    }

    /// A commit nobody answered is looked up: an entry is the same only if all before it are.
    private func append(_ drafts: [AuditDraft]) async throws -> [AuditEntry] {
        let at = now()
        while true {
            let last = try await store.read { try $0.lastAuditEntry() }
            let entries = AuditEntry.chain(drafts, after: last, at: at)
            do {
                let isNext = try await store.write { connection in
                    guard try connection.lastAuditEntry() == last else { return false }
                    for entry in entries { try connection.insertAudit(entry) }
                    return true
                }
                if isNext { return entries }
            } catch let error as StorageError {
                guard error.code == .inDoubt, let first = entries.first else { throw error }
                if try await store.read({ try $0.auditEntry(first.seq) }) == first { return entries }
            }
        }
    }
}

extension AuditLog {
    /// The entries behind a number, oldest first.
    package nonisolated func entries(after seq: Int64, most: Int = 1000) async throws -> [AuditEntry] {
        try await store.read { try $0.auditEntries(after: seq, most: max(1, min(most, 1000))) }
    }

    /// The newest ones, newest first.
    package nonisolated func newest(_ most: Int, before seq: Int64 = .max) async throws -> [AuditEntry] {
        try await store.read { try $0.auditEntries(before: seq, most: max(1, min(most, 1000))) }
    }

    package nonisolated func last() async throws -> AuditEntry? {
        try await store.read { try $0.lastAuditEntry() }
    }
}
