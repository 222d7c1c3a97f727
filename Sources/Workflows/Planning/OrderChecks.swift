import AppServiceCertificates
import AzureCore
import DNS
import FoundationEssentials
import KeyVault

/// What work on an order that exists rests on and can be read beforehand: the rights and firewall of its vaults and, when something is
/// to be issued, the age of the domain's proof and its CAA records. It writes nothing.
package struct OrderChecks: Sendable {
    let world: World
    var rules: RenewalRules { world.rules }

    package init(_ world: World) {
        self.world = world
    }

    /// - Parameter place: where it is to be stored, where that is not one of its links yet.
    package func findings(of order: CertificateOrder, storedIn place: VaultPlace? = nil, issues: Bool) async throws -> [Finding] {
        var findings: [Finding] = []
        if issues { findings += try await proof(of: order) }
        var vaults: [ResourceID] = []
        for place in order.vaultPlaces + [place].compactMap(\.self) where !vaults.contains(place.vault) { vaults.append(place.vault) }
        for id in vaults { findings += try await vault(id) }
        return findings
    }

    private func proof(of order: CertificateOrder) async throws -> [Finding] {
        var sight = OrderSight(order: order, now: try await world.clock.now())
        sight.history = try await world.orders.actions(resourceGroup: sight.resourceGroup, name: sight.name)
        return OrderFindings(sight, rules: rules).proof + [await Self.authorization(of: sight.domain, world)]
    }

    private func vault(_ id: ResourceID) async throws -> [Finding] {
        guard id.subscriptionId?.caseInsensitiveEquals(world.subscriptionId) == true else {
            return [VaultRules.elsewhere(id, world.subscriptionId)]
        }
        do {
            let vault = try await world.vaults.get(resourceGroup: id.resourceGroup ?? "", name: id.name)
            return [VaultRules.firewall(vault, id.name)]
                + (try await VaultRights(vault: vault, vaultID: id, world: world).findings())
        } catch let error as AzureError {
            guard error.code == .notFound else {
                return [.warning("vault \(id.name)", "could not be looked at: \(error.why)", fix: error.nextStep)]
            }
            return [.blocking("vault \(id.name)", "it does not exist", fix: "az keyvault recover --name \(id.name)")]
        }
    }

    /// Whether the CAA records of a domain let the authority issue.
    static func authorization(of domain: String, _ world: World) async -> Finding {
        let bare = domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain
        do {
            return CAARule.finding(try await CAAWalk.run(bare, with: world.resolver), domain: domain)
        } catch {
            return .warning(
                "CAA",
                "could not be read: \(error)",
                fix: "Check that \(bare) has no CAA record that leaves out \(CAARule.authority)."
            )
        }
    }
}
