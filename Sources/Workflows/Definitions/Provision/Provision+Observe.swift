import AppServiceCertificates
import AzureCore

extension Provision {
    package func observe(_ run: Run) async throws -> OrderObservation {
        try await watch.take(domain: input.domain) { try await rollout() }
    }

    private func rollout() async throws -> Rollout {
        let link = VaultPlace(link: input.name, vault: input.vault, secret: input.secretName)
        guard let site = input.site else { return Rollout(link: link) }
        return Rollout(
            link: link,
            imports: [try await world.place(of: site).importPlace(named: input.name, world)],
            hosts: input.hostNames.map { HostPlace(site: site, hostName: $0) }
        )
    }

    /// Whether there is an order of that name already, so that nothing will be bought.
    package var orderExists: Bool {
        get async throws { try await OrderWrites(world: world, order: input.order).current() != nil }
    }
}
