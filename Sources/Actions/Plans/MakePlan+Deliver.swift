import AppServiceCertificates
import AzureCore
import JSON
import Workflows

/// The verbs that bring or keep a certificate that is there.
extension MakePlan {
    func verifyDomain(_ found: Found) async throws -> Plan {
        let history = try await OrderWatch(world: context.world, order: found.id).history()
        let input = VerifyDomainInput(
            order: found.id,
            domain: found.order.commonName,
            provenBefore: history.provenAt,
            proofsBefore: history.proofs
        )
        return try await plan(
            .verifyDomain(found.target),
            found,
            input: input.json,
            Rollout(link: nil),
            issues: true,
            summary: "verify-domain: prove \(found.order.commonName) again"
                + (history.provenAt.map { "; it was proven last on \(day($0))" } ?? "")
        ) { seen in found.calls.proof(found.order, seen) }
    }

    /// An order has one link; what it is linked to already is said by the workflow.
    func store(_ found: Found, in keyVault: String, secret: String?) async throws -> Plan {
        let parent = "/subscriptions/\(context.world.subscriptionId)/resourceGroups/\(found.id.resourceGroup ?? "")/providers"
        let vault = try OrderRequest.id(keyVault, under: "\(parent)/Microsoft.KeyVault/vaults", flag: "--key-vault")
        let link = found.order.vaultPlaces.first?.link ?? found.id.name
        let place = VaultPlace(link: link, vault: vault, secret: secret ?? found.id.name)
        let input = DeliveryInput(order: found.id, domain: found.order.commonName, rollout: Rollout(link: place))
        return try await plan(
            .store(found.target, keyVault: vault.description, secret: place.secret),
            found,
            input: input.json,
            input.rollout,
            issues: false,
            summary: "store: the certificate of \(found.id.name) with its key as the secret \(place.secret) of \(vault.name)"
        ) { seen in found.calls.delivery(seen) }
    }

    func bind(_ found: Found, site: String, _ hostNames: [String]) async throws -> Plan {
        let order = found.order, domain = order.commonName
        let parent = "/subscriptions/\(context.world.subscriptionId)/resourceGroups/\(found.id.resourceGroup ?? "")/providers"
        let siteID = try OrderRequest.site(site, under: parent)
        let hosts = try OrderRequest.check(hostNames, coveredBy: domain)
        let rollout = try await PlaceHosts(context.world)(order, site: siteID, hosts)
        let input = DeliveryInput(order: found.id, domain: domain, rollout: rollout)
        return try await plan(
            .bind(found.target, site: siteID.description, hostNames: hosts),
            found,
            input: input.json,
            rollout,
            issues: false,
            summary: "bind: \(hosts.joined(separator: ", ")) on \(siteID.siteWords) to the certificate of \(found.id.name)"
        ) { seen in found.calls.delivery(seen) }
    }

    func sync(_ found: Found) async throws -> Plan {
        let rollout = try await FindUses(context.world)(found.order)
        let input = DeliveryInput(order: found.id, domain: found.order.commonName, rollout: rollout)
        var plan = try await plan(
            .sync(found.target),
            found,
            input: input.json,
            rollout,
            issues: false,
            summary: "sync: the present certificate of \(found.id.name) to every place that has one of it"
        ) { seen in found.calls.delivery(seen) }
        guard plan.obstacle == nil else { return plan }
        let imported = Set(plan.calls.map(\.path))
        let current = rollout.imports.filter { !imported.contains($0.certificate.description) }.map(\.certificate.name)
        if !current.isEmpty { plan.summary += "; already current: \(current.sorted().joined(separator: ", "))" }
        return plan
    }
}
