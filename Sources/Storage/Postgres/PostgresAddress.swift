import CPostgres
import Glibc

/// Where a PostgreSQL database is, as libpq reads it: `postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full`. What it leaves out
/// comes from libpq's own variables (`PGPASSFILE`, `PGPASSWORD`, `PGSSLROOTCERT` and so on).
///
/// It may carry a password, so nothing prints it: its description names server and database only.
package struct PostgresAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String
    package let description: String
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    package static func isOne(_ text: String) -> Bool { text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") }

    package init(_ text: String) throws(StorageError) {
        // What libpq finds wrong it quotes, and that may be part of a password.
        guard Self.isOne(text), !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw StorageError(
                .login,
                "The address of the store cannot be read (it is not shown, as it may hold a password). It has to look like "
                    + "postgres://USER@HOST:PORT/DATABASE, with %XX for every other character."
            )
        }
        defer { PQconninfoFree(options) }
        var named: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { named[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        func setting(_ keyword: String, _ variable: String) -> String? {
            named[keyword] ?? getenv(variable).map { String(cString: $0) }
        }
        let host = setting("host", "PGHOST") ?? setting("hostaddr", "PGHOSTADDR") ?? "localhost"
        let user = setting("user", "PGUSER")
        let database = setting("dbname", "PGDATABASE") ?? user ?? "the user's own"
        self.text = text
        description = "the PostgreSQL database '\(database)' at \(host):\(setting("port", "PGPORT") ?? "5432")"
    }

    /// Begins to connect. What stands in the address has precedence over what is set here.
    func start() -> OpaquePointer? {
        let parameters = [
            ("fallback_application_name", "signet"), ("target_session_attrs", "read-write"), ("keepalives_idle", "30"),
            ("tcp_user_timeout", "30000"), ("dbname", text), ("client_encoding", "UTF8"),
        ]
        let keywords = parameters.map { UnsafePointer(strdup($0.0)) } + [nil]
        let values = parameters.map { UnsafePointer(strdup($0.1)) } + [nil]
        defer { for pointer in keywords + values { free(UnsafeMutablePointer(mutating: pointer)) } }
        return PQconnectStartParams(keywords, values, 1)
    }
}
