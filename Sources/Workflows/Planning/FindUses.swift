import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import FoundationEssentials

/// Finds where an order's certificate is used: its vault link, the web certificates imported from that secret, and the host names
/// of sites and deployment slots that serve one of them. It only reads.
package struct FindUses: Sendable {
    let world: World

    package init(_ world: World) {
        self.world = world
    }

    package func callAsFunction(_ order: CertificateOrder) async throws -> Rollout {
        var thumbprints: Set<String> = Set([order.signedCertificate?.thumbprint].compactMap { $0?.uppercased() })
        guard let place = try await place(of: order) else { return try await watched(thumbprints) }
        var rollout = Rollout(link: place)
        for try await certificate in world.webCertificates.list() where certificate.comes(from: place) {
            guard let id = certificate.id, let plan = certificate.serverFarmId else { continue }
            rollout.imports.append(ImportPlace(certificate: id, plan: plan, location: certificate.location))
            if let thumbprint = certificate.thumbprint { thumbprints.insert(thumbprint.uppercased()) }
        }
        rollout.hosts = try await hosts(besides: Set(rollout.imports.map { Webspace($0.plan, $0.location) }), serving: thumbprints)
        return rollout
    }

    /// The vault link, or, where the key is sealed here and there is none, the secret that was written from here.
    func place(of order: CertificateOrder) async throws -> VaultPlace? {
        if let place = order.vaultPlaces.first { return place }
        guard let id = order.id, let leaf = order.leafFacts else { return nil }
        let digest = KeyDigest(leaf.publicKeyInfo)
        return try await SealedKeys(custody: world.custody, order: id).all().first { $0.publicKey == digest }?.stored
    }

    /// What somebody uploaded with a key of their own is theirs to exchange; its hosts are asked for what they serve.
    private func watched(_ thumbprints: Set<String>) async throws -> Rollout {
        var places: Set<Webspace> = []
        for try await certificate in world.webCertificates.list() {
            guard let thumbprint = certificate.thumbprint, thumbprints.contains(thumbprint.uppercased()) else { continue }
            if let plan = certificate.serverFarmId { places.insert(Webspace(plan, certificate.location)) }
        }
        return Rollout(link: nil, watched: try await hosts(besides: places, serving: thumbprints).map(\.hostName))
    }

    /// Sites and slots, on whatever plan, that find a certificate there and have one of these bound.
    private func hosts(besides places: Set<Webspace>, serving thumbprints: Set<String>) async throws -> [HostPlace] {
        guard !places.isEmpty else { return [] }
        let sites = try await world.sites.list().all()
        let slots = try await world.deploymentSlots(of: sites, besideCertificatesIn: Set(places.map(\.group)))
        let hosts = (sites + slots).filter { site in site.serverFarmId.map { places.contains(Webspace($0, site.location)) } ?? false }
            .flatMap(BoundHost.all)
        return hosts.compactMap { host in
            guard let site = host.site, let thumbprint = host.thumbprint, thumbprints.contains(thumbprint.uppercased()) else { return nil }
            return HostPlace(site: site, hostName: host.hostName)
        }
        .sorted { ($0.hostName, $0.site.description) < ($1.hostName, $1.site.description) }
    }
}

/// Where a certificate is found by sites: on the plans of a resource group in one region.
private struct Webspace: Hashable {
    let group: String
    let region: String

    init(_ plan: ResourceID, _ location: String) {
        group = plan.resourceGroup?.lowercased() ?? ""
        region = location.lowercased().filter { $0 != " " }
    }
}

extension CertificateOrder {
    /// The vault links by their names.
    package var vaultPlaces: [VaultPlace] {
        certificates.sorted { $0.key < $1.key }.compactMap { name, link in
            guard let vault = link.keyVaultId, let secret = link.keyVaultSecretName, !secret.isEmpty else { return nil }
            return VaultPlace(link: name, vault: vault, secret: secret)
        }
    }
}

extension WebCertificate {
    func comes(from place: VaultPlace) -> Bool {
        keyVaultId == place.vault && keyVaultSecretName?.caseInsensitiveEquals(place.secret) == true
    }
}
