/// Why a sealed record could not be written or opened. The description names the record and the next step, never a secret.
package struct CustodyError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Neither key file nor passphrase was given, and one is needed.
        case locked
        /// The key file or the passphrase is not the one the records were sealed with.
        case wrongKey
        /// The key file is missing, too short, or readable by others.
        case keyFile
        case notFound
        /// A record does not open: it was changed, or moved from another row.
        case tampered
        /// Someone else changed the record at the same time.
        case conflict
        /// A name or value outside the limits.
        case invalid
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
