import Foundation
import TestSupport
import Testing

@testable import Storage

/// What can go wrong with a server, on a real one.
@Suite(.enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)")) struct PostgresServerTests {
    let migrations = [Migration("one", ["CREATE TABLE note (id TEXT PRIMARY KEY, number BIGINT)"])]
    let server: PrivatePostgres
    let database: String
    private let limits = PostgresLimits(connections: 3, connect: .seconds(2), opening: .milliseconds(300), outage: .seconds(10))

    init() throws {
        server = try PrivatePostgres.shared
        database = try server.newDatabase()
    }

    private func open(_ address: String, _ limits: PostgresLimits? = nil) async throws -> PostgresServer {
        try await PostgresServer.open(PostgresAddress(address), migrations: migrations, limits: limits ?? self.limits)
    }

    private func refusal(_ address: String) async throws -> StorageError {
        let error = await #expect(throws: StorageError.self) { _ = try await open(address) }
        let said = try #require(error)
        #expect(!said.description.contains(PrivatePostgres.password) && !said.description.contains("canary"), "\(said)")
        return said
    }

    private func insert(_ id: String, _ server: PostgresServer) async throws {
        _ = try await server.transaction(.serial) { try $0.execute("INSERT INTO note VALUES (?, 1)", [.text(id)]) }
    }

    private func ids(_ server: PostgresServer) async throws -> [String] {
        try await server.transaction(.read) { try $0.rows("SELECT id FROM note ORDER BY id").map { try $0.text("id") } }
    }

    @Test func `a wrong password is refused with what to do, and not tried again`() async throws {
        let error = try await refusal(server.address(database, password: "canary-wrong"))
        #expect(error.code == .login && error.description.contains("PGPASSFILE"), "\(error)")
    }

    @Test func `without a password the error says that one is needed`() async throws {
        let error = try await refusal(server.address(database, password: nil))
        #expect(error.code == .login && error.description.contains("no password supplied"), "\(error)")
    }

    @Test func `a database that does not exist is named`() async throws {
        let error = try await refusal(server.address("nowhere"))
        #expect(error.code == .login && error.description.contains("'nowhere'") && error.description.contains("createdb"), "\(error)")
    }

    @Test func `a server that does not run is waited for only so long`() async throws {
        let error = try await refusal(server.address(database, port: 1))
        #expect(error.code == .unreachable && error.description.contains("pg_isready"), "\(error)")
    }

    @Test func `encryption that the server does not have is not done without`() async throws {
        let error = try await refusal(server.address(database) + "?sslmode=require")
        #expect(error.code == .unreachable && error.description.contains("SSL"), "\(error)")
    }

    @Test func `a database of another program is refused and left alone`() async throws {
        try server.sql("CREATE TABLE theirs (id int)", in: database)
        let error = try await refusal(server.address(database))
        #expect(error.code == .foreign && error.description.contains("theirs"), "\(error)")
        #expect(try server.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", in: database) == "1")
    }

    @Test(arguments: [
        ("53100", StorageError.Code.full), ("42501", .inaccessible), ("25006", .inaccessible), ("57014", .busy), ("XX000", .failed),
    ])
    func `what the server reports becomes a cause and a next step`(state: String, code: StorageError.Code) async throws {
        let store = try await open(server.address(database))
        let error = await #expect(throws: StorageError.self) {
            _ = try await store.transaction(.serial) { connection in
                try connection.execute("INSERT INTO note VALUES ('a', 1)")
                try connection.execute("DO $$ BEGIN RAISE EXCEPTION 'the words' USING ERRCODE = '\(state)'; END $$")
            }
        }
        #expect(error?.code == code && error?.description.contains("the words") == true, "\(error?.description ?? "")")
        #expect(try await ids(store).isEmpty)
        try await insert("b", store)
    }

    @Test func `a text with a zero byte is refused, not cut`() async throws {
        let store = try await open(server.address(database))
        let error = await #expect(throws: StorageError.self) { try await insert("a\u{0}b", store) }
        #expect(error?.code == .constraint)
        #expect(try await ids(store).isEmpty)
    }

    @Test func `connections that were ended while nobody used them are made anew`() async throws {
        let store = try await open(server.address(database))
        try await insert("a", store)
        try server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'")
        try await insert("b", store)
        #expect(try await ids(store) == ["a", "b"])
    }

    @Test func `more users than connections take their turns`() async throws {
        let store = try await open(server.address(database))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<30 { group.addTask { try await insert("\(number)", store) } }
            try await group.waitForAll()
        }
        #expect(try await ids(store).count == 30)
        let count = try server.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)'")
        #expect(Int(count).map { $0 <= 3 } == true)
    }

    @Test func `who is cancelled while it waits for a connection leaves the others theirs`() async throws {
        let one = PostgresLimits(connections: 1)
        let store = try await open(server.address(database), one)
        let waiting = Task { try await insert("cancelled", store) }
        waiting.cancel()
        _ = await waiting.result
        try await insert("a", store)
        #expect(try await ids(store).contains("a"))
    }

    @Test func `a server that crashes amidst the work loses nothing that was committed`() async throws {
        let own = try PrivatePostgres()
        let store = try await open(own.address("postgres"))
        let writers = Task {
            try await withThrowingTaskGroup(of: [String].self) { group in
                for writer in 0..<3 {
                    group.addTask {
                        var kept: [String] = []
                        for number in 0..<200 {
                            do {
                                try await insert("\(writer)-\(number)", store)
                                kept.append("\(writer)-\(number)")
                            } catch let error as StorageError {
                                // The only thing that may become of a write beside being done: nobody knows.
                                guard error.code == .inDoubt else { throw error }
                            }
                        }
                        return kept
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
        }
        for _ in 0..<2 { try own.crash() }
        let kept = try await writers.value
        #expect(kept.count > 500)
        #expect(try await Set(kept).isSubset(of: ids(store)))
        try own.stop()
    }
}
