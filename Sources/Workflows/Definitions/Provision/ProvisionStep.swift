import JSON

/// The writes of Provision. Each is one call.
package enum ProvisionStep: WorkflowStep, Hashable {
    /// The purchase.
    case placeOrder(order: String, domain: String, digest: String)
    case publishProof(DNSRecord)
    case verifyDomain(String)
    case linkVault(vault: String, secret: String)
    case importCertificate(site: String, thumbprint: String)
    case publishHostRecord(DNSRecord)
    case bind(host: String, thumbprint: String)

    package var name: String {
        switch self {
        case .placeOrder: "place-order"
        case .publishProof: "publish-proof"
        case .verifyDomain: "verify-domain"
        case .linkVault: "link-vault"
        case .importCertificate: "import-certificate"
        case .publishHostRecord(let record): "publish \(record.kind.rawValue) \(record.name)"
        case .bind(let host, _): "bind \(host)"
        }
    }

    package var title: String {
        switch self {
        case .placeOrder(_, let domain, _): "order a certificate for \(domain)"
        case .publishProof(let record): "publish the domain proof  \(record)"
        case .verifyDomain(let domain): "ask for the domain check of \(domain)"
        case .linkVault(let vault, let secret): "store it in Key Vault \(vault) as secret \(secret)"
        case .importCertificate(let site, _): "import it for site \(site)"
        case .publishHostRecord(let record): "publish  \(record)"
        case .bind(let host, _): "bind it to \(host)"
        }
    }

    package var intent: JSONValue {
        switch self {
        case .placeOrder(let order, let domain, let digest):
            ["order": .string(order), "domain": .string(domain), "serialBefore": nil, "requestDigest": .string(digest)]
        case .publishProof(let record), .publishHostRecord(let record): record.json
        case .verifyDomain(let domain): ["domain": .string(domain)]
        case .linkVault(let vault, let secret): ["vault": .string(vault), "secret": .string(secret)]
        case .importCertificate(let site, let thumbprint): ["site": .string(site), "thumbprint": .string(thumbprint)]
        case .bind(let host, let thumbprint): ["host": .string(host), "thumbprint": .string(thumbprint)]
        }
    }
}
