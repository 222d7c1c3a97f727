import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import DNS
import FoundationEssentials
import JSON
import KeyVault

/// What one look at an order and at everything it rests on showed. Plain values: whatever could not be read is nil and stands in
/// `unread`, so that findings are pure functions of it.
package struct OrderSight: Sendable {
    package let order: CertificateOrder
    /// The profile's time, by which certificates live.
    package let now: Date
    /// Host names somebody asked for, beyond those that are bound.
    package var wantedHosts: [String] = []
    /// Nil before the first issuance.
    package var leaf: LeafFacts?
    package var history: [OrderAction]?
    package var proof: ProofSight?
    package var authorisation: CAAWalk?
    package var stores: [StoreSight] = []
    package var keyHolder = KeyHolder.platform
    package var imports: [ImportSight] = []
    package var bindings: [BoundHost] = []
    package var served: [String: Served] = [:]
    package var locks: [Lock] = []
    /// What could not be looked at, with the reason.
    package var unread: [Finding] = []

    package init(order: CertificateOrder, now: Date) {
        self.order = order
        self.now = now
        leaf = order.leaf
    }

    package var name: String { order.name ?? order.id?.name ?? "" }
    package var resourceGroup: String { order.id?.resourceGroup ?? "" }
    package var domain: String { order.commonName }
    var bareDomain: String { domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain }
    var thumbprint: String? { order.signedCertificate?.thumbprint }
    /// Whether a proof of the domain is what the order waits for.
    var awaitsProof: Bool { order.status == .pendingIssuance || order.status == .pendingRekey }
    var isOver: Bool {
        order.status.map { [.denied, .canceled, .expired, .revoked, .pendingRevocation].contains($0) } ?? false
    }
    /// When an action of that kind happened last.
    package func last(_ action: OrderActionType) -> Date? {
        history?.filter { $0.actionType == action }.compactMap(\.createdAt).max()
    }
    /// Days from now; negative once it is past.
    func days(until date: Date) -> Double { date.timeIntervalSince(now) / 86_400 }
}

/// Where the token of an order was looked for, and what stood there.
package struct ProofSight: Sendable, Hashable {
    /// The record the authority looks for.
    package let record: DNSRecord
    /// Names that answer with the token.
    package var foundAt: Set<String> = []
    /// What the page answers that may hold the token instead; nil when it was not asked.
    package var page: PageSight?

    package init(record: DNSRecord, foundAt: Set<String> = [], page: PageSight? = nil) {
        self.record = record
        self.foundAt = foundAt
        self.page = page
    }

    package var isVisible: Bool { foundAt.contains(record.name) }

    /// Where people put the record by mistake: the domain of the order instead of the registered one, its `www`, names other
    /// services use, and the name twice, which a zone's editor makes of a whole name.
    package static func misplacements(of record: DNSRecord, domain: String) -> [String] {
        let prefixes = ["www", "_dnsauth", "asuid", "_acme-challenge", "@"]
        let names =
            [domain, "\(record.name).\(record.name)"] + prefixes.map { "\($0).\(record.name)" } + ["\(record.value).\(record.name)"]
        return names.filter { $0 != record.name && !$0.contains("@") }
    }
}

/// What a plain HTTP request for the page with the token got, redirects not followed.
package struct PageSight: Sendable, Hashable {
    package let url: String
    package let status: Int
    package let location: String?
    package let holdsToken: Bool

    package init(url: String, status: Int, location: String? = nil, holdsToken: Bool = false) {
        self.url = url
        self.status = status
        self.location = location
        self.holdsToken = holdsToken
    }
}

/// One link of an order to a vault, with what is there.
package struct StoreSight: Sendable {
    package enum Content: Sendable, Hashable {
        case missing
        /// Deleted, and its name is held until it is recovered or purged.
        case deleted
        case stored(StoredSecret)
    }

    package let name: String
    package let link: KeyVaultLink
    package var vault: Vault?
    /// What was found about rights and firewall.
    package var rights: [Finding] = []
    /// Nil when the secret may not be read.
    package var content: Content?

    package init(name: String, link: KeyVaultLink) {
        self.name = name
        self.link = link
    }

    var vaultName: String { link.keyVaultId?.name ?? "" }
    var secretName: String { link.keyVaultSecretName ?? name }
}

/// A copy App Service has of the order's certificate, the present one or one before it.
package struct ImportSight: Sendable, Hashable {
    package let id: ResourceID?
    package let name: String
    package let location: String
    package let thumbprint: String
    package let issuer: String?
    package let link: (vault: ResourceID, secret: String)?
    package let plan: ResourceID?

    package init(_ certificate: WebCertificate) {
        id = certificate.id
        name = certificate.name ?? certificate.id?.name ?? ""
        location = certificate.location
        thumbprint = certificate.thumbprint ?? ""
        issuer = certificate.issuer
        plan = certificate.serverFarmId
        link = certificate.keyVaultId.flatMap { vault in certificate.keyVaultSecretName.map { (vault: vault, secret: $0) } }
    }

    package static func == (left: ImportSight, right: ImportSight) -> Bool { left.id == right.id && left.thumbprint == right.thumbprint }
    package func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
}

/// A host name of a site and the certificate bound to it.
package struct BoundHost: Sendable, Hashable {
    package let hostName: String
    package let site: ResourceID?
    /// Nil while nothing is bound.
    package let thumbprint: String?

    package init(hostName: String, site: ResourceID?, thumbprint: String?) {
        self.hostName = hostName
        self.site = site
        self.thumbprint = thumbprint
    }

    /// The host names of a site with their certificates.
    package static func all(of site: Site) -> [BoundHost] {
        let states = site.raw["properties"]?["hostNameSslStates"]?.array ?? []
        return site.hostNames.map { host in
            let state = states.first { $0["name"]?.string?.caseInsensitiveEquals(host) == true }
            let isBound = state?["sslState"]?.string.map { !$0.caseInsensitiveEquals("Disabled") } ?? false
            return BoundHost(hostName: host.lowercased(), site: site.id, thumbprint: isBound ? state?["thumbprint"]?.string : nil)
        }
    }
}

extension CertificateOrder {
    /// The host name the order is for, as in its subject.
    package var commonName: String {
        let name = distinguishedName ?? ""
        if name.isEmpty, let csr, let asked = (try? SigningRequest(text: csr))?.commonName { return asked }
        return name.lowercased().hasPrefix("cn=") ? String(name.dropFirst(3)) : name
    }

    /// The record that proves the domain, when there is a token to publish.
    package var proofRecord: DNSRecord? {
        guard let token = domainVerificationToken, !token.isEmpty, !commonName.isEmpty else { return nil }
        return DNSRecord.proof(domain: commonName, token: token)
    }
}
