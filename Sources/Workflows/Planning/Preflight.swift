import AppServiceCertificates
import AzureCore
import AzureResources
import DNS
import FoundationEssentials
import KeyVault

/// One thing looked at before money is spent.
package struct Finding: Sendable, Hashable {
    package enum Level: String, Sendable {
        case passed
        /// Could not be checked, or may matter later.
        case warning
        case blocking
    }

    package let level: Level
    package let what: String
    package let detail: String
    /// The exact thing to do; empty when nothing is to be done.
    package let fix: String

    static func passed(_ what: String, _ detail: String) -> Finding { Finding(level: .passed, what: what, detail: detail, fix: "") }
    static func warning(_ what: String, _ detail: String, fix: String) -> Finding {
        Finding(level: .warning, what: what, detail: detail, fix: fix)
    }
    static func blocking(_ what: String, _ detail: String, fix: String) -> Finding {
        Finding(level: .blocking, what: what, detail: detail, fix: fix)
    }
}

/// Everything that can be read before the purchase. It writes nothing, neither to Azure nor to the state.
package struct Preflight: Sendable {
    let input: ProvisionInput
    let world: World

    package init(input: ProvisionInput, world: World) {
        self.input = input
        self.world = world
    }

    /// Takes all looks and throws the first thing that blocks. An order that exists already is not bought again, so the
    /// purchase itself is then not checked.
    package func run() async throws -> [Finding] {
        try await resourceGroup()
        let exists = try await Provision(input: input, world: world).existingOrder() != nil
        let vault = try await vault()
        var findings = [networkRules(vault)]
        findings += try await VaultRights(vault: vault, vaultID: input.vault, world: world).findings()
        if let site = input.site { findings += try await self.site(site) }
        if !exists {
            findings.append(await authorization())
            if let blocking = findings.first(where: { $0.level == .blocking }) { throw blocking.problem(input) }
            try await world.orders.validatePurchase(input.purchase)
            findings.append(.passed("purchase", "the service would accept it"))
        }
        if let blocking = findings.first(where: { $0.level == .blocking }) { throw blocking.problem(input) }
        return findings
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

    private func vault() async throws -> Vault {
        let id = input.vault
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
        throw Problem(
            .precondition,
            "The key vault \(id.name) does not exist.",
            why: "the resource group \(id.resourceGroup ?? "") has no such vault",
            nextStep: "Make it: az keyvault create --resource-group \(id.resourceGroup ?? "") --name \(id.name)"
        )
    }

    private func networkRules(_ vault: Vault) -> Finding {
        let isClosed = vault.publicNetworkAccess == .disabled && vault.networkAcls?.bypass != .azureServices
        guard isClosed || vault.networkAcls?.letsTrustedServicesIn == false else {
            return .passed("vault firewall", "lets trusted services through")
        }
        return .blocking(
            "vault firewall",
            "the firewall of \(input.vault.name) keeps out the services that store and read the certificate",
            fix: "az keyvault update --name \(input.vault.name) --bypass AzureServices"
        )
    }

    private func site(_ id: ResourceID) async throws -> [Finding] {
        let group = id.resourceGroup ?? ""
        guard try await found({ try await world.sites.get(resourceGroup: group, name: id.name) }) != nil else {
            let fix = "Choose one of: az webapp list --query '[].name'"
            return [.blocking("site", "the resource group \(group) has no site \(id.name)", fix: fix)]
        }
        let place = try await Provision(input: input, world: world).place(of: id)
        let tier = place.plan.tier ?? "unknown"
        guard place.plan.allowsCustomTLS else {
            return [
                .blocking(
                    "plan tier",
                    "the plan \(place.planID.name) of \(id.name) is \(tier), and a certificate needs Basic or higher",
                    fix: "az appservice plan update --ids \(place.planID) --sku B1"
                )
            ]
        }
        var findings = [Finding.passed("site", "\(id.name) on a plan of tier \(tier)")]
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

    /// Whether the domain's CAA records let the certificate authority issue at all.
    private func authorization() async -> Finding {
        let isWildcard = input.domain.hasPrefix("*.")
        do {
            let walk = try await CAAWalk.run(input.bareDomain, with: world.resolver)
            if walk.allows(ca: Self.authority, wildcard: isWildcard) {
                return .passed(
                    "CAA",
                    walk.foundAt.map { "the records of \($0) allow \(Self.authority)" } ?? "no records, so every authority may issue"
                )
            }
            return .blocking(
                "CAA",
                "the CAA records of \(walk.foundAt ?? input.bareDomain) do not allow \(Self.authority) to issue",
                fix:
                    "Add this record: \(walk.foundAt ?? input.bareDomain)  CAA  0 \(isWildcard ? "issuewild" : "issue") \"\(Self.authority)\""
            )
        } catch {
            return .warning(
                "CAA",
                "could not be read: \(error)",
                fix: "Check that \(input.bareDomain) has no CAA record that leaves out \(Self.authority)."
            )
        }
    }

    /// The authority behind App Service certificates, as CAA records name it.
    private static let authority = "godaddy.com"
}

extension Finding {
    func problem(_ input: ProvisionInput) -> Problem {
        Problem(.precondition, "\(input.name) was not ordered: \(what).", why: detail, nextStep: fix)
    }
}
