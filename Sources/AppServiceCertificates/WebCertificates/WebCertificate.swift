import AzureCore
import FoundationEssentials
import JSON

/// A certificate App Service can bind (`Microsoft.Web/certificates`), imported from a vault secret:
///
/// ```swift
/// let certificate = WebCertificate(location: "West Europe", keyVaultId: vault, keyVaultSecretName: "shop", serverFarmId: plan)
/// ```
public struct WebCertificate: Sendable, Hashable {
    /// The resource id; nil before it exists.
    public var id: ResourceID?
    /// The resource name.
    public var name: String?
    /// The region of the plan.
    public var location: String
    /// The tags.
    public var tags: [String: String]
    /// The vault it is imported from; the service changes its casing.
    public var keyVaultId: ResourceID?
    /// The secret it is imported from; the service lower-cases it.
    public var keyVaultSecretName: String?
    /// The plan whose webspace it belongs to.
    public var serverFarmId: ResourceID?

    /// The names it covers.
    public private(set) var hostNames: [String]
    /// The SHA-1 of the leaf, 40 hexadecimal digits: what a binding names.
    public private(set) var thumbprint: String?
    /// The subject's name.
    public private(set) var subjectName: String?
    /// The issuer.
    public private(set) var issuer: String?
    /// Valid from.
    public private(set) var issueDate: Date?
    /// Valid until.
    public private(set) var expirationDate: Date?
    /// How the import from the vault went.
    public private(set) var keyVaultSecretStatus: KeyVaultSecretStatus?
    /// The whole answer, unknown fields included.
    public private(set) var raw: JSONValue

    /// A certificate to be imported.
    public init(
        location: String,
        keyVaultId: ResourceID,
        keyVaultSecretName: String,
        serverFarmId: ResourceID,
        tags: [String: String] = [:]
    ) {
        self.location = location
        self.keyVaultId = keyVaultId
        self.keyVaultSecretName = keyVaultSecretName
        self.serverFarmId = serverFarmId
        self.tags = tags
        hostNames = []
        raw = [:]
    }

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.properties()
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        location = try fields.string("location") ?? ""
        tags = try fields.stringMap("tags") ?? [:]
        keyVaultId = try properties.string("keyVaultId").flatMap { ResourceID($0) }
        keyVaultSecretName = try properties.string("keyVaultSecretName")
        serverFarmId = try properties.string("serverFarmId").flatMap { ResourceID($0) }
        hostNames = try properties.strings("hostNames") ?? []
        thumbprint = try properties.string("thumbprint")
        subjectName = try properties.string("subjectName")
        issuer = try properties.string("issuer")
        issueDate = try properties.date("issueDate")
        expirationDate = try properties.date("expirationDate")
        keyVaultSecretStatus = try properties.word("keyVaultSecretStatus")
        raw = json
    }

    /// The body to send. `password` is written empty where the api-version's schema wants it.
    public func requestBody(apiVersion: String = WebCertificatesVersion.standard) -> JSONValue {
        var properties = JSONObject()
        properties["keyVaultId"] = (keyVaultId?.description).map(JSONValue.string)
        properties["keyVaultSecretName"] = keyVaultSecretName.map(JSONValue.string)
        properties["serverFarmId"] = (serverFarmId?.description).map(JSONValue.string)
        if WebCertificatesVersion.requiresPassword(apiVersion) { properties["password"] = "" }
        return resourceBody(location: location, tags: tags, properties: properties)
    }
}

/// The api-versions of `Microsoft.Web` for certificates and host name bindings, and where the wire differs.
public enum WebCertificatesVersion {
    /// What clients use when nothing else is asked for.
    public static let standard = "2025-05-01"

    /// The last version whose schema requires `password`, even when a vault is the source.
    private static let lastWithPassword = "2019-08-01"

    static func requiresPassword(_ apiVersion: String) -> Bool {
        apiVersion <= lastWithPassword
    }
}
