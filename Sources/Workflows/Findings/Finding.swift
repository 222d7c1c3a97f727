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
    /// Where between the order and the wire it is; nil for what is about something else.
    package private(set) var hop: Hop?

    package static func passed(_ what: String, _ detail: String) -> Finding {
        Finding(level: .passed, what: what, detail: detail, fix: "")
    }
    package static func warning(_ what: String, _ detail: String, fix: String) -> Finding {
        Finding(level: .warning, what: what, detail: detail, fix: fix)
    }
    package static func blocking(_ what: String, _ detail: String, fix: String) -> Finding {
        Finding(level: .blocking, what: what, detail: detail, fix: fix)
    }

    func at(_ hop: Hop) -> Finding {
        var finding = self
        finding.hop = hop
        return finding
    }
}

/// The places a certificate passes from the order to those who connect, in that order: each copies from the one before.
package enum Hop: String, Sendable, CaseIterable {
    /// Resource Manager's order, held against what signet wants of it and did to it.
    case order
    case vault
    /// App Service's copy.
    case webCertificate = "web-certificate"
    case binding
    /// What a handshake shows.
    case wire
}
