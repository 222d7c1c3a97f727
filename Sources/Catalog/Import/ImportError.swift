/// Why a document was not taken in: what is wrong, and where.
package struct ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Larger, deeper or longer than what is read.
        case tooLarge
        /// Neither JSON nor YAML.
        case unreadable
        /// Well-formed, and no OpenAPI document that is known.
        case notOpenAPI
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
