import GRDB

enum SQLiteSchema {
    /// Marks the file as ours ("SGNT"), so that a database of another program is refused instead of extended.
    static let applicationID: Int64 = 0x5347_4E54

    static func migrate(_ writer: some DatabaseWriter, to migrations: [Migration], path: String) throws {
        try refuseForeign(writer, path: path)
        try writer.read { try refuseNewer($0, than: migrations, path: path) }
        let migrator = migrator(migrations)
        if try !writer.read(migrator.hasCompletedMigrations) { try migrator.migrate(writer) }
    }

    static func refuseNewer(_ database: Database, than migrations: [Migration], path: String) throws {
        guard try migrator(migrations).hasBeenSuperseded(database) else { return }
        throw StorageError(
            .newer,
            "The state file \(path) was written by a newer version of signet. Use that version, or another $SIGNET_HOME."
        )
    }

    private static func migrator(_ migrations: [Migration]) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { database in
                for statement in migration.statements { try database.execute(sql: statement) }
            }
        }
        return migrator
    }

    private static func refuseForeign(_ writer: some DatabaseWriter, path: String) throws {
        let (marked, tables) = try writer.read { database in
            (
                try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master WHERE type = 'table'") ?? 0
            )
        }
        if marked == applicationID { return }
        guard marked == 0, tables == 0 else {
            throw StorageError(.foreign, "\(path) is a database of another program. Point $SIGNET_HOME at another folder.")
        }
        try writer.write { try $0.execute(sql: "PRAGMA application_id = \(applicationID)") }
    }
}
