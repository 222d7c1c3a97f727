import AzureCore
import JSON

/// The secrets of one vault, over its data plane.
///
/// ```swift
/// let secrets = SecretsClient(pipeline: pipeline, cloud: .publicCloud, vaultURL: "https://contoso.vault.azure.net")
/// let pfx = try await secrets.get(name: "shop").value.reveal()
/// ```
///
/// The token's scope is the cloud's; where the vault's own challenge names another, the pipeline follows it.
public struct SecretsClient: Sendable {
    /// What is used when no other api-version is asked for. From 7.0 on the fields read here are the same.
    public static let standardAPIVersion = "7.6"

    private let pipeline: Pipeline
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
    /// Throws ``AzureError``: `.notFound` when there is none, `.forbidden` with the inner code that says whether policy, role or
    /// firewall forbids it, `.invalidRequest` for a name that is not 1 to 127 letters, digits and hyphens.
    ///
    /// Source: `GET {vault}/secrets/{name}/{version}`.
    public func get(name: String, version: String? = nil) async throws(AzureError) -> SecretBundle {
        let target = "\(vaultURL)/secrets/\(name)" + (version.map { "/\($0)" } ?? "")
        guard Self.isName(name), version.map(Self.isName) ?? true else {
            throw AzureError(
                code: .invalidRequest,
                operation: "Secrets.get",
                target: target,
                serviceMessage: "a secret's name has 1 to 127 letters, digits and hyphens",
                nextStep: "Correct the secret's name."
            )
        }
        let request = AzureRequest(
            operation: "Secrets.get",
            url: target,
            query: [("api-version", apiVersion)],
            scope: scope,
            target: target
        )
        return try await pipeline.send(request).decode(SecretBundle.init(json:))
    }

    private static func isName(_ text: String) -> Bool {
        (1...127).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-")
            }
    }
}
