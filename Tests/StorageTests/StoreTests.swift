import Foundation
import Storage
import TestSupport
import Testing

/// What holds of a store, whichever it is.
@Suite(.onEveryStore) struct StoreTests {
    let location: StoreLocation
    let migrations = [Migration("one", ["CREATE TABLE note (id TEXT PRIMARY KEY, number BIGINT, words TEXT NOT NULL)"])]

    init() throws {
        location = try TestedStore.current.newLocation()
    }

    private func open(_ more: [Migration] = []) async throws -> Store { try await Store.open(location, migrations: migrations + more) }

    private func note(_ store: Store, _ id: String, _ number: Int64 = 1) async throws {
        try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", [.text(id), .integer(number), "x"]) }
    }

    @Test func `what was written is there after the store is opened again`() async throws {
        let store = try await open()
        try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", .integer(.max), "größer ' \" $1 ?"]) }
        try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["b", .null, ""]) }
        let rows = try await open().read { try $0.rows("SELECT * FROM note ORDER BY id") }
        #expect(try rows.map { try $0.text("words") } == ["größer ' \" $1 ?", ""])
        #expect(try rows.map { try $0.optionalInteger("number") } == [.max, nil])
    }

    @Test func `a mark within quotes is no argument`() async throws {
        let rows = try await open().read { try $0.rows("SELECT '?' AS \"a?\", CAST(? AS BIGINT) AS b", [7]) }
        #expect(try rows.first?.text("a?") == "?" && rows.first?.integer("b") == 7)
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        let store = try await open()
        await #expect(throws: CancellationError.self) {
            try await store.write { connection in
                try connection.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", 1, "x"])
                throw CancellationError()
            }
        }
        #expect(try await store.read { try $0.rows("SELECT * FROM note").count } == 0)
        try await note(store, "a")
    }

    @Test func `a statement that failed takes the whole transaction with it, though its body goes on`() async throws {
        let store = try await open()
        try await note(store, "a")
        await #expect(throws: StorageError.self) {
            try await store.write { connection in
                try connection.execute("INSERT INTO note VALUES (?, ?, ?)", ["b", 1, "x"])
                try connection.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", 1, "x"])
            }
        }
        #expect(try await store.read { try $0.rows("SELECT id FROM note").count } == 1)
    }

    @Test func `a refused constraint is named`() async throws {
        let store = try await open()
        let error = await #expect(throws: StorageError.self) {
            try await store.write { try $0.execute("INSERT INTO note (id) VALUES (?)", ["a"]) }
        }
        #expect(error?.code == .constraint)
    }

    @Test func `nothing is written by who only reads`() async throws {
        let store = try await open()
        await #expect(throws: StorageError.self) {
            try await store.read { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", 1, "x"]) }
        }
    }

    @Test func `a look sees what was committed a moment before, by its first name, and writes nothing`() async throws {
        let store = try await open()
        for number in 1...50 as ClosedRange<Int64> {
            try await note(store, "n\(number)", number)
            let query = "SELECT number, words, 'other' AS number FROM note WHERE id = ?"
            let rows = try await store.look { try $0.rows(query, [.text("n\(number)")]) }
            // On a name that two columns have, both kinds of store agree.
            #expect(try rows.map { try $0.integer("number") } == [number])
            #expect(throws: StorageError.self) { try rows.first?.text("missing") }
        }
        await #expect(throws: StorageError.self) { try await store.look { try $0.execute("DELETE FROM note") } }
        #expect(try await store.look { try $0.rows("SELECT id FROM note").count } == 50)
    }

    @Test func `many looks at once, while others write, are all answered`() async throws {
        let store = try await open()
        try await note(store, "a", 7)
        let sums = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<40 {
                group.addTask {
                    if number % 4 == 0 { try await note(store, "w\(number)") }
                    return try await store.look { try $0.rows("SELECT number FROM note WHERE id = ?", ["a"]).first?.integer("number") ?? 0 }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sums == 280)
    }

    @Test func `text is ordered by its bytes`() async throws {
        let store = try await open()
        for id in ["b", "B", "a", "_", "ä", "a-b", "aB"] { try await note(store, id) }
        let ids = try await store.read { try $0.rows("SELECT id FROM note WHERE id >= ? ORDER BY id", ["B"]).map { try $0.text("id") } }
        #expect(ids == ["B", "_", "a", "a-b", "aB", "b", "ä"])
    }

    @Test func `rows changed are counted, and what was inserted comes back`() async throws {
        let store = try await open()
        let insert = "INSERT INTO note VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        #expect(try await store.write { try $0.execute(insert, ["a", 1, "x"]) } == 1)
        #expect(try await store.write { try $0.execute(insert, ["a", 1, "x"]) } == 0)
        #expect(try await store.write { try $0.execute("UPDATE note SET number = 2 WHERE id = ?", ["none"]) } == 0)
        let returned = try await store.write { try $0.rows("INSERT INTO note VALUES ('b', 5, 'x') RETURNING number") }
        #expect(try returned.first?.integer("number") == 5)
    }

    @Test func `several openings of a new store at once agree on one`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask { [self] in try await note(open(), "\(number)") }
            }
            try await group.waitForAll()
        }
        #expect(try await open().read { try $0.rows("SELECT * FROM note").count } == 6)
    }

    @Test(arguments: [Isolation.serial, .rowLocks])
    func `of many that read and then write, none overwrites another`(isolation: Isolation) async throws {
        let stores = [try await open(), try await open()]
        try await note(stores[0], "count", 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    for _ in 0..<10 {
                        try await stores[number % 2].write(isolation) { connection in
                            let row = try connection.rows("SELECT number FROM note WHERE id = 'count'" + connection.rowLock).first
                            let next = try (row?.integer("number") ?? -1000) + 1
                            try connection.execute("UPDATE note SET number = ? WHERE id = 'count'", [.integer(next)])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await stores[0].read { try $0.rows("SELECT number FROM note").first?.integer("number") } == 60)
    }

    @Test func `of many that write what they did not find, one does and the others find it`() async throws {
        let stores = [try await open(), try await open()]
        let found = try await withThrowingTaskGroup(of: Int64.self) { group in
            for number in 0..<8 {
                group.addTask {
                    try await stores[number % 2].write { connection in
                        if let row = try connection.rows("SELECT number FROM note WHERE id = 'first'").first {
                            return try row.integer("number")
                        }
                        try connection.execute("INSERT INTO note VALUES ('first', ?, 'x')", [.integer(Int64(number))])
                        return Int64(number)
                    }
                }
            }
            return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
        }
        #expect(found.count == 1)
    }

    @Test func `a store of a newer version is refused`() async throws {
        _ = try await open([Migration("two", ["CREATE TABLE later (id TEXT)"])])
        let error = await #expect(throws: StorageError.self) { _ = try await open() }
        #expect(error?.code == .newer)
    }

    @Test func `whoever has it open finds out that a newer version has brought it further, and by that alone`() async throws {
        let store = try await open()
        _ = try await open()
        try await store.refuseNewer()
        _ = try await open([Migration("two", ["CREATE TABLE later (id TEXT)"])])
        let error = await #expect(throws: StorageError.self) { try await store.refuseNewer() }
        #expect(error?.code == .newer)
    }

    @Test func `an older store is brought up to date and keeps what it holds`() async throws {
        try await note(open(), "a")
        let new = try await open([Migration("two", ["ALTER TABLE note ADD COLUMN extra TEXT"])])
        let row = try await new.read { try $0.rows("SELECT * FROM note") }.first
        #expect(try row?.text("words") == "x")
        #expect(try row?.optionalText("extra") == nil)
    }

    @Test func `a step that fails leaves the store as it was`() async throws {
        try await note(open(), "a")
        await #expect(throws: StorageError.self) {
            _ = try await open([Migration("two", ["ALTER TABLE note ADD COLUMN extra TEXT", "ALTER TABLE none ADD COLUMN extra TEXT"])])
        }
        #expect(try await open().read { try $0.rows("SELECT * FROM note").count } == 1)
        _ = try await open([Migration("two", ["ALTER TABLE note ADD COLUMN extra TEXT"])])
    }
}
