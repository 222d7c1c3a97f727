import AzureCore
import KeyVault

/// What an order needs of a vault beyond rights: the same subscription, and a firewall that lets the two services through.
enum VaultRules {
    static func firewall(_ vault: Vault, _ name: String) -> Finding {
        let isClosed = vault.publicNetworkAccess == .disabled && vault.networkAcls?.bypass != .azureServices
        guard isClosed || vault.networkAcls?.letsTrustedServicesIn == false else {
            return .passed("vault firewall", "lets trusted services through")
        }
        return .blocking(
            "vault firewall",
            "the firewall of \(name) keeps out the services that store and read the certificate",
            fix: "az keyvault update --name \(name) --bypass AzureServices"
        )
    }

    static func elsewhere(_ id: ResourceID, _ subscriptionId: String) -> Finding {
        .blocking(
            "vault \(id.name)",
            "it is in the subscription \(id.subscriptionId ?? "none") and the order in \(subscriptionId): the service stores in vaults of its "
                + "own subscription only",
            fix: "Link a vault of the subscription \(subscriptionId): az keyvault list --query \"[].id\""
        )
    }

    /// A name a deleted secret holds cannot be written to.
    static func deletedSecret(_ secret: String, _ vault: String) -> Finding {
        .blocking(
            "secret \(secret)",
            "it is deleted in \(vault), and its name is held until it is recovered or purged",
            fix: "az keyvault secret recover --vault-name \(vault) --name \(secret) — or purge it, or choose another with --secret"
        )
    }
}
