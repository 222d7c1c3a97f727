import Foundation
import JSON
import Storage
import Synchronization
import Testing

@testable import Workflows

/// Who renews an order is what the journal says last of it.
@Suite struct RenewerTests {
    private let journal: Journal

    init() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("signet-renewer-\(UUID().uuidString).sqlite").path
        let seconds = Mutex(1_800_000_000.0)
        let ticking: @Sendable () -> Date = {
            seconds.withLock { $0 += 1 }
            return Date(timeIntervalSince1970: seconds.withLock { $0 })
        }
        journal = Journal(store: try Store.open(path: path, migrations: Journal.migrations), now: ticking)
    }

    private func write(_ workflow: String, _ kind: JournalEntry.Kind, step: String = "", _ body: JSONValue = [:]) async throws {
        let claim = try await journal.claim(workflow: workflow, version: 1, subject: "/orders/web", input: [:], merge: { $0 })
        guard case .held(let lease, _) = claim else { throw Crash() }
        try await journal.append(kind, step: step, body: body, under: lease)
        try await journal.release(lease)
    }

    private struct Crash: Error {}

    @Test func `nobody renews an order until something says who`() async throws {
        #expect(try await journal.renewer(of: "/orders/web") == .unknown)
        try await write("Adopt", .outcome, step: "set-auto-renew")
        #expect(try await journal.renewer(of: "/orders/web") == .unknown, "set is not read back")
        try await write("Adopt", .finished, ["renewer": "platform"])
        #expect(try await journal.renewer(of: "/orders/web") == .platform)
        #expect(try await journal.renewer(of: "/orders/other") == .unknown)
    }

    @Test func `an order that was bought here is signet's, handed over it is not, and deleted it is nobody's`() async throws {
        try await write("Provision", .outcome, step: "place-order")
        #expect(try await journal.renewer(of: "/orders/web") == .signet)
        try await write("Adopt", .finished, ["renewer": "platform"])
        #expect(try await journal.renewers() == ["/orders/web": .platform])
        try await write("Retire", .outcome, step: "delete-order")
        #expect(try await journal.renewer(of: "/orders/web") == .unknown)
        #expect(try await journal.renewers() == ["/orders/web": .unknown])
    }
}
