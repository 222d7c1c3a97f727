import Foundation
import GRDB

/// The state in one file: many readers, one writer at a time, every commit flushed to disk. Several local processes may hold it open.
struct SQLiteFile: Sendable {
    let path: String
    private let migrations: [Migration]
    private let pool: DatabasePool
    /// For looks at single rows, which whoever asks does on its own thread.
    private let looks: DatabaseQueue

    static func open(path: String, migrations: [Migration]) throws(StorageError) -> SQLiteFile {
        try NetworkFileSystem.refuse(path)
        do {
            if access(path, F_OK) != 0 { try create(path, migrations) }
            try DamagedFile.refuseWhenEmpty(path)
            let pool = try DatabasePool(path: path, configuration: configuration)
            try SQLiteSchema.migrate(pool, to: migrations, path: path)
            return SQLiteFile(path: path, migrations: migrations, pool: pool, looks: try DatabaseQueue(path: path, configuration: looking))
        } catch {
            throw translate(error, path: path)
        }
    }

    func refuseNewer() async throws {
        do {
            try await pool.read { [migrations, path] in try SQLiteSchema.refuseNewer($0, than: migrations, path: path) }
        } catch {
            throw Self.passOrTranslate(error, path: path)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        do {
            return try await pool.read { try body(SQLConnection(session: .sqlite($0))) }
        } catch {
            throw Self.passOrTranslate(error, path: path)
        }
    }

    func look<Value>(_ body: (SQLConnection) throws -> Value) throws -> Value {
        do {
            return try looks.unsafeRead { try body(SQLConnection(session: .sqlite($0))) }
        } catch {
            throw Self.passOrTranslate(error, path: path)
        }
    }

    func write<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        do {
            return try await pool.write { try body(SQLConnection(session: .sqlite($0))) }
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

    /// Writers are never waited for; what a look does wait for is over soon.
    private static var looking: Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(1)
        return configuration
    }

    /// A new file is made whole beside its place and then linked there, so that no other process ever sees half of one.
    private static func create(_ path: String, _ migrations: [Migration]) throws {
        let draft = "\(path).new-\(UUID().uuidString)"
        defer { for suffix in ["", "-wal", "-shm"] { unlink(draft + suffix) } }
        let queue = try DatabaseQueue(path: draft, configuration: configuration)
        try SQLiteSchema.migrate(queue, to: migrations, path: path)
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
        case .SQLITE_FULL:
            return StorageError(
                .full,
                "The disk is full, so nothing more was written to the state file \(path); all it held is kept. Make room there."
            )
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR:
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
