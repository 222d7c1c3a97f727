import AzureCore
import JSON

// Which vaults there are, and which names are free.
extension VaultsClient {
    /// The general list of resources has versions of its own; this is the one its contract names.
    static let resourceListAPIVersion = "2015-11-01"

    /// All vaults of the subscription.
    ///
    /// - Parameter top: How many a page holds; nil lets the service choose.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.KeyVault/vaults`.
    public func list(top: Int? = nil) -> Paged<Vault> {
        list(in: resources.subscription, top: top)
    }

    /// All vaults of a resource group.
    ///
    /// - Parameter top: How many a page holds; nil lets the service choose.
    ///
    /// Source: `GET {group}/providers/Microsoft.KeyVault/vaults`.
    public func list(resourceGroup: String, top: Int? = nil) -> Paged<Vault> {
        list(in: resources.resourceGroup(resourceGroup), top: top)
    }

    /// All vaults of the subscription out of the general list of resources: id, name, region and tags, and nothing of their
    /// settings. It needs fewer permissions than ``list(top:)``.
    ///
    /// - Parameter top: How many a page holds; nil lets the service choose.
    ///
    /// Source: `GET /subscriptions/{id}/resources?$filter=resourceType eq 'Microsoft.KeyVault/vaults'`, api-version 2015-11-01.
    public func references(top: Int? = nil) -> Paged<VaultReference> {
        let general = ResourceManager(
            pipeline: resources.pipeline,
            cloud: resources.cloud,
            subscriptionId: resources.subscriptionId,
            apiVersion: Self.resourceListAPIVersion
        )
        return general.list(
            "Vaults.references",
            general.subscription,
            path: ["resources"],
            query: [("$filter", "resourceType eq '\(Self.provider)/vaults'")] + Self.top(top),
            read: VaultReference.init(json:)
        )
    }

    /// Asks whether a vault could take a name; names are global.
    ///
    /// Source: `POST /subscriptions/{id}/providers/Microsoft.KeyVault/checkNameAvailability`.
    public func checkNameAvailability(_ name: String) async throws(AzureError) -> NameAvailability {
        try await resources.ask(
            "Vaults.checkNameAvailability",
            resources.subscription,
            path: ["providers", Self.provider, "checkNameAvailability"],
            body: ["name": .string(name), "type": .string(VaultResourceType.vaults.rawValue)],
            read: NameAvailability.init(json:)
        )
    }

    private func list(in scope: ResourceID, top: Int?) -> Paged<Vault> {
        resources.list(
            "Vaults.list",
            scope,
            path: ["providers", Self.provider, "vaults"],
            query: Self.top(top),
            read: Vault.init(json:)
        )
    }

    private static func top(_ count: Int?) -> [(name: String, value: String)] {
        count.map { [("$top", String($0))] } ?? []
    }
}
