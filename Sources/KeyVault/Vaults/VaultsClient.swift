import AzureCore
import JSON

/// The vaults of a subscription, seen from Resource Manager (`Microsoft.KeyVault/vaults`).
public struct VaultsClient: Sendable {
    /// What is used when no other api-version is asked for. From 2019-09-01 on the fields read here are the same.
    public static let standardAPIVersion = "2023-07-01"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = VaultsClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The id of a vault of this subscription.
    public func id(resourceGroup: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource("Microsoft.KeyVault", "vaults", name)
    }

    /// Reads a vault. Throws ``AzureError``, `.notFound` when there is none.
    ///
    /// Source: `GET {group}/providers/Microsoft.KeyVault/vaults/{name}`.
    public func get(resourceGroup: String, name: String) async throws(AzureError) -> Vault {
        try await resources.get("Vaults.get", id(resourceGroup: resourceGroup, name: name), read: Vault.init(json:))
    }
}
