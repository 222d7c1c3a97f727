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
            try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments.map(\.databaseValue)))
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
                    try prepared.execute(arguments: StatementArguments(statement.arguments.map(\.databaseValue)))
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
            try Row.fetchAll(
                try database.cachedStatement(sql: sql),
                arguments: StatementArguments(arguments.map(\.databaseValue))
            ).map { row in
                SQLRow(columns: Dictionary(row.map { ($0.0, SQLValue($0.1)) }, uniquingKeysWith: { first, _ in first }))
            }
        case .postgres(let transaction): try transaction.run(sql, arguments).rows
        }
    }
}
