import JSON

/// What ties an answer to its request: a string or a whole number, given back as it came. A progress token has the same form.
package enum RequestID: Sendable, Hashable {
    case text(String)
    case number(JSONNumber)

    /// Nil for anything else, `null` and fractions among it, and for what is longer than an id has reason to be.
    package init?(_ value: JSONValue) {
        switch value {
        case .string(let text) where text.utf8.count <= Self.longest: self = .text(text)
        case .number(let number) where number.int != nil: self = .number(number)
        default: return nil
        }
    }

    package var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .number(number)
        }
    }

    private static let longest = 512
}
