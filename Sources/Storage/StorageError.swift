/// Why the state could not be read or written. The description names the file and the next step.
package struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The file is damaged, empty or no database. `keptAside` holds a copy of it as it was found.
        case corrupt
        /// The file is a database of another program.
        case foreign
        /// The file was written by a newer version.
        case newer
        /// The file lies on a network file system, where locks cannot be trusted.
        case networkFileSystem
        /// Another process held the file for longer than the busy time-out.
        case busy
        /// The file or its folder cannot be read or written.
        case inaccessible
        /// A constraint of the schema refused the write.
        case constraint
        /// A stored value does not have the shape this version writes.
        case unreadable
        /// Anything else SQLite reports.
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
            "The stored column '\(column)' does not hold what this version writes there. Restore the state file from a copy."
        )
    }
}
