import AppServiceCertificates
import AzureCore
import AzureResources
import DNS
import FoundationEssentials
import KeyVault

/// Everything that can be read before the purchase. It writes nothing, neither to Azure nor to the state.
package struct Preflight: Sendable {
    let input: ProvisionInput
    let world: World

    package init(input: ProvisionInput, world: World) {
        self.input = input
        self.world = world
    }

    /// Takes all looks and throws the first thing that blocks.
    package func run() async throws -> [Finding] {
        let findings = try await findings()
        if let blocking = findings.first(where: { $0.level == .blocking }) { throw blocking.problem(input) }
        return findings
    }

    /// All looks, with what blocks among them. An order that exists already is not bought again, so the purchase itself is then not
    /// checked; nor is it while something else blocks.
    package func findings() async throws -> [Finding] {
        try await resourceGroup()
        let exists = try await Provision(input: input, world: world).orderExists
        var findings: [Finding] = []
        if let vaultID = input.vault { findings += try await self.vault(vaultID, orderExists: exists) }
        if let site = input.site { findings += try await self.site(site) }
        guard !exists else { return findings }
        findings.append(await OrderChecks.authorization(of: input.domain, world))
        guard !findings.contains(where: { $0.level == .blocking }) else { return findings }
        try await world.orders.validatePurchase(input.purchase(csr: input.suppliedRequest))
        return findings + [.passed("purchase", "the service would accept it")]
    }

    private func resourceGroup() async throws {
        let group = input.resourceGroup
        guard try await found({ try await world.resourceGroups.get(name: group) }) == nil else { return }
        throw Problem(
            .precondition,
            "The resource group \(group) does not exist.",
            why: "the subscription \(world.subscriptionId) has no such group",
            nextStep: "Choose one of: az group list --query '[].name'"
        )
    }

    private func vault(_ id: ResourceID, orderExists: Bool) async throws -> [Finding] {
        let vault = try await vault(id)
        var findings = [VaultRules.firewall(vault, id.name)]
        // A sealed key's secret is written from here, so only whoever reads it needs a right for it.
        let principals: [FirstParty] = input.key == .sealed ? [.appService] : [.certificateRegistration, .appService]
        findings += try await VaultRights(vault: vault, vaultID: id, world: world).findings(of: principals)
        if !orderExists, let held = try await heldName(vault, id) { findings.append(held) }
        return findings
    }

    private func vault(_ id: ResourceID) async throws -> Vault {
        guard id.subscriptionId?.lowercased() == world.subscriptionId.lowercased() else {
            throw Problem(
                .input,
                "The vault \(id.name) is in another subscription.",
                why:
                    "it is in \(id.subscriptionId ?? "none") and the order would be in \(world.subscriptionId); the service links vaults of its own subscription only",
                nextStep: "Name a vault of the subscription \(world.subscriptionId) with --key-vault."
            )
        }
        if let vault = try await found({ try await world.vaults.get(resourceGroup: id.resourceGroup ?? "", name: id.name) }) {
            return vault
        }
        if try await isDeleted(id) {
            throw Problem(
                .precondition,
                "The key vault \(id.name) is deleted.",
                why: "it can be recovered, and until then or until it is purged nobody can have its name",
                nextStep: "Recover it: az keyvault recover --name \(id.name)"
            )
        }
        throw Problem(
            .precondition,
            "The key vault \(id.name) does not exist.",
            why: "the resource group \(id.resourceGroup ?? "") has no such vault",
            nextStep: "Make it: az keyvault create --resource-group \(id.resourceGroup ?? "") --name \(id.name)"
        )
    }

    /// Who may not list deleted vaults is told that there is none of that name.
    private func isDeleted(_ id: ResourceID) async throws -> Bool {
        do {
            for try await vault in world.vaults.listDeleted() where vault.name?.caseInsensitiveEquals(id.name) == true { return true }
            return false
        } catch {
            return false
        }
    }

    /// A deleted secret holds the name the certificate would be stored under. Who may not look at deleted secrets may not need to.
    private func heldName(_ vault: Vault, _ id: ResourceID) async throws -> Finding? {
        guard let address = vault.vaultUri else { return nil }
        do {
            _ = try await world.secrets(address).getDeleted(name: input.secretName)
            return VaultRules.deletedSecret(input.secretName, id.name)
        } catch {
            return nil
        }
    }

    private func site(_ id: ResourceID) async throws -> [Finding] {
        let group = id.resourceGroup ?? ""
        guard try await found({ try await world.site(id) }) != nil else {
            let fix = "Choose one of: az webapp list --query '[].name'"
            return [.blocking("site", "the resource group \(group) has no site \(id.siteWords)", fix: fix)]
        }
        let place = try await world.place(of: id)
        let tier = place.plan.tier ?? "unknown"
        guard place.plan.allowsCustomTLS else {
            return [
                .blocking(
                    "plan tier",
                    "the plan \(place.planID.name) of \(id.siteWords) is \(tier), and a certificate needs Basic or higher",
                    fix: "az appservice plan update --ids \(place.planID) --sku B1"
                )
            ]
        }
        var findings = [Finding.passed("site", "\(id.siteWords) on a plan of tier \(tier)")]
        for host in input.hostNames { findings.append(await mapping(host, place.site)) }
        return findings
    }

    /// A host name that is not mapped yet does not block: its records are published, or asked for, before it is bound.
    private func mapping(_ host: String, _ site: Site) async -> Finding {
        let isMapped = site.hostNames.contains { $0.caseInsensitiveEquals(host) }
        if isMapped { return .passed("host \(host)", "mapped to \(site.name)") }
        let records = HostMapping.records(for: host, site: site).map(\.description).joined(separator: "; ")
        guard case .person = world.records else { return .passed("host \(host)", "not mapped yet; its records are published on the way") }
        return .warning("host \(host)", "not mapped to \(site.name) yet", fix: "Set before it is bound: \(records)")
    }
}

extension Finding {
    package func problem(_ input: ProvisionInput) -> Problem {
        Problem(.precondition, "\(input.name) was not ordered: \(what).", why: detail, nextStep: fix)
    }
}
