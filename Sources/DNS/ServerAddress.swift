import Glibc

enum ServerAddress {
    /// Whether a server is written as an address with or without a port: the library itself takes an empty text and
    /// ports beyond 65535.
    static func isValid(_ server: String) -> Bool {
        if server.hasPrefix("[") {
            let parts = server.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, isAddress(parts[0], AF_INET6) else { return false }
            return parts[1].isEmpty || (parts[1].hasPrefix(":") && isPort(parts[1].dropFirst()))
        }
        let parts = server.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, isAddress(parts[0], AF_INET) { return isPort(parts[1]) }
        return isAddress(server[...], AF_INET) || isAddress(server[...], AF_INET6)
    }

    private static func isAddress(_ text: Substring, _ family: Int32) -> Bool {
        var address = in6_addr()
        return !text.contains("\0") && inet_pton(family, String(text), &address) == 1
    }

    private static func isPort(_ text: Substring) -> Bool {
        UInt16(text).map { $0 > 0 && !text.hasPrefix("+") } ?? false
    }
}
