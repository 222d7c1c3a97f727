import CPublicSuffix

/// The domain a registrar sold, found by the public suffix list.
package enum RegisteredDomain {
    /// `contoso.co.uk` for `*.shop.contoso.co.uk`: the public suffix and one label more, in lower case.
    ///
    /// Nil for a public suffix itself, for an address, and for what is no domain. International labels stay in the form
    /// they were given in.
    package static func of(_ host: String) -> String? {
        let name = HostName.plain(host)
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, !labels.contains(""), !name.contains(":"), !name.contains("\0") else { return nil }
        // Every top-level domain holds a letter, so a last label of digits is the end of an IPv4 address.
        guard let last = labels.last, !last.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return name.withCString { text in
            psl_registrable_domain(psl_builtin(), text).map { String(cString: $0) }
        }
    }
}

enum HostName {
    /// The host in lower case, without `*.` in front and without a dot at the end.
    static func plain(_ host: String) -> String {
        var name = host.lowercased()[...]
        if name.hasPrefix("*.") { name = name.dropFirst(2) }
        if name.hasSuffix(".") { name = name.dropLast() }
        return String(name)
    }
}
