import GRDB

/// A statement with its arguments.
package struct SQLStatement: Sendable {
    package let sql: String
    package let arguments: [SQLValue]

    package init(_ sql: String, _ arguments: [SQLValue] = []) {
        self.sql = sql
        self.arguments = arguments
    }
}

/// What a transaction may do: statements with `?` arguments, in the SQL that SQLite and PostgreSQL share.
package struct SQLConnection {
    enum Session {
        case sqlite(Database)
        case postgres(PostgresTransaction)
    }

    let session: Session

    /// Ends a SELECT whose rows have to stay as they are until the transaction is over.
    package var rowLock: String {
        switch session {
        case .sqlite: Dialect.sqlite.rowLock
        case .postgres: Dialect.postgres.rowLock
        }
    }

    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    package func execute(_ sql: String, _ arguments: [SQLValue] = []) throws -> Int {
        switch session {
        case .sqlite(let database):
            try database.cachedStatement(sql: sql).execute(arguments: Self.bound(arguments))
            return database.changesCount
        case .postgres(let transaction): return try transaction.run(sql, arguments).changes
        }
    }

    /// Runs several statements, one after the other and in one round trip, and returns the rows of each. After one that fails none is
    /// carried out.
    package func batch(_ statements: [SQLStatement]) throws -> [[SQLRow]] {
        switch session {
        case .sqlite(let database):
            try statements.map { statement in
                let prepared = try database.cachedStatement(sql: statement.sql)
                guard prepared.columnCount > 0 else {
                    try prepared.execute(arguments: Self.bound(statement.arguments))
                    return []
                }
                return try rows(statement.sql, statement.arguments)
            }
        case .postgres(let transaction): try transaction.run(statements).map(\.rows)
        }
    }

    /// Tells whoever listens to a channel, when this transaction is committed.
    package func notify(_ channel: String, _ text: String) throws {
        guard case .postgres = session else { return }
        _ = try rows("SELECT pg_notify(?, ?)", [.text(channel), .text(text)])
    }

    package func rows(_ sql: String, _ arguments: [SQLValue] = []) throws -> [SQLRow] {
        switch session {
        case .sqlite(let database):
            let rows = try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: Self.bound(arguments))
            // Of a row: a migration may have changed the columns since the statement was made.
            let names = rows.first.map { Array($0.columnNames) } ?? []
            return rows.map { row in SQLRow(names: names, values: row.databaseValues.map { SQLValue($0) }) }
        case .postgres(let transaction): return try transaction.run(sql, arguments).rows
        }
    }

    private static func bound(_ arguments: [SQLValue]) -> StatementArguments {
        // As values of any kind: those of one kind are gone through by a key path, which is made anew each time.
        StatementArguments(arguments.map { $0.databaseValue as (any DatabaseValueConvertible)? })
    }
}
