import FoundationEssentials

/// Percent-encoding for the two places where names from outside enter a URL.
public enum URLText {
    /// Encodes one path segment or one query name or value: everything but letters, digits and `-._~` becomes `%XX`.
    public static func encode(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isPlain) else { return text }
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 15)]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// What means itself wherever it stands in a URL.
    fileprivate static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// A path of encoded segments, each led by `/`; nil when a segment is empty, `.` or `..`, which would name another resource.
    public static func path(_ segments: [String]) -> String? {
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        return segments.map { "/" + encode($0) }.joined()
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

/// Scheme, host and port of a URL: what has to stay the same when a service hands out the next URL to call.
public struct Origin: Sendable, Hashable, CustomStringConvertible {
    /// `https` or `http`.
    public let scheme: String
    /// The host in lower case, without brackets.
    public let host: String
    /// The port, also when it is the scheme's usual one.
    public let port: Int

    /// Reads an absolute `http` or `https` URL; nil for anything else, and for a URL with a user name or a port beyond 65535 in it.
    public init?(url: String) {
        if let plain = Self.plain(url) {
            self = plain
            return
        }
        guard let parsed = URL(string: url), let scheme = parsed.scheme?.lowercased(), let host = parsed.host(), !host.isEmpty,
            parsed.user() == nil, scheme == "https" || scheme == "http"
        else { return nil }
        let port = parsed.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port
    }

    private init(host: String, port: Int) { (scheme, self.host, self.port) = ("https", host, port) }

    /// The origin of a URL of the usual form, `https://host:port/path?query` in plain letters, without reading all of the rest: every
    /// call asks for several.
    private static func plain(_ url: String) -> Origin? {
        guard url.utf8.starts(with: "https://".utf8) else { return nil }
        let rest = url.utf8.dropFirst(8)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        let host = authority.prefix { $0 != UInt8(ascii: ":") }
        let path = rest[authority.endIndex...]
        guard !host.isEmpty, host.allSatisfy(isOfHost), path.allSatisfy(isOfPath) else { return nil }
        guard host.endIndex < authority.endIndex else { return Origin(host: String(Substring(host)), port: 443) }
        let digits = authority[host.endIndex...].dropFirst()
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(Substring(digits)) else { return nil }
        return (1...65_535).contains(port) ? Origin(host: String(Substring(host)), port: port) : nil
    }

    private static func isOfHost(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isOfPath(_ byte: UInt8) -> Bool { URLText.isPlain(byte) || "/?=&".utf8.contains(byte) }

    /// `host:port`.
    public var description: String { "\(host):\(port)" }
}
