import Foundation
import Storage
import Synchronization

/// The chain of what was done through the gateway and by whom. Nothing is ever changed or taken out of it.
///
/// Entries that come at the same time are written together: who waits for one shares the flush with the others.
package final class AuditLog: Sendable {
    /// What is known of a failure, so that nothing more is let through.
    package struct Unwritable: Error, CustomStringConvertible {
        package let description: String
    }

    private struct State {
        var waiting: [Waiting] = []
        var writer: Task<Void, Never>?
        /// Ends when there was time enough for others to come.
        var rest: Task<Void, Never>?
        var failure: (any Error)?

        /// Whether nobody waits until it is written.
        var isNotedOnly: Bool { waiting.allSatisfy { $0.done == nil } }
    }

    private typealias Waiting = (draft: AuditDraft, done: CheckedContinuation<Int64, any Error>?)

    private let store: Store
    let now: @Sendable () -> Date
    private let state = Mutex(State())

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
            state.withLock { state in
                state.waiting.append((draft, done))
                state.rest?.cancel()
                begin(&state)
            }
        }
    }

    /// Writes the entry soon, without a wait: for reads, of which a machine that stops now may lose the last.
    ///
    /// Throws when the entry before could not be written: nothing goes on unseen.
    package func note(_ draft: AuditDraft) async throws {
        let isTaken = state.withLock { state in
            guard state.failure == nil, state.waiting.count < Self.mostWaiting else { return false }
            state.waiting.append((draft, nil))
            if state.waiting.count >= Self.together { state.rest?.cancel() }
            begin(&state)
            return true
        }
        if !isTaken { try await record(draft) }
    }

    /// Returns when everything that was noted is written, or cannot be.
    package func drain() async throws {
        while let writer = state.withLock({ state in
            state.rest?.cancel()
            return state.writer
        }) {
            await writer.value
        }
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func begin(_ state: inout State) {
        guard state.writer == nil else { return }
        state.writer = Task { await write() }
    }

    private func write() async {
        while let batch = await next() {
            do {
                let entries = try await append(batch.map(\.draft))
                state.withLock { $0.failure = nil }
                for (entry, item) in zip(entries, batch) { item.done?.resume(returning: entry.seq) }
            } catch {
                let failure = Unwritable(description: "the audit could not be written, so nothing is sent: \(error)")
                state.withLock { $0.failure = failure }
                for item in batch { item.done?.resume(throwing: error) }
            }
        }
    }

    /// What is written together; nil, and nobody writes any more, when nothing waits.
    private func next() async -> [Waiting]? {
        let rest = state.withLock { state -> Task<Void, Never>? in
            guard (1..<Self.together).contains(state.waiting.count), state.isNotedOnly else { return nil }
            let rest = Task<Void, Never> { try? await Task.sleep(for: Self.pause) }
            state.rest = rest
            return rest
        }
        await rest?.value
        return state.withLock { state in
            state.rest = nil
            guard !state.waiting.isEmpty else {
                state.writer = nil
                return nil
            }
            let batch = Array(state.waiting.prefix(Self.together))
            state.waiting.removeFirst(batch.count)
            return batch
        }
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
    package func entries(after seq: Int64, most: Int = 1000) async throws -> [AuditEntry] {
        try await store.read { try $0.auditEntries(after: seq, most: max(1, min(most, 1000))) }
    }

    /// The newest ones, newest first.
    package func newest(_ most: Int, before seq: Int64 = .max) async throws -> [AuditEntry] {
        try await store.read { try $0.auditEntries(before: seq, most: max(1, min(most, 1000))) }
    }

    package func last() async throws -> AuditEntry? {
        try await store.read { try $0.lastAuditEntry() }
    }
}
