import AppServiceCertificates
import AzureCore

extension Provision {
    package func observe(_ run: Run) async throws -> OrderObservation {
        try await watch.take(domain: input.domain) { try await rollout() }
    }

    /// Where the certificate goes; a site's plan is looked up.
    package func rollout() async throws -> Rollout {
        let link = input.vault.map { VaultPlace(link: input.name, vault: $0, secret: input.secretName) }
        guard let site = input.site else { return Rollout(link: link, watched: input.hostNames) }
        return Rollout(
            link: link,
            imports: [try await world.place(of: site).importPlace(named: input.name, world)],
            hosts: input.hostNames.map { HostPlace(site: site, hostName: $0) }
        )
    }

    /// The order of that name, if there is one, so that nothing will be bought.
    package var existing: CertificateOrder? {
        get async throws { try await OrderWrites(world: world, order: order).current() }
    }

    package var orderExists: Bool { get async throws { try await existing != nil } }
}
