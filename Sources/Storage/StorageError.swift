/// Why the state could not be read or written. The description names the place and the next step.
package struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The file is damaged, empty or no database. `keptAside` holds a copy of it as it was found.
        case corrupt
        /// The database is of another program.
        case foreign
        /// The database was written by a newer version.
        case newer
        /// The file lies on a network file system, where locks cannot be trusted.
        case networkFileSystem
        /// Others held the file, or the rows, for longer than the time-out.
        case busy
        /// The file or its folder, or the tables of the database, cannot be read or written.
        case inaccessible
        /// There is no room for what was to be written; nothing of it was.
        case full
        /// The server cannot be reached, or went away before anything was committed.
        case unreachable
        /// The server let nobody in under that name and password, or there is no such database.
        case login
        /// The connection ended after the commit was sent and before it was answered: it may have taken effect or not.
        case inDoubt
        /// A constraint of the schema refused the write.
        case constraint
        /// A stored value does not have the shape this version writes.
        case unreadable
        /// Anything else the database reports.
        case failed
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static func unreadable(column: String) -> StorageError {
        StorageError(
            .unreadable,
            "The stored column '\(column)' does not hold what this version writes there. Restore the state from a copy."
        )
    }
}
