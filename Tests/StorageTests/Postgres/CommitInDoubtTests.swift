import Foundation
import TestSupport
import Testing

@testable import Storage

/// A connection that is cut at the commit, so that the client does not know what became of it.
@Suite(.enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)")) struct CommitInDoubtTests {
    let migrations = [Migration("one", ["CREATE TABLE note (id BIGINT)"])]
    let proxy: CuttingProxy
    let address: PostgresAddress

    init() throws {
        let server = try PrivatePostgres.shared
        proxy = try CuttingProxy(to: server.port)
        address = try PostgresAddress(server.address(server.newDatabase(), port: proxy.port))
    }

    private func rows(_ store: Store) async throws -> Int { try await store.read { try $0.rows("SELECT id FROM note").count } }

    @Test func `a commit that was sent and not answered is in doubt, and the write is not repeated`() async throws {
        let store = try await Store.open(.postgres(address), migrations: migrations)
        proxy.cut(.after("COMMIT"))
        let error = await #expect(throws: StorageError.self) { try await store.write { try $0.execute("INSERT INTO note VALUES (1)") } }
        #expect(error?.code == .inDoubt, "\(error?.description ?? "")")
        #expect(try await rows(store) == 1)
    }

    @Test func `a commit that never reached the server is in doubt too, as nobody here can tell the two apart`() async throws {
        let store = try await Store.open(.postgres(address), migrations: migrations)
        proxy.cut(.before("COMMIT"))
        let error = await #expect(throws: StorageError.self) { try await store.write { try $0.execute("INSERT INTO note VALUES (1)") } }
        #expect(error?.code == .inDoubt)
        #expect(try await rows(store) == 0)
    }

    @Test func `what was lost before the commit is done again, and once`() async throws {
        let store = try await Store.open(.postgres(address), migrations: migrations)
        proxy.cut(.before("INSERT"), .after("INSERT"))
        try await store.write { try $0.execute("INSERT INTO note VALUES (1)") }
        #expect(proxy.left == 0)
        #expect(try await rows(store) == 1)
    }

    @Test(.timeLimit(.minutes(1))) func `what was read was read, though the connection ended behind it`() async throws {
        let store = try await Store.open(.postgres(address), migrations: migrations)
        try await store.write { try $0.execute("INSERT INTO note VALUES (1)") }
        proxy.cut(.after("COMMIT"))
        #expect(try await rows(store) == 1)
        // Nobody waits for the end of a transaction that only read.
        while proxy.left > 0 { await Task.yield() }
    }

    @Test func `a schema whose last commit is in doubt is looked at again`() async throws {
        proxy.cut(.before("BEGIN ISOLATION LEVEL READ COMMITTED"), .after("COMMIT"), .after("COMMIT"))
        let store = try await Store.open(.postgres(address), migrations: migrations)
        try await store.write { try $0.execute("INSERT INTO note VALUES (1)") }
        #expect(try await rows(store) == 1)
    }
}
