import JSON

/// How control over a domain was shown.
enum DomainProof: Equatable {
    /// A TXT record with the token at this name.
    case txt(at: String)
    /// A page with the token on the site.
    case page
    /// The administrator's approval of a mail.
    case mail
}

extension EmulatorState {
    /// The proof the authority finds for an order. The token belongs at `@` of the registered domain, so TXT records are looked
    /// for at the order's name and at each of its parents; a page is never enough for a wildcard.
    func domainProof(of order: Resource) -> DomainProof? {
        guard let token = order.properties["domainVerificationToken"]?.string, !token.isEmpty else { return nil }
        if let name = order.domain.selfAndParents.first(where: { zones.values($0, .txt).contains(token) }) { return .txt(at: name) }
        if order.hidden["approvedToken"]?.string == token { return .mail }
        guard !order.isWildcard, !isHTTPSOnly(order.domain) else { return nil }
        let places = ["\(order.domain)/\(token).html", "\(order.domain)/.well-known/pki-validation/godaddy.html"]
        return places.contains { pages[$0]?.trimming("\n").trimming(" ") == token } ? .page : nil
    }

    /// A root domain comes with its `www`, `www` with its root, a wildcard with the name below it; a page proves nothing beyond
    /// the name itself. Without a list of public suffixes a root domain is one whose own `@` holds the token, and after an
    /// approval by mail one of two labels.
    func coveredNames(of order: Resource, _ proof: DomainProof) -> [String] {
        if order.isWildcard { return [order.commonName, order.domain] }
        switch proof {
        case .txt(at: order.domain) where !order.domain.hasPrefix("www."):
            return [order.domain, "www.\(order.domain)"]
        case .txt(at: let name) where order.domain == "www.\(name)":
            return [order.domain, name]
        case .mail where order.domain.split(separator: ".").count == 2:
            return [order.domain, "www.\(order.domain)"]
        case .mail where order.domain.hasPrefix("www."):
            return [order.domain, String(order.domain.dropFirst(4))]
        default:
            return [order.domain]
        }
    }

    private func isHTTPSOnly(_ host: String) -> Bool {
        site(serving: host)?.properties["httpsOnly"]?.bool ?? false
    }
}

extension String {
    /// `a.b.c` gives `a.b.c` and `b.c`: names down to two labels.
    var selfAndParents: [String] {
        let labels = split(separator: ".")
        guard labels.count > 2 else { return [self] }
        return (0...(labels.count - 2)).map { labels[$0...].joined(separator: ".") }
    }
}
