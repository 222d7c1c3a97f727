import CertificateMaterial
import FoundationEssentials
import JSON

/// Where the authority publishes, on the sites' plain HTTP side and whatever the host.
enum AuthorityPage {
    static let revocationList = "/_authority/issuing.crl"
    static let issuer = "/_authority/issuing.cer"
}

/// What the sites and the DNS show to the world.
extension EmulatorState {
    /// A page of a site over plain HTTP; a site that insists on HTTPS redirects there.
    func page(host: String, path: String) -> ServedPage? {
        if let page = authorityPage(path) { return page }
        if site(serving: host)?.properties["httpsOnly"]?.bool == true { return .redirect(to: "https://\(host)\(path)") }
        return pages["\(host)\(path.hasPrefix("/") ? path : "/" + path)"].map { .text($0) }
    }

    private func authorityPage(_ path: String) -> ServedPage? {
        switch path {
        case AuthorityPage.revocationList:
            let revoked = revocations.sorted { $0.key < $1.key }.map { (serial: $0.key, date: $0.value) }
            guard let list = try? authority.crl(revoked: revoked, at: now) else { return nil }
            return ServedPage(contentType: "application/pkix-crl", bytes: list)
        case AuthorityPage.issuer:
            return ServedPage(contentType: "application/pkix-cert", bytes: authority.intermediate.certificate.der)
        default:
            return nil
        }
    }

    /// What was set through the control API, and the addresses of the sites' default host names.
    func dnsAnswer(_ name: String, _ type: DNSRecordType) -> DNSAnswer {
        zones.answer(name, type) { name in
            (resources.all(Sites.type) + resources.all(Sites.slotType)).contains { Sites.defaultHostName($0.name) == name }
                ? Sites.inboundAddress : nil
        }
    }
}
