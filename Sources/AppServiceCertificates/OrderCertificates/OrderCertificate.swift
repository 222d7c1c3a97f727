import AzureCore
import JSON

/// The link of an order to a vault secret, as a resource (`certificateOrders/certificates`).
public struct OrderCertificate: Sendable, Hashable {
    /// The resource id; nil before the link exists.
    public var id: ResourceID?
    /// The resource name.
    public var name: String?
    /// The region, `global` like the order's.
    public var location: String
    /// The tags.
    public var tags: [String: String]
    /// Vault, secret, and how the storing went.
    public var link: KeyVaultLink
    /// The resource type.
    public private(set) var type: String?
    /// The kind some resources carry.
    public private(set) var kind: String?
    /// Who made and changed the resource, from api-version 2024-11-01 on.
    public private(set) var systemData: SystemData?
    /// The whole answer, unknown fields included.
    public private(set) var raw: JSONValue

    /// How the storing went; see ``OrderCertificatesClient`` for what the words mean.
    public var status: KeyVaultSecretStatus? { link.status }

    /// A link to be made.
    public init(keyVaultId: ResourceID, keyVaultSecretName: String, location: String = "global", tags: [String: String] = [:]) {
        link = KeyVaultLink(keyVaultId: keyVaultId, keyVaultSecretName: keyVaultSecretName)
        self.location = location
        self.tags = tags
        raw = [:]
    }

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        kind = try fields.string("kind")
        systemData = try fields.model("systemData", SystemData.init(json:))
        location = try fields.string("location") ?? "global"
        tags = try fields.stringMap("tags") ?? [:]
        let properties = try fields.properties()
        link = try KeyVaultLink(json: properties.value, at: properties.pointer)
        raw = json
    }

    /// The body to send: location, tags, vault and secret.
    public func requestBody() -> JSONValue {
        resourceBody(location: location, tags: tags, properties: link.requestBody().object ?? [:])
    }
}
