import DNS
import JSON

/// A DNS record somebody has to publish, so that a domain or host name is proven to be ours.
package struct DNSRecord: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        case txt = "TXT"
        case cname = "CNAME"
        case address = "A"
    }

    package let name: String
    package let kind: Kind
    package let value: String
    /// What the record is for, as a person reads it.
    package let purpose: String

    package init(_ kind: Kind, name: String, value: String, purpose: String) {
        self.name = name
        self.kind = kind
        self.value = value
        self.purpose = purpose
    }

    package var description: String { "\(name)  \(kind.rawValue)  \(kind == .txt ? "\"\(value)\"" : value)" }

    package var json: JSONValue {
        ["name": .string(name), "type": .string(kind.rawValue), "value": .string(value), "purpose": .string(purpose)]
    }

    package init?(json: JSONValue) {
        guard let name = json["name"]?.string, let kind = json["type"]?.string.flatMap(Kind.init(rawValue:)),
            let value = json["value"]?.string
        else { return nil }
        self.init(kind, name: name, value: value, purpose: json["purpose"]?.string ?? "")
    }

    /// The token goes to the registered domain, for an order of a subdomain too: the authority looks nowhere else.
    package static func proof(domain: String, token: String) -> DNSRecord {
        let bare = domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain
        let name = RegisteredDomain.of(bare) ?? bare
        return DNSRecord(.txt, name: name, value: token, purpose: "proves to the certificate authority that \(name) is yours")
    }

    /// Whether the resolver already answers with it.
    func isVisible(to resolver: DNSResolver) async throws -> Bool {
        switch kind {
        case .txt: try await resolver.txt(name).contains(value)
        case .cname: try await resolver.cname(name).map { $0.lowercased().trimmingDot } == value.lowercased().trimmingDot
        case .address: try await resolver.addresses(name).contains(value)
        }
    }
}

extension String {
    var trimmingDot: String { hasSuffix(".") ? String(dropLast()) : self }
}
