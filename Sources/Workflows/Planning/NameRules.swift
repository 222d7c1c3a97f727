import AppServiceCertificates
import DNS

/// What can be said about a request without asking anybody. Everything here is refused before the first call.
package enum NameRules {
    /// X.520 bounds the common name.
    static let longestCommonName = 64

    package static func check(orderName: String) throws(Problem) {
        let allowed = orderName.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard (3...30).contains(orderName.count), allowed, orderName.first != "-", orderName.last != "-" else {
            throw Problem(
                .input,
                "'\(orderName)' cannot be the name of a certificate order.",
                why: "a name has 3 to 30 letters, digits and inner hyphens",
                nextStep: "Choose another name, for example: contoso-web"
            )
        }
    }

    /// Checks a domain against DNS's rules and the product, and returns it in lower case without a trailing dot.
    package static func check(domain text: String, product: ProductType) throws(Problem) -> String {
        let domain = text.lowercased().trimmingDot
        let isWildcard = domain.hasPrefix("*.")
        let bare = isWildcard ? String(domain.dropFirst(2)) : domain
        if let fault = fault(inHostName: bare) { throw malformed(text, fault) }
        guard domain.utf8.count <= longestCommonName else {
            throw malformed(text, "it has \(domain.utf8.count) characters and a certificate's common name holds \(longestCommonName)")
        }
        guard RegisteredDomain.of(bare) != nil else {
            throw malformed(text, "it is a public suffix, under which others register their domains")
        }
        try check(isWildcard: isWildcard, domain: domain, product: product)
        return domain
    }

    package static func check(hostName text: String) throws(Problem) -> String {
        let host = text.lowercased().trimmingDot
        if let fault = fault(inHostName: host) {
            throw Problem(
                .input,
                "'\(text)' is not a host name.",
                why: fault,
                nextStep: "Give a name such as www.contoso.com with --hostname."
            )
        }
        return host
    }

    /// Whether a leaf for `domain` names `host`: the domain itself and its www, or one label under the wildcard and its parent.
    package static func covers(_ domain: String, host: String) -> Bool {
        guard domain.hasPrefix("*.") else {
            return host == domain || host == "www.\(domain)" && RegisteredDomain.of(domain) == domain || domain == "www.\(host)"
        }
        let parent = String(domain.dropFirst(2))
        if host == parent { return true }
        guard host.hasSuffix(".\(parent)") else { return false }
        return !host.dropLast(parent.count + 1).contains(".")
    }

    private static func check(isWildcard: Bool, domain: String, product: ProductType) throws(Problem) {
        if isWildcard, product != .wildcard {
            throw Problem(
                .input,
                "The standard product cannot cover \(domain).",
                why: "a name with * needs the wildcard product",
                nextStep: "Add --product wildcard, or order one host name."
            )
        }
        if !isWildcard, product == .wildcard {
            throw Problem(
                .input,
                "The wildcard product is not for \(domain).",
                why: "it needs a name that begins with *.",
                nextStep: "Use --domain '*.\(domain)', or --product standard."
            )
        }
    }

    private static func malformed(_ text: String, _ why: String) -> Problem {
        Problem(
            .input,
            "'\(text.prefix(100))' cannot be the domain of a certificate.",
            why: why,
            nextStep: "Give a domain such as contoso.com with --domain."
        )
    }

    private static func fault(inHostName host: String) -> String? {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        if host.isEmpty { return "it is empty" }
        if host.utf8.count > 253 { return "it has \(host.utf8.count) characters and DNS allows 253" }
        if labels.count < 2 { return "it has no dot" }
        if labels.contains(where: \.isEmpty) { return "it has an empty label" }
        if labels.allSatisfy({ $0.allSatisfy(\.isNumber) }) { return "it is an IP address, and these certificates name hosts only" }
        if let long = labels.first(where: { $0.utf8.count > 63 }) { return "the label '\(long.prefix(20))…' is longer than 63 characters" }
        if let bad = labels.first(where: { !isLabel($0) }) {
            return "the label '\(bad)' may hold only letters, digits and inner hyphens (write an international name in its xn-- form)"
        }
        return nil
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let allowed = label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        return allowed && label.first != "-" && label.last != "-"
    }
}
