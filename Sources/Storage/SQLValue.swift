import GRDB
import JSON

/// A value as SQL stores it. JSON documents travel as text.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)

    package static func json(_ value: JSONValue) -> SQLValue { .text(value.text()) }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension SQLValue {
    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        }
    }

    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .text(String(number))
        case .string(let text): self = .text(text)
        case .blob(let data): self = .text(String(decoding: data, as: UTF8.self))
        }
    }
}

/// One row of an answer, read by column name. A column that is missing or of another type is a defect of the query or a
/// damaged file, so it is an error, never a default.
package struct SQLRow: Sendable {
    /// In the order of the columns; rows have few of them, so a name is found by going along them.
    let names: [String]
    let values: [SQLValue]

    private func value(_ column: String) -> SQLValue? { names.firstIndex(of: column).map { values[$0] } }

    package func text(_ column: String) throws(StorageError) -> String {
        guard case .text(let text)? = value(column) else { throw .unreadable(column: column) }
        return text
    }

    package func integer(_ column: String) throws(StorageError) -> Int64 {
        guard case .integer(let number)? = value(column) else { throw .unreadable(column: column) }
        return number
    }

    package func optionalText(_ column: String) throws(StorageError) -> String? {
        value(column) == .null ? nil : try text(column)
    }

    package func optionalInteger(_ column: String) throws(StorageError) -> Int64? {
        value(column) == .null ? nil : try integer(column)
    }

    package func json(_ column: String) throws(StorageError) -> JSONValue {
        do {
            return try JSONValue(parsing: try text(column))
        } catch let error as StorageError {
            throw error
        } catch {
            throw .unreadable(column: column)
        }
    }
}
