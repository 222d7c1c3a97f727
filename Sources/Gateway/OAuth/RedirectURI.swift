/// An address that a client is sent back to, with a code.
///
/// Only what can be compared byte for byte is one: printable ASCII without a fragment, a user name or a wildcard. It leads over https,
/// to this machine, or to an application by a scheme of its own.
package struct RedirectURI: Sendable, Hashable, CustomStringConvertible {
    private static let longest = 1024
    /// Editors whose scheme has no dot in it, which RFC 8252 asks of the others.
    private static let editors: Set = ["cursor", "vscode", "vscode-insiders", "windsurf", "zed", "claude"]
    private static let ownMachine: Set = ["127.0.0.1", "[::1]", "localhost"]
    private static let forbidden = Set("\"<>\\^`{|}#*".utf8)

    package let description: String
    package let scheme: String
    /// As it is written, `[::1]` with its brackets; empty for an application's own scheme without one.
    package let host: String
    /// Path and query.
    private let rest: String

    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) }),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        let scheme = String(text[..<colon])
        var after = text[text.index(after: colon)...]
        var authority: Substring = ""
        if after.hasPrefix("//") {
            after = after.dropFirst(2)
            authority = after.prefix { $0 != "/" && $0 != "?" }
            after = after.dropFirst(authority.count)
        }
        guard let host = Self.host(of: authority), Self.isAllowed(scheme, host) else { return nil }
        description = text
        self.scheme = scheme
        self.host = host
        rest = String(after)
    }

    /// The client runs on the machine of the person who signs in.
    package var isLoopback: Bool { scheme == "http" }

    /// The same, byte for byte; on one's own machine the port may be another, for it is taken anew at each sign-in (RFC 8252, 7.3).
    package func accepts(_ asked: RedirectURI) -> Bool {
        self == asked || (isLoopback && asked.isLoopback && host == asked.host && rest == asked.rest)
    }

    /// What a page may be told that a form leads to: scheme, host and port, or a scheme alone.
    package var source: String {
        // A policy of a page knows no address of IPv6.
        guard scheme == "http" || scheme == "https", !host.hasPrefix("[") else { return scheme + ":" }
        return String(description.dropLast(rest.count))
    }

    /// This address with parameters behind those it has.
    package func adding(_ parameters: [(name: String, value: String)]) -> String {
        FormText.write(parameters, behind: description)
    }

    /// Nil for an authority with a user name or a port that is none.
    private static func host(of authority: Substring) -> String? {
        guard !authority.contains("@"), !authority.contains("%") else { return nil }
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
        } else {
            host = authority.prefix { $0 != ":" }
        }
        let port = authority.dropFirst(host.count)
        guard port.isEmpty || UInt16(port.dropFirst()).map({ $0 > 0 }) == true, port.isEmpty || port.hasPrefix(":") else { return nil }
        return String(host)
    }

    private static func isAllowed(_ scheme: String, _ host: String) -> Bool {
        switch scheme {
        case "https": return !host.isEmpty
        case "http": return ownMachine.contains(host)
        default:
            let isPlain = scheme.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
            let hasDot = scheme.contains(".") && scheme.first != "." && scheme.last != "."
            return isPlain && (hasDot || editors.contains(scheme))
        }
    }
}
