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
    /// A PFX as base64, instead of a vault; sent, never answered.
    public var pfxBlob: Secret<String>?
    /// The password of the PFX; sent, never answered.
    public var password: Secret<String>?
    /// The name of a free certificate App Service obtains itself, which is another product.
    public var canonicalName: String?
    /// How App Service proves the domain of such a certificate.
    public var domainValidationMethod: String?

    /// The resource type.
    public private(set) var type: String?
    /// The kind some resources carry.
    public private(set) var kind: String?
    /// Who made and changed it, where the service says so.
    public private(set) var systemData: SystemData?
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
    /// Whether it is valid now.
    public private(set) var isValid: Bool?
    /// The name shown in the portal.
    public private(set) var friendlyName: String?
    /// The site it was made for, if any.
    public private(set) var siteName: String?
    /// The address it describes itself by.
    public private(set) var selfLink: String?
    /// The certificate itself as base64 DER; no key.
    public private(set) var cerBlob: String?
    /// A hash of its public key.
    public private(set) var publicKeyHash: String?
    /// The App Service Environment it belongs to, if any.
    public private(set) var hostingEnvironment: HostingEnvironment?
    /// How the import from the vault went.
    public private(set) var keyVaultSecretStatus: KeyVaultSecretStatus?
    /// The whole answer without PFX and password, unknown fields included.
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

    /// A certificate to be uploaded as a PFX with its password; App Service wants the whole chain in it.
    public init(location: String, pfx: Secret<String>, password: Secret<String>, serverFarmId: ResourceID, tags: [String: String] = [:]) {
        self.location = location
        pfxBlob = pfx
        self.password = password
        self.serverFarmId = serverFarmId
        self.tags = tags
        hostNames = []
        raw = [:]
    }
}

extension WebCertificate {
    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.properties()
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        kind = try fields.string("kind")
        systemData = try fields.model("systemData", SystemData.init(json:))
        location = try fields.string("location") ?? ""
        tags = try fields.stringMap("tags") ?? [:]
        keyVaultId = try properties.string("keyVaultId").flatMap { ResourceID($0) }
        keyVaultSecretName = try properties.string("keyVaultSecretName")
        serverFarmId = try properties.string("serverFarmId").flatMap { ResourceID($0) }
        canonicalName = try properties.string("canonicalName")
        domainValidationMethod = try properties.string("domainValidationMethod")
        hostNames = try properties.strings("hostNames") ?? []
        thumbprint = try properties.string("thumbprint")
        subjectName = try properties.string("subjectName")
        issuer = try properties.string("issuer")
        issueDate = try properties.date("issueDate")
        expirationDate = try properties.date("expirationDate")
        keyVaultSecretStatus = try properties.word("keyVaultSecretStatus")
        isValid = try properties.bool("valid")
        friendlyName = try properties.string("friendlyName")
        siteName = try properties.string("siteName")
        selfLink = try properties.string("selfLink")
        cerBlob = try properties.string("cerBlob")
        publicKeyHash = try properties.string("publicKeyHash")
        hostingEnvironment = try properties.model("hostingEnvironmentProfile", HostingEnvironment.init(json:))
        raw = Self.withoutSecrets(fields.object)
    }

    private static func withoutSecrets(_ answer: JSONObject) -> JSONValue {
        var answer = answer
        guard var properties = answer["properties"]?.object else { return .object(answer) }
        properties["pfxBlob"] = nil
        properties["password"] = nil
        answer["properties"] = .object(properties)
        return .object(answer)
    }

    /// The body to send: what a caller may set and has a value. Names are left out, as the service takes them from the
    /// certificate. `password` is written empty where the api-version's schema wants it.
    public func requestBody(apiVersion: String = WebCertificatesVersion.standard) -> JSONValue {
        var properties = JSONObject()
        properties["keyVaultId"] = (keyVaultId?.description).map(JSONValue.string)
        properties["keyVaultSecretName"] = keyVaultSecretName.map(JSONValue.string)
        properties["serverFarmId"] = (serverFarmId?.description).map(JSONValue.string)
        properties["pfxBlob"] = pfxBlob.map { .string($0.reveal()) }
        properties["password"] = WebCertificatesVersion.password(password, apiVersion: apiVersion)
        properties["canonicalName"] = canonicalName.map(JSONValue.string)
        properties["domainValidationMethod"] = domainValidationMethod.map(JSONValue.string)
        return resourceBody(location: location, tags: tags, properties: properties)
    }
}

/// The App Service Environment a certificate belongs to.
public struct HostingEnvironment: Sendable, Hashable {
    /// Its resource id.
    public let id: ResourceID?
    /// Its name.
    public let name: String?
    /// Its type.
    public let type: String?

    /// Reads a `hostingEnvironmentProfile` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
    }
}
