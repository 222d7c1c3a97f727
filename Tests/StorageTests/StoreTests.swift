import Foundation
import Storage
import Testing

@Suite struct StoreTests {
    let folder: String
    var path: String { folder + "/state.sqlite" }
    let migrations = [Migration("one", ["CREATE TABLE note (id TEXT PRIMARY KEY, number BIGINT, words TEXT NOT NULL)"])]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("signet-store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    @Test func `what was written is there after the file is opened again`() async throws {
        let store = try Store.open(path: path, migrations: migrations)
        try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", .integer(.max), "größer"]) }
        let again = try Store.open(path: path, migrations: migrations)
        let rows = try await again.read { try $0.rows("SELECT * FROM note") }
        #expect(try rows.map { try $0.text("words") } == ["größer"])
        #expect(try rows.map { try $0.integer("number") } == [.max])
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        let store = try Store.open(path: path, migrations: migrations)
        await #expect(throws: CancellationError.self) {
            try await store.write { connection in
                try connection.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", 1, "x"])
                throw CancellationError()
            }
        }
        #expect(try await store.read { try $0.rows("SELECT * FROM note").count } == 0)
    }

    @Test func `a refused constraint is named`() async throws {
        let store = try Store.open(path: path, migrations: migrations)
        let error = await #expect(throws: StorageError.self) {
            try await store.write { try $0.execute("INSERT INTO note (id) VALUES (?)", ["a"]) }
        }
        #expect(error?.code == .constraint)
    }

    @Test func `the state is for its owner's eyes only`() throws {
        _ = try Store.open(path: path, migrations: migrations)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
    }

    @Test func `several openings of a new file at once agree on one`() async throws {
        let path = path, migrations = migrations
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let store = try Store.open(path: path, migrations: migrations)
                    try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", [.text("\(number)"), 1, "x"]) }
                }
            }
            try await group.waitForAll()
        }
        let store = try Store.open(path: path, migrations: migrations)
        #expect(try await store.read { try $0.rows("SELECT * FROM note").count } == 6)
    }

    @Test(arguments: ["", "not a database at all, but long enough to be one"])
    func `a file that is no database is named, copied aside once and left as it is`(content: String) throws {
        try content.write(toFile: path, atomically: true, encoding: .utf8)
        for _ in 0..<2 {
            let error = #expect(throws: StorageError.self) { try Store.open(path: path, migrations: migrations) }
            #expect(error?.code == .corrupt)
            #expect(error?.description.contains(path) == true)
        }
        let copies = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains(".corrupt-") }
        #expect(copies.count == 1)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    }

    @Test func `damage inside a database is found when it is read`() async throws {
        try await fill()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for offset in stride(from: 4096, to: bytes.count, by: 7) { bytes[offset] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = await #expect(throws: StorageError.self) {
            let store = try Store.open(path: path, migrations: migrations)
            _ = try await store.read { try $0.rows("SELECT * FROM note ORDER BY id DESC") }
        }
        #expect(error?.code == .corrupt)
    }

    /// Writes some pages; the store is closed when this returns, so that all of them are in the file itself.
    private func fill() async throws {
        let store = try Store.open(path: path, migrations: migrations)
        let words = String(repeating: "words ", count: 200)
        try await store.write { connection in
            for number in 0..<200 { try connection.execute("INSERT INTO note VALUES (?, ?, ?)", [.text("\(number)"), 1, .text(words)]) }
        }
    }

    @Test func `a database of another program is refused`() throws {
        let foreign = [Migration("theirs", ["CREATE TABLE theirs (id TEXT)"])]
        _ = try Store.open(path: path, migrations: foreign)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for offset in 68..<72 { bytes[offset] = 0 }  // the header's application id
        try bytes.write(to: URL(fileURLWithPath: path))
        #expect(throws: StorageError.self) { try Store.open(path: path, migrations: migrations) }
    }

    @Test func `a file of a newer version is refused`() throws {
        _ = try Store.open(path: path, migrations: migrations + [Migration("two", ["CREATE TABLE later (id TEXT)"])])
        let error = #expect(throws: StorageError.self) { try Store.open(path: path, migrations: migrations) }
        #expect(error?.code == .newer)
    }

    @Test func `an older file is brought up to date and keeps what it holds`() async throws {
        let old = try Store.open(path: path, migrations: migrations)
        try await old.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["a", 1, "x"]) }
        let new = try Store.open(path: path, migrations: migrations + [Migration("two", ["ALTER TABLE note ADD COLUMN extra TEXT"])])
        let row = try await new.read { try $0.rows("SELECT * FROM note") }.first
        #expect(try row?.text("words") == "x")
        #expect(try row?.optionalText("extra") == nil)
    }
}
