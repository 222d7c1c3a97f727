import AzureCore
import HTTPTypes
import JSON

// Vaults that are deleted and not yet gone.
extension VaultsClient {
    /// The deleted vaults of the subscription.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.KeyVault/deletedVaults`.
    public func listDeleted() -> Paged<DeletedVault> {
        resources.list(
            "Vaults.listDeleted",
            resources.subscription,
            path: ["providers", Self.provider, "deletedVaults"],
            read: DeletedVault.init(json:)
        )
    }

    /// Reads a deleted vault. Throws `.notFound` when there is none of that name in that region.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{name}`.
    public func getDeleted(location: String, name: String) async throws(AzureError) -> DeletedVault {
        try await resources.get("Vaults.getDeleted", deleted(location, name), read: DeletedVault.init(json:))
    }

    /// Deletes a deleted vault **for good**, with every secret in it, and frees its name. Refused under purge protection.
    ///
    /// Source: `POST …/deletedVaults/{name}/purge`, answers 200 or 202.
    public func purgeDeleted(location: String, name: String) async throws(AzureError) -> LongRunningOperation<Void> {
        let request = try resources.request(
            "Vaults.purgeDeleted",
            .post,
            deleted(location, name),
            path: ["purge"],
            expecting: [200, 202],
            repeatability: .idempotentWrite
        )
        return try await .start(request, pipeline: resources.pipeline, whenEmpty: ()) { _ throws(JSONFieldError) in }
    }

    /// Goes on waiting for a purge started earlier, also in another process.
    public func resumePurge(_ token: OperationToken) throws(AzureError) -> LongRunningOperation<Void> {
        try resources.resume(token, whenEmpty: ()) { _ throws(JSONFieldError) in }
    }

    private func deleted(_ location: String, _ name: String) -> ResourceID {
        resources.subscription.resource(Self.provider, "locations", location).child("deletedVaults", name)
    }
}
