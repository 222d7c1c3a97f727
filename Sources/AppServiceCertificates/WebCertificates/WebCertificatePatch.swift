import AzureCore
import JSON

/// What can be changed on a certificate App Service has. What is nil stays as it is.
///
/// A certificate that is bound cannot get another PFX in place: import it under a new name, bind that, delete the old one.
public struct WebCertificatePatch: Sendable, Hashable {
    /// The vault it is to be imported from.
    public var keyVaultId: ResourceID?
    /// The secret it is to be imported from.
    public var keyVaultSecretName: String?
    /// A PFX as base64.
    public var pfxBlob: Secret<String>?
    /// The password of the PFX.
    public var password: Secret<String>?
    /// The plan whose webspace it belongs to.
    public var serverFarmId: ResourceID?
    /// The names it is for.
    public var hostNames: [String]?
    /// The name a free certificate of App Service is for.
    public var canonicalName: String?

    /// A change of nothing, to be filled in.
    public init() {}

    /// The body to send. `password` is written empty where the api-version's schema wants it.
    public func requestBody(apiVersion: String = WebCertificatesVersion.standard) -> JSONValue {
        var properties = JSONObject()
        properties["keyVaultId"] = (keyVaultId?.description).map(JSONValue.string)
        properties["keyVaultSecretName"] = keyVaultSecretName.map(JSONValue.string)
        properties["pfxBlob"] = pfxBlob.map { .string($0.reveal()) }
        properties["password"] = WebCertificatesVersion.password(password, apiVersion: apiVersion)
        properties["serverFarmId"] = (serverFarmId?.description).map(JSONValue.string)
        properties["hostNames"] = hostNames.map { .array($0.map(JSONValue.string)) }
        properties["canonicalName"] = canonicalName.map(JSONValue.string)
        return ["properties": .object(properties)]
    }
}
