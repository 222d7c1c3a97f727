import Foundation
import HTTPTypes
import Hummingbird

/// Who is let in before anybody looks at what is wanted.
///
/// A browser can be made to call this machine by a name somebody else controls, or from somebody else's page; so a name that is not
/// ours and an origin that is not ours are turned away. Headers of a proxy count only when a proxy we were told of says them.
package struct FrontDoor: Sendable {
    /// As clients see it, `https://signet.example`; nil where they come directly.
    package let publicURL: PublicURL?
    let proxies: [AddressRange]
    let isTLS: Bool
    /// More names by which it is called, in lower case.
    let names: Set<String>

    package init(publicURL: PublicURL? = nil, names: [String] = [], proxies: [AddressRange] = [], isTLS: Bool = false) {
        self.publicURL = publicURL
        self.proxies = proxies
        self.isTLS = isTLS
        self.names = Set(names.map { $0.lowercased() } + ["localhost"] + (publicURL.map { [$0.host] } ?? []))
    }

    struct Visitor: Sendable, Hashable {
        let client: String
        let isSecure: Bool
    }

    /// Why a request goes no further; nil when it does.
    func objection(_ head: HTTPRequest) -> Response? {
        guard let authority = head.authority, head.headerFields[.host] == nil, !authority.isEmpty else {
            return .failure(400, "bad_request", "The request has to name one host.")
        }
        guard isOurs(authority) else {
            return .failure(421, "wrong_host", "This server is not known by that name. Start it with --public-url to name it.")
        }
        let origins = head.headerFields[values: .origin]
        guard origins.allSatisfy({ isOurs(origin: $0, authority: authority) }) else {
            return .failure(403, "foreign_origin", "A page of another origin may not call this server.")
        }
        return nil
    }

    /// An address cannot be pointed elsewhere by whoever runs a name server; a name can.
    private func isOurs(_ authority: String) -> Bool {
        let name = Self.host(of: authority)
        return names.contains(name) || AddressRange.bytes(of: name) != nil
    }

    private func isOurs(origin: String, authority: String) -> Bool {
        if let publicURL, origin.lowercased() == publicURL.origin { return true }
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "http:" || parts[0] == "https:", parts[1].isEmpty else { return false }
        return parts[2].lowercased() == authority.lowercased()
    }

    static func host(of authority: String) -> String {
        let text = authority.lowercased()
        if text.hasPrefix("[") { return text.firstIndex(of: "]").map { String(text[..<$0].dropFirst()) } ?? "" }
        return String(text.prefix { $0 != ":" })
    }

    func visitor(_ head: HTTPRequest, peer: String?) -> Visitor {
        let peer = peer ?? "unknown"
        guard isProxy(peer) else { return Visitor(client: peer, isSecure: isTLS) }
        let forwarded = head.headerFields[values: .forwardedFor].joined(separator: ",").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        // From the right: what stands further left was said by whoever came to the proxy.
        let client = forwarded.last { !isProxy($0) && AddressRange.bytes(of: $0) != nil }
        let proto = head.headerFields[values: .forwardedProto].joined(separator: ",").split(separator: ",").last
        return Visitor(
            client: client ?? peer,
            isSecure: proto?.trimmingCharacters(in: .whitespaces).lowercased() == "https"
        )
    }

    private func isProxy(_ address: String) -> Bool {
        guard !proxies.isEmpty, let bytes = AddressRange.bytes(of: address) else { return false }
        return proxies.contains { $0.contains(bytes) }
    }
}

/// Where people and agents find the server: scheme, host, perhaps a port, no path.
package struct PublicURL: Sendable, Hashable {
    package let origin: String
    package let host: String
    package var isSecure: Bool { origin.hasPrefix("https:") }

    package init?(_ text: String) {
        let plain = text.hasSuffix("/") ? String(text.dropLast()) : text
        let parts = plain.lowercased().split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty, !parts[2].isEmpty else { return nil }
        guard let components = URLComponents(string: plain), components.user == nil, let host = components.host, !host.isEmpty else {
            return nil
        }
        origin = plain.lowercased()
        self.host = FrontDoor.host(of: String(parts[2]))
    }
}

/// An address, or all that begin with the same bits: `10.0.0.0/8`.
package struct AddressRange: Sendable, Hashable {
    private let bytes: [UInt8]
    private let bits: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let bytes = Self.bytes(of: String(parts[0])) else { return nil }
        guard parts.count == 2 else {
            (self.bytes, bits) = (bytes, bytes.count * 8)
            return
        }
        guard let bits = Int(parts[1]), (0...bytes.count * 8).contains(bits) else { return nil }
        (self.bytes, self.bits) = (bytes, bits)
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        for (place, (mine, other)) in zip(bytes, address).enumerated() {
            let left = bits - place * 8
            guard left > 0 else { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            guard mine & mask == other & mask else { return false }
        }
        return true
    }

    /// Four bytes or sixteen; four inside sixteen are the four.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: sixteen) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes.suffix(4)) : bytes
    }
}
