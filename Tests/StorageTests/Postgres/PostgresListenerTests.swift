import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite(.enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)"), .timeLimit(.minutes(2))) struct PostgresListenerTests {
    private func open(_ server: PrivatePostgres) async throws -> Store {
        try await Store.open(.postgres(PostgresAddress(server.address(server.newDatabase()))), migrations: [])
    }

    @Test func `what one connection says and commits the others hear, and what is rolled back they do not`() async throws {
        let store = try await open(.shared)
        var heard = store.notices("a \"channel\"").makeAsyncIterator()
        #expect(await heard.next() == "")
        await #expect(throws: CancellationError.self) {
            try await store.write { connection in
                try connection.notify("a \"channel\"", "undone")
                throw CancellationError()
            }
        }
        try await store.write { try $0.notify("another", "elsewhere") }
        try await store.write { try $0.notify("a \"channel\"", "done") }
        #expect(await heard.next() == "done")
    }

    @Test func `after a crash it listens again, and says that it may have missed something`() async throws {
        let server = try PrivatePostgres()
        let store = try await open(server)
        var heard = store.notices("channel").makeAsyncIterator()
        #expect(await heard.next() == "")
        try server.crash()
        #expect(await heard.next() == "")
        try await store.write { try $0.notify("channel", "again") }
        #expect(await heard.next() == "again")
        try server.stop()
    }

    @Test func `a file tells nothing, and says so at once`() async throws {
        let store = try Store.open(
            path: FileManager.default.temporaryDirectory.appending(path: "quiet-\(UUID().uuidString)").path,
            migrations: []
        )
        try await store.write { try $0.notify("channel", "unheard") }
        var heard = store.notices("channel").makeAsyncIterator()
        #expect(await heard.next() == nil)
    }
}
