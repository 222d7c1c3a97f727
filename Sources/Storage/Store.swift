import Foundation
import GRDB

/// The durable state: one SQL database, many readers, one writer at a time.
///
/// Every commit is flushed to disk before `write` returns, because the journal's promise (an intent is durable before the
/// call leaves) has to survive the machine as well as the process. Several local processes may hold the same file open.
package struct Store: Sendable {
    /// Where the state lives, as messages name it.
    package let path: String
    private let pool: DatabasePool

    /// Opens the file, making it when there is none, and brings its schema up to date.
    ///
    /// A file that is damaged, empty, foreign or newer is refused and left as it is; see `StorageError.Code`.
    package static func open(path: String, migrations: [Migration]) throws(StorageError) -> Store {
        try NetworkFileSystem.refuse(path)
        do {
            if access(path, F_OK) != 0 { try create(path, migrations) }
            try DamagedFile.refuseUnlessDatabase(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try Schema.migrate(pool, to: migrations, path: path)
            return Store(path: path, pool: pool)
        } catch {
            throw translate(error, path: path)
        }
    }

    /// Reads from one consistent snapshot.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        do {
            return try await pool.read { try body(SQLConnection(database: $0)) }
        } catch {
            throw Self.passOrTranslate(error, path: path)
        }
    }

    /// Runs `body` in one transaction that commits when it returns and rolls back when it throws.
    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        do {
            return try await pool.write { try body(SQLConnection(database: $0)) }
        } catch {
            throw Self.passOrTranslate(error, path: path)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA foreign_keys = ON")
        }
        return configuration
    }

    /// A new file is made whole beside its place and then linked there, so that no other process ever sees half of one.
    private static func create(_ path: String, _ migrations: [Migration]) throws {
        let draft = "\(path).new-\(UUID().uuidString)"
        defer { for suffix in ["", "-wal", "-shm"] { unlink(draft + suffix) } }
        let queue = try DatabaseQueue(path: draft, configuration: configuration)
        try Schema.migrate(queue, to: migrations, path: path)
        try queue.close()
        chmod(draft, 0o600)
        guard link(draft, path) == 0 || errno == EEXIST else {
            throw StorageError(.inaccessible, "Cannot create the state file \(path): \(String(cString: strerror(errno))).")
        }
    }

    private static func passOrTranslate(_ error: any Error, path: String) -> any Error {
        error is DatabaseError ? translate(error, path: path) : error
    }

    private static func translate(_ error: any Error, path: String) -> StorageError {
        if let error = error as? StorageError { return error }
        guard let error = error as? DatabaseError else { return StorageError(.failed, "\(path): \(error)") }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return DamagedFile.keepAside(path, because: error.message ?? "it cannot be read")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return StorageError(.busy, "The state file \(path) stayed locked by another process. Try again when that process has finished.")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR, .SQLITE_FULL:
            return StorageError(
                .inaccessible,
                "Cannot use the state file \(path): \(error.message ?? "no reason given"). Check its owner, mode and the free space."
            )
        case .SQLITE_CONSTRAINT: return StorageError(.constraint, "The state refused a write: \(error.message ?? "constraint").")
        default:
            return StorageError(
                .failed,
                "The state file \(path) reported: \(error.message ?? "no reason given") (code \(error.extendedResultCode.rawValue))."
            )
        }
    }
}

/// What a transaction may do: statements with `?` arguments, in the SQL that SQLite and PostgreSQL share.
package struct SQLConnection {
    let database: Database

    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int {
        try database.execute(sql: sql, arguments: StatementArguments(arguments.map(\.databaseValue)))
        return database.changesCount
    }

    package func rows(_ sql: String, _ arguments: [SQLValue] = []) throws -> [SQLRow] {
        try Row.fetchAll(database, sql: sql, arguments: StatementArguments(arguments.map(\.databaseValue))).map { row in
            SQLRow(columns: Dictionary(row.map { ($0.0, SQLValue($0.1)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}
