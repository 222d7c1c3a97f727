/// The schema's history in the database: a table that also marks it as ours.
enum PostgresSchema {
    /// One process at a time brings the schema up to date ("SGNT").
    private static let lock: Int64 = 0x5347_4E54

    static func migrate(_ server: PostgresServer, to migrations: [Migration]) async throws {
        let address = server.address
        if try await server.transaction(.read, { try missing($0, of: migrations, address).isEmpty }) { return }
        for _ in 0..<3 {
            do {
                return try await server.transaction(.rowLocks) { try advance($0, to: migrations, address) }
            } catch let error as StorageError {
                // It looks what is missing before it does anything, so it may well look again.
                guard error.code == .inDoubt else { throw error }
            }
        }
        try await server.transaction(.rowLocks) { try advance($0, to: migrations, address) }
    }

    static func refuseNewer(_ server: PostgresServer, than migrations: [Migration]) async throws {
        let address = server.address
        try await server.transaction(.read) { _ = try missing($0, of: migrations, address) }
    }

    private static func advance(_ connection: SQLConnection, to migrations: [Migration], _ address: PostgresAddress) throws {
        _ = try connection.rows("SELECT pg_advisory_xact_lock(?)", [.integer(lock)])
        let missing = try missing(connection, of: migrations, address)
        guard !missing.isEmpty else { return }
        try connection.execute(
            Dialect.postgres.definition("CREATE TABLE IF NOT EXISTS signet_migration (name TEXT PRIMARY KEY, position BIGINT NOT NULL)")
        )
        for (position, migration) in missing {
            for statement in migration.statements { try connection.execute(Dialect.postgres.definition(statement)) }
            try connection.execute(
                "INSERT INTO signet_migration (name, position) VALUES (?, ?)",
                [.text(migration.name), .integer(Int64(position))]
            )
        }
    }

    /// The steps that were not taken yet. A database that is not ours, or that is ahead of us, is refused.
    private static func missing(_ connection: SQLConnection, of migrations: [Migration], _ address: PostgresAddress) throws
        -> [(Int, Migration)]
    {
        let tables = try connection.rows(
            """
            SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            """
        ).map { try $0.text("name") }
        guard tables.contains("signet_migration") else {
            guard tables.isEmpty else {
                throw StorageError(
                    .foreign,
                    "\(address) holds the tables of another program (\(tables.sorted().prefix(3).joined(separator: ", "))). "
                        + "Give signet a database of its own: createdb signet"
                )
            }
            return migrations.enumerated().map { ($0.offset, $0.element) }
        }
        let taken = Set(try connection.rows("SELECT name FROM signet_migration").map { try $0.text("name") })
        guard taken.isSubset(of: migrations.map(\.name)) else {
            throw StorageError(
                .newer,
                "\(address) was brought up to date by a newer version of signet. Use that version, or another database."
            )
        }
        return migrations.enumerated().filter { !taken.contains($0.element.name) }.map { ($0.offset, $0.element) }
    }
}
