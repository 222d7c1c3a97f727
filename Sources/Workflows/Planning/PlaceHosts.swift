import AppServiceCertificates
import AzureCore

/// Finds where an order's certificate has to be for further host names of a site. It only reads.
package struct PlaceHosts: Sendable {
    let world: World

    package init(_ world: World) {
        self.world = world
    }

    package func callAsFunction(_ order: CertificateOrder, site: ResourceID, _ hostNames: [String]) async throws -> Rollout {
        guard let link = try await FindUses(world).place(of: order), let id = order.id else {
            throw Problem(
                .precondition,
                "\(order.name ?? "The order") is in no vault a site could read it from.",
                why: "it has no link to a secret",
                nextStep: "Store it first: signet order \(order.name ?? "NAME") --domain '\(order.commonName)' --key-vault VAULT"
            )
        }
        let place = try await world.place(of: site)
        // A copy that is there already is taken, whatever its name.
        let copies = try await FindUses(world)(order).imports
        let copy = copies.first { $0.plan == place.planID } ?? place.importPlace(named: id.name, world)
        return Rollout(link: link, imports: [copy], hosts: hostNames.map { HostPlace(site: site, hostName: $0) })
    }
}
