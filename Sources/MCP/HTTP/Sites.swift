import HTTPTypes

/// From where a server may be spoken to: what a request says of its host and, when a browser sends it, of its page.
///
/// A page of a stranger can make a browser send requests to this machine, even under a name that it has pointed here.
package struct Sites: Sendable, Hashable {
    private let hosts: Set<String>
    private let origins: Set<String>
    private var isChecked = false

    /// Where whatever carries the requests has looked at both already.
    package static let checked = {
        var sites = Sites()
        sites.isChecked = true
        return sites
    }()

    /// - Parameters:
    ///   - hosts: names by which the server is reached, such as `certs.example.org` or `certs.example.org:8443`; without a port any is
    ///     taken. This machine's own names always are.
    ///   - origins: pages that may call it, such as `https://desk.example.org`. Pages of this machine always may.
    package init(hosts: [String] = [], origins: [String] = []) {
        self.hosts = Set(hosts.map { $0.lowercased() })
        self.origins = Set(origins.map { $0.lowercased() })
    }

    private static let local: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Why a request is turned away, or nil.
    package func refusal(of head: HTTPRequest) -> String? {
        guard !isChecked else { return nil }
        let hostLines = head.headerFields[values: RoutingHeaders.host]
        guard hostLines.count <= 1, let host = head.authority ?? hostLines.first, accepts(host: host.lowercased()) else {
            return "This server is not known by the Host of the request."
        }
        let originLines = head.headerFields[values: .origin]
        guard let origin = originLines.first else { return nil }
        return originLines.count == 1 && accepts(origin: origin.lowercased()) ? nil : "The Origin of the request may not call this server."
    }

    private func accepts(host: String) -> Bool {
        guard let (name, _) = Self.split(host) else { return false }
        return Self.local.contains(name) || hosts.contains(host) || hosts.contains(name)
    }

    private func accepts(origin: String) -> Bool {
        if origins.contains(origin) { return true }
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            return Self.split(String(origin.dropFirst(scheme.count))).map { Self.local.contains($0.name) } ?? false
        }
        return false
    }

    /// A host and its port, by the letter: anything else in it, such as a path or a user, makes it none.
    private static func split(_ host: String) -> (name: String, port: String?)? {
        let bracket = host.hasPrefix("[") ? host.firstIndex(of: "]") : nil
        let colon = bracket.map { host[$0...].firstIndex(of: ":") } ?? host.firstIndex(of: ":")
        let name = String(host[..<(colon ?? host.endIndex)])
        let port = colon.map { String(host[host.index(after: $0)...]) }
        guard !name.isEmpty, name.utf8.allSatisfy(isOfName), port.map({ Int($0).map { (1...65_535).contains($0) } ?? false }) ?? true else {
            return nil
        }
        return (name, port)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"): true
        default: false
        }
    }
}
