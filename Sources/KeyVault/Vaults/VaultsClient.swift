import AzureCore
import HTTPTypes
import JSON

/// The vaults of a subscription, seen from Resource Manager (`Microsoft.KeyVault/vaults`).
///
/// All management operations but those of private endpoints (`privateEndpointConnections`, `privateLinkResources`), which no
/// certificate needs; what a vault says of them is in ``Vault/privateEndpointConnections``.
///
/// All calls throw ``AzureError``, as ``Pipeline/send(_:)`` says, cancellation included.
///
/// Source: the document `keyvault` of `Microsoft.KeyVault`, api-versions from 2019-09-01 on.
public struct VaultsClient: Sendable {
    /// What is used when no other api-version is asked for. From 2019-09-01 on the fields read here are the same.
    public static let standardAPIVersion = "2023-07-01"

    static let provider = "Microsoft.KeyVault"

    let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = VaultsClient.standardAPIVersion
    ) {
        resources = ResourceManager(
            pipeline: pipeline,
            cloud: cloud,
            subscriptionId: subscriptionId,
            apiVersion: apiVersion,
            knownRefusals: .keyVault
        )
    }

    /// The id of a vault of this subscription.
    public func id(resourceGroup: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource(Self.provider, "vaults", name)
    }

    /// Makes a vault, or writes all settings of an existing one: the access policies of the call are then the only ones.
    ///
    /// Throws ``AzureError``: `.conflict` when a vault of any tenant has the name, or a deleted one still holds it.
    ///
    /// Source: `PUT {group}/providers/Microsoft.KeyVault/vaults/{name}`, answers 200 or 201.
    public func createOrUpdate(
        resourceGroup: String,
        name: String,
        _ vault: Vault
    ) async throws(AzureError) -> LongRunningOperation<Vault> {
        let request = try resources.request(
            "Vaults.createOrUpdate",
            .put,
            id(resourceGroup: resourceGroup, name: name),
            body: vault.requestBody(),
            expecting: [200, 201, 202],
            repeatability: .idempotentWrite
        )
        return try await .start(request, pipeline: resources.pipeline, read: Vault.init(json:))
    }

    /// Goes on waiting for the making of a vault started earlier, also in another process.
    public func resume(_ token: OperationToken) throws(AzureError) -> LongRunningOperation<Vault> {
        try resources.resume(token, read: Vault.init(json:))
    }

    /// Reads a vault. Throws ``AzureError``, `.notFound` when there is none.
    ///
    /// Source: `GET {group}/providers/Microsoft.KeyVault/vaults/{name}`.
    public func get(resourceGroup: String, name: String) async throws(AzureError) -> Vault {
        try await resources.get("Vaults.get", id(resourceGroup: resourceGroup, name: name), read: Vault.init(json:))
    }

    /// Changes settings of a vault.
    ///
    /// Source: `PATCH {group}/providers/Microsoft.KeyVault/vaults/{name}`, answers 200 or 201.
    public func update(resourceGroup: String, name: String, _ patch: VaultPatch) async throws(AzureError) -> Vault {
        try await resources.patch(
            "Vaults.update",
            id(resourceGroup: resourceGroup, name: name),
            body: patch.requestBody(),
            expecting: [200, 201],
            read: Vault.init(json:)
        )
    }

    /// Deletes a vault with all that is in it; it can be recovered until its retention ends, and its name is held as long.
    ///
    /// Throws `.conflict` with `ScopeLocked` while a lock keeps it.
    ///
    /// Source: `DELETE {group}/providers/Microsoft.KeyVault/vaults/{name}`.
    ///
    /// - Returns: Whether there was such a vault.
    @discardableResult
    public func delete(resourceGroup: String, name: String) async throws(AzureError) -> Bool {
        try await resources.delete("Vaults.delete", id(resourceGroup: resourceGroup, name: name))
    }

    /// Changes single access policies, and leaves those of other identities as they are.
    ///
    /// Source: `PUT {vault}/accessPolicies/{add|replace|remove}`, answers 200 or 201.
    public func updateAccessPolicies(
        resourceGroup: String,
        name: String,
        _ change: AccessPolicyChange,
        _ policies: [AccessPolicy]
    ) async throws(AzureError) -> VaultAccessPolicies {
        try await resources.put(
            "Vaults.updateAccessPolicies",
            id(resourceGroup: resourceGroup, name: name),
            path: ["accessPolicies", change.rawValue],
            body: ["properties": ["accessPolicies": .array(policies.map { $0.requestBody() })]],
            read: VaultAccessPolicies.init(json:)
        )
    }
}
