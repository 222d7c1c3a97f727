/// Comparison of a certificate's DNS name with a host name (RFC 6125 with the wildcard only as the whole first label).
enum HostName {
    static func matches(pattern: String, hostName: String) -> Bool {
        guard let wanted = labels(hostName), let offered = labels(pattern), wanted.count == offered.count else { return false }
        guard offered.first == "*" else { return wanted == offered }
        // "*.com" would speak for everybody's domain.
        return offered.count > 2 && wanted.dropFirst() == offered.dropFirst()
    }

    /// Usable as a server name in TLS: ASCII labels, at least one dot or "localhost", and not an IPv4 address.
    static func isValid(_ hostName: String) -> Bool {
        guard hostName.utf8.count <= 253, let labels = labels(hostName), let last = labels.last else { return false }
        return labels.allSatisfy(isLabel) && !last.allSatisfy(\.isNumber)
    }

    private static func isLabel(_ label: String) -> Bool {
        let allowed = label.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        return allowed && (1...63).contains(label.utf8.count)
    }

    /// Lower case, without the root's dot; nil for an empty name or an empty label.
    private static func labels(_ name: String) -> [String]? {
        var labels = name.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if labels.count > 1, labels.last == "" { labels.removeLast() }
        return labels.contains("") ? nil : labels
    }
}
