import Foundation
import Storage
import Testing

@Suite struct SQLiteFileTests {
    let folder: String
    var path: String { folder + "/state.sqlite" }
    let migrations = [Migration("one", ["CREATE TABLE note (id TEXT PRIMARY KEY, number BIGINT, words TEXT NOT NULL)"])]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("signet-store-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    @Test func `the state is for its owner's eyes only`() throws {
        _ = try Store.open(path: path, migrations: migrations)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
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

    /// The locks by which another process knows that this one has the state open: without them it takes the journal away when it ends.
    private func locks() throws -> Int {
        let number = try #require(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? NSNumber)
        let table = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        return table.split(separator: "\n").filter { $0.contains(":\(number.uint64Value) ") }.count
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/locks")))
    func `opening the state once more in the same process keeps the locks it holds`() async throws {
        let first = try Store.open(path: path, migrations: migrations)
        try await first.write { try $0.execute("INSERT INTO note (id, number, words) VALUES ('1', 1, 'first')") }
        let held = try locks()
        #expect(held > 0)
        let second = try Store.open(path: path, migrations: migrations)
        #expect(try await second.read { try $0.rows("SELECT * FROM note").count } == 1)
        #expect(try locks() >= held)
        _ = try await first.read { try $0.rows("SELECT * FROM note").count }
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

    @Test func `a full disk takes nothing of what was there, and is gone on with when there is room`() async throws {
        let store = try Store.open(path: path, migrations: migrations)
        try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["before", 1, "x"]) }
        try await store.write { _ = try $0.rows("PRAGMA max_page_count = 20") }
        let words = String(repeating: "words ", count: 100_000)
        let error = await #expect(throws: StorageError.self) {
            try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["long", 1, .text(words)]) }
        }
        #expect(error?.code == .full && error?.description.contains("Make room") == true, "\(error?.description ?? "")")
        #expect(try await store.read { try $0.rows("SELECT id FROM note").map { try $0.text("id") } } == ["before"])
        try await store.write { _ = try $0.rows("PRAGMA max_page_count = 4000") }
        try await store.write { try $0.execute("INSERT INTO note VALUES (?, ?, ?)", ["long", 1, .text(words)]) }
        #expect(try await store.read { try $0.rows("SELECT id FROM note").count } == 2)
    }
}
