/// One thing that was looked at, and what it means.
package struct Finding: Sendable, Hashable {
    package enum Level: String, Sendable {
        case passed
        /// Could not be checked, or will matter later.
        case warning
        /// Is broken, or keeps an order from being placed.
        case blocking
    }

    package let level: Level
    package let what: String
    package let detail: String
    /// The exact thing to do; empty when nothing is to be done.
    package let fix: String

    package static func passed(_ what: String, _ detail: String) -> Finding {
        Finding(level: .passed, what: what, detail: detail, fix: "")
    }
    package static func warning(_ what: String, _ detail: String, fix: String) -> Finding {
        Finding(level: .warning, what: what, detail: detail, fix: fix)
    }
    package static func blocking(_ what: String, _ detail: String, fix: String) -> Finding {
        Finding(level: .blocking, what: what, detail: detail, fix: fix)
    }
}
