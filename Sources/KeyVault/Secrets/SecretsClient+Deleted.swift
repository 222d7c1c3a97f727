import AzureCore
import HTTPTypes
import JSON

// The end of a secret, and the ways back.
extension SecretsClient {
    /// Deletes a secret with all its versions; it can be recovered until its retention ends, and its name is held as long.
    ///
    /// Throws `.forbidden` with `SecretManagedByKeyVault` when it belongs to a Key Vault certificate.
    ///
    /// Source: `DELETE {vault}/secrets/{name}`.
    public func delete(name: String) async throws(AzureError) -> DeletedSecret {
        let request = try request("Secrets.delete", .delete, "secrets", [name], repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(DeletedSecret.init(json:))
    }

    /// The deleted secrets that can still be recovered.
    ///
    /// - Parameter pageSize: How many a page holds, 1 to 25; nil lets the vault choose.
    ///
    /// Source: `GET {vault}/deletedsecrets`.
    public func listDeleted(pageSize: Int? = nil) -> Paged<DeletedSecret> {
        paged("Secrets.listDeleted", "deletedsecrets", [], pageSize, read: DeletedSecret.init(json:))
    }

    /// Reads a deleted secret, without its value. Right after a deletion the vault may answer `.notFound` for some seconds.
    ///
    /// Source: `GET {vault}/deletedsecrets/{name}`.
    public func getDeleted(name: String) async throws(AzureError) -> DeletedSecret {
        let request = try request("Secrets.getDeleted", .get, "deletedsecrets", [name])
        return try await pipeline.send(request).decode(DeletedSecret.init(json:))
    }

    /// Brings a deleted secret back with all its versions. It takes some seconds until it can be read.
    ///
    /// Source: `POST {vault}/deletedsecrets/{name}/recover`.
    ///
    /// - Returns: The current version without its value.
    public func recover(name: String) async throws(AzureError) -> SecretBundle {
        let request = try request("Secrets.recover", .post, "deletedsecrets", [name, "recover"], repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(SecretBundle.init(json:))
    }

    /// Deletes a deleted secret **for good** and frees its name. Refused under purge protection.
    ///
    /// Source: `DELETE {vault}/deletedsecrets/{name}`, answers 204.
    public func purge(name: String) async throws(AzureError) {
        let request = try request(
            "Secrets.purge",
            .delete,
            "deletedsecrets",
            [name],
            expecting: [204],
            repeatability: .idempotentWrite
        )
        _ = try await pipeline.send(request)
    }

    /// All versions of a secret in one encrypted blob, which only a vault of the same subscription and geography can restore.
    ///
    /// Source: `POST {vault}/secrets/{name}/backup`.
    public func backup(name: String) async throws(AzureError) -> Secret<String> {
        let request = try request("Secrets.backup", .post, "secrets", [name, "backup"])
        return try await pipeline.send(request).decode { json throws(JSONFieldError) in
            Secret(try JSONFields(json).requiredString("value"))
        }
    }

    /// Puts a blob of ``backup(name:)`` back. Throws `.conflict` when the vault has a secret of its name.
    ///
    /// Source: `POST {vault}/secrets/restore`.
    ///
    /// - Returns: The current version without its value.
    public func restore(_ backup: Secret<String>) async throws(AzureError) -> SecretBundle {
        let body: JSONValue = ["value": .string(backup.reveal())]
        let request = try request("Secrets.restore", .post, "secrets", ["restore"], body: body, repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(SecretBundle.init(json:))
    }
}
