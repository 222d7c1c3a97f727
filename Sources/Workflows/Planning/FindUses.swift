import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import FoundationEssentials

/// Finds where an order's certificate is used: its vault link, the web certificates imported from that secret, and the host names
/// that serve one of them. It only reads.
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
        if !rollout.imports.isEmpty { rollout.hosts = try await hosts(on: Set(rollout.imports.map(\.plan)), serving: thumbprints) }
        return rollout
    }

    /// The vault link, or, where the key is sealed here and there is none, the secret that was written from here.
    private func place(of order: CertificateOrder) async throws -> VaultPlace? {
        if let place = order.vaultPlaces.first { return place }
        guard let id = order.id, let leaf = order.leafFacts else { return nil }
        let digest = KeyDigest(leaf.publicKeyInfo)
        return try await SealedKeys(custody: world.custody, order: id).all().first { $0.publicKey == digest }?.stored
    }

    /// What somebody uploaded with a key of their own is theirs to exchange; its hosts are asked for what they serve.
    private func watched(_ thumbprints: Set<String>) async throws -> Rollout {
        var plans: Set<ResourceID> = []
        for try await certificate in world.webCertificates.list() {
            guard let thumbprint = certificate.thumbprint, thumbprints.contains(thumbprint.uppercased()) else { continue }
            if let plan = certificate.serverFarmId { plans.insert(plan) }
        }
        guard !plans.isEmpty else { return Rollout(link: nil) }
        return Rollout(link: nil, watched: try await hosts(on: plans, serving: thumbprints).map(\.hostName))
    }

    private func hosts(on plans: Set<ResourceID>, serving thumbprints: Set<String>) async throws -> [HostPlace] {
        var hosts: [HostPlace] = []
        for try await site in world.sites.list() {
            guard let id = site.id, let plan = site.serverFarmId, plans.contains(plan) else { continue }
            for try await binding in world.hostNameBindings.list(resourceGroup: id.resourceGroup ?? "", site: id.name) {
                guard let thumbprint = binding.thumbprint, thumbprints.contains(thumbprint.uppercased()), let name = binding.id?.name else {
                    continue
                }
                hosts.append(HostPlace(site: id, hostName: name))
            }
        }
        return hosts.sorted { $0.hostName < $1.hostName }
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
