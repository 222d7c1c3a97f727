import AzureCore
import HTTPTypes
import JSON

/// The secrets of one vault, over its data plane.
///
/// ```swift
/// let secrets = SecretsClient(pipeline: pipeline, cloud: .publicCloud, vaultURL: "https://contoso.vault.azure.net")
/// let pfx = try await secrets.get(name: "shop").value.reveal()
/// ```
///
/// The token's scope is the cloud's; where the vault's own challenge names another, the pipeline follows it.
///
/// Every call throws ``AzureError``: `.notFound` when there is no such secret, `.forbidden` with the inner code that says whether
/// policy, role or firewall forbids it, `.invalidRequest` for a name that is not 1 to 127 letters, digits and hyphens.
/// Cancellation is as ``Pipeline/send(_:)`` says.
///
/// Source: the document `secrets` of the Key Vault data plane, api-versions from 7.0 on. `{vault}` is the vault's address.
public struct SecretsClient: Sendable {
    /// What is used when no other api-version is asked for. From 7.0 on the fields read here are the same.
    public static let standardAPIVersion = "7.6"

    let pipeline: Pipeline
    private let vaultURL: String
    private let scope: TokenScope
    private let apiVersion: String

    /// A client for one vault, by its address (``Vault/vaultUri`` or ``AzureCloud/vaultURL(_:)``).
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud = .publicCloud,
        vaultURL: String,
        apiVersion: String = SecretsClient.standardAPIVersion
    ) {
        self.pipeline = pipeline
        self.vaultURL = vaultURL.hasSuffix("/") ? String(vaultURL.dropLast()) : vaultURL
        self.scope = cloud.keyVaultScope
        self.apiVersion = apiVersion
    }

    /// Reads a secret with its value; without a version the current one.
    ///
    /// Source: `GET {vault}/secrets/{name}/{version}`.
    public func get(name: String, version: String? = nil) async throws(AzureError) -> SecretBundle {
        let request = try request("Secrets.get", .get, "secrets", [name] + (version.map { [$0] } ?? []))
        return try await pipeline.send(request).decode(SecretBundle.init(json:))
    }

    /// Writes a new version of a secret, or its first. When an answer is lost and the call repeated, there is one version more
    /// with the same value.
    ///
    /// Throws `.conflict` with `ObjectIsDeletedButRecoverable` while a deleted secret holds the name, `.forbidden` with
    /// `SecretManagedByKeyVault` when it belongs to a Key Vault certificate.
    ///
    /// - Parameter value: At most 25 KB.
    ///
    /// Source: `PUT {vault}/secrets/{name}`.
    public func set(
        name: String,
        value: Secret<String>,
        contentType: String? = nil,
        tags: [String: String]? = nil,
        attributes: SecretAttributes = SecretAttributes()
    ) async throws(AzureError) -> SecretBundle {
        var body = Self.properties(contentType, tags, attributes)
        body["value"] = .string(value.reveal())
        let request = try request("Secrets.set", .put, "secrets", [name], body: .object(body), repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(SecretBundle.init(json:))
    }

    /// Changes what stands beside the value of one version. What is nil stays as it is.
    ///
    /// Source: `PATCH {vault}/secrets/{name}/{version}`.
    ///
    /// - Returns: The version without its value.
    public func update(
        name: String,
        version: String,
        contentType: String? = nil,
        tags: [String: String]? = nil,
        attributes: SecretAttributes = SecretAttributes()
    ) async throws(AzureError) -> SecretBundle {
        let body = JSONValue.object(Self.properties(contentType, tags, attributes))
        let request = try request("Secrets.update", .patch, "secrets", [name, version], body: body, repeatability: .idempotentWrite)
        return try await pipeline.send(request).decode(SecretBundle.init(json:))
    }

    /// All secrets of the vault, without values and versions.
    ///
    /// - Parameter pageSize: How many a page holds, 1 to 25; nil lets the vault choose.
    ///
    /// Source: `GET {vault}/secrets`.
    public func list(pageSize: Int? = nil) -> Paged<SecretItem> {
        paged("Secrets.list", "secrets", [], pageSize, read: SecretItem.init(json:))
    }

    /// All versions of a secret, without values, in no particular order.
    ///
    /// - Parameter pageSize: How many a page holds, 1 to 25; nil lets the vault choose.
    ///
    /// Source: `GET {vault}/secrets/{name}/versions`.
    public func versions(name: String, pageSize: Int? = nil) -> Paged<SecretItem> {
        paged("Secrets.versions", "secrets", [name, "versions"], pageSize, read: SecretItem.init(json:))
    }

    private static func properties(_ contentType: String?, _ tags: [String: String]?, _ attributes: SecretAttributes) -> JSONObject {
        var properties = JSONObject()
        properties["contentType"] = contentType.map(JSONValue.string)
        properties["attributes"] = attributes.requestBody()
        if let tags { properties["tags"] = tagsBody(tags) ?? [:] }
        return properties
    }
}

extension SecretsClient {
    /// A request on the vault.
    ///
    /// - Parameters:
    ///   - collection: `secrets` or `deletedsecrets`.
    ///   - path: What follows: name, then version or action. All of them are made of the letters a name may have.
    func request(
        _ operation: String,
        _ method: HTTPRequest.Method,
        _ collection: String,
        _ path: [String],
        query: [(name: String, value: String)] = [],
        body: JSONValue? = nil,
        expecting statuses: Set<Int> = [200],
        repeatability: Repeatability = .read
    ) throws(AzureError) -> AzureRequest {
        let target = ([vaultURL, collection] + path).joined(separator: "/")
        guard path.allSatisfy(Self.isName) else {
            throw AzureError(
                code: .invalidRequest,
                operation: operation,
                target: target,
                serviceMessage: "a secret's name has 1 to 127 letters, digits and hyphens",
                nextStep: "Correct the secret's name."
            )
        }
        return AzureRequest(
            operation: operation,
            method: method,
            url: target,
            query: query + [("api-version", apiVersion)],
            body: body,
            expectedStatuses: statuses,
            scope: scope,
            repeatability: repeatability,
            target: target,
            knownRefusals: .keyVault
        )
    }

    func paged<Item: Sendable>(
        _ operation: String,
        _ collection: String,
        _ path: [String],
        _ pageSize: Int?,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Item
    ) -> Paged<Item> {
        let first: Result<AzureRequest, AzureError>
        do {
            let query = pageSize.map { [(name: "maxresults", value: String($0))] } ?? []
            first = .success(try request(operation, .get, collection, path, query: query))
        } catch {
            first = .failure(error)
        }
        return Paged(first: first, pipeline: pipeline, read: read)
    }

    private static func isName(_ text: String) -> Bool {
        (1...127).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-")
            }
    }
}
