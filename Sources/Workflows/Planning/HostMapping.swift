import AzureResources
import DNS

/// The DNS records by which App Service accepts that a host name may point at a site.
enum HostMapping {
    /// An alias to the site's default name, or an address record at the top of a domain, where an alias is not allowed; and
    /// the TXT record that names the subscription's verification id.
    static func records(for host: String, site: Site) -> [DNSRecord] {
        var records: [DNSRecord] = []
        if let id = site.customDomainVerificationId {
            records.append(DNSRecord(.txt, name: "asuid.\(host)", value: id, purpose: "proves to App Service that \(host) is yours"))
        }
        if host == RegisteredDomain.of(host) {
            if let address = site.inboundIpAddress {
                records.append(DNSRecord(.address, name: host, value: address, purpose: "points \(host) at the site"))
            }
        } else if let alias = site.defaultHostName {
            records.append(DNSRecord(.cname, name: host, value: alias, purpose: "points \(host) at the site"))
        }
        return records
    }
}
