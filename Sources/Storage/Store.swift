/// The durable state: one SQL database, a file or a server, with the same statements on both.
///
/// Every commit is durable before `write` returns, because the journal's promise (an intent is durable before the call leaves) has
/// to survive the machine as well as the process. Any number of processes may share it.
package struct Store: Sendable {
    private enum Kind: Sendable {
        case sqlite(SQLiteFile)
        case postgres(PostgresServer)
    }

    private let kind: Kind

    /// Where the state lives, as messages name it; never with a password.
    package var place: String {
        switch kind {
        case .sqlite(let file): file.path
        case .postgres(let server): server.address.description
        }
    }

    /// Opens a file, making it when there is none, and brings its schema up to date.
    ///
    /// What is damaged, empty, foreign or newer is refused and left as it is; see `StorageError.Code`.
    package static func open(path: String, migrations: [Migration]) throws(StorageError) -> Store {
        Store(kind: .sqlite(try SQLiteFile.open(path: path, migrations: migrations)))
    }

    /// Opens either, and brings its schema up to date.
    package static func open(_ location: StoreLocation, migrations: [Migration]) async throws -> Store {
        switch location {
        case .file(let path): try open(path: path, migrations: migrations)
        case .postgres(let address): Store(kind: .postgres(try await PostgresServer.open(address, migrations: migrations)))
        }
    }

    /// Whoever keeps it open for long looks again: a newer version may have brought the schema further meanwhile.
    package func refuseNewer() async throws {
        switch kind {
        case .sqlite(let file): try await file.refuseNewer()
        case .postgres(let server): try await server.refuseNewer()
        }
    }

    /// Reads from one consistent snapshot.
    package func read<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        switch kind {
        case .sqlite(let file): try await file.read(body)
        case .postgres(let server): try await server.transaction(.read, body)
        }
    }

    /// Reads by one statement, for a row or two that are found by their key: a file is read on the caller's own thread, as handing
    /// it to another one and back takes several times as long as the look.
    package func look<Value: Sendable>(_ body: @escaping @Sendable (SQLConnection) throws -> Value) async throws -> Value {
        switch kind {
        case .sqlite(let file): try file.look(body)
        case .postgres(let server): try await server.transaction(.read, body)
        }
    }

    /// Runs `body` in one transaction that commits when it returns and rolls back when it throws.
    ///
    /// `body` changes nothing but the database: a transaction that certainly was not committed (two met, or the server went away
    /// before) is run again, for a bounded time. One whose commit was sent and never answered is not: it throws
    /// `StorageError.Code.inDoubt`, and only the caller can tell whether it may write again.
    @discardableResult
    package func write<Value: Sendable>(
        _ isolation: Isolation = .serial,
        _ body: @escaping @Sendable (SQLConnection) throws -> Value
    ) async throws -> Value {
        switch kind {
        case .sqlite(let file): try await file.write(body)
        case .postgres(let server): try await server.transaction(isolation == .serial ? .serial : .rowLocks, body)
        }
    }
}

extension Store {
    /// What other processes said on a channel (`SQLConnection.notify`), as a hint to look sooner than by oneself: it can be lost,
    /// an empty text says that it may have been, and a file tells nothing at all.
    package func notices(_ channel: String) -> AsyncStream<String> {
        switch kind {
        case .sqlite: AsyncStream { $0.finish() }
        case .postgres(let server): server.notices(channel)
        }
    }
}

/// What keeps transactions apart that write at the same time. SQLite lets one after the other in, whichever is asked for.
package enum Isolation: Sendable {
    /// As if one came after the other, whatever they read.
    case serial
    /// The rows they lock first (`SQLConnection.rowLock`): for many writers, each of which is about one row and what belongs to it.
    case rowLocks
}

package enum StoreLocation: Sendable {
    case file(String)
    case postgres(PostgresAddress)
}
