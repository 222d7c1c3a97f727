/// What differs between the two databases. Every statement stands once, in the SQL they share: `?` for arguments, TEXT and BIGINT,
/// `ON CONFLICT`, `RETURNING`, partial indices.
enum Dialect: Sendable {
    case sqlite
    case postgres

    /// Ends a SELECT whose rows nobody else may change until the transaction is over. SQLite has one writer at a time.
    var rowLock: String {
        switch self {
        case .sqlite: ""
        case .postgres: " FOR UPDATE"
        }
    }

    /// A statement as the database takes it: PostgreSQL numbers its arguments.
    func statement(_ sql: String) -> String {
        guard self == .postgres else { return sql }
        var text = ""
        var count = 0
        var quote: Character?
        for character in sql {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "?" {
                count += 1
                text += "$\(count)"
                continue
            }
            text.append(character)
        }
        return text
    }

    /// A statement of the schema. Text is compared byte by byte in both, whatever language the PostgreSQL server was set up for.
    func definition(_ sql: String) -> String {
        guard self == .postgres, sql.hasPrefix("CREATE TABLE") || sql.hasPrefix("ALTER TABLE") else { return sql }
        return sql.replacing(/\bTEXT\b/, with: "TEXT COLLATE \"C\"")
    }
}
