import AzureCore
import JSON

/// A vault as Resource Manager describes it: where it is and who may use it.
///
/// ```swift
/// let vault = Vault(location: "westeurope", tenantId: tenant, enableRbacAuthorization: true)
/// ```
public struct Vault: Sendable, Hashable {
    /// The resource id; nil before it exists.
    public private(set) var id: ResourceID?
    /// The vault's name, 3 to 24 characters.
    public private(set) var name: String?
    /// The resource type.
    public private(set) var type: String?
    /// Who made and changed it, where the service says so.
    public private(set) var systemData: SystemData?
    /// The region.
    public var location: String?
    /// The tags.
    public var tags: [String: String]
    /// The tenant whose identities may use it.
    public var tenantId: String?
    /// The price level.
    public var sku: SkuName?
    /// The family of the price level.
    public private(set) var skuFamily: SkuFamily?
    /// Whether roles decide; if not, the access policies do. Absent means false in the older api-versions.
    public var enableRbacAuthorization: Bool
    /// Who may do what when roles do not decide; at most 1024.
    public var accessPolicies: [AccessPolicy]
    /// The firewall; nil means open.
    public var networkAcls: NetworkRules?
    /// Whether it can be reached from public addresses at all.
    public var publicNetworkAccess: PublicNetworkAccess?
    /// Whether deleted objects can be recovered; always so in vaults made today.
    public var enableSoftDelete: Bool?
    /// Days until a deleted object is gone, 7 to 90; fixed after creation.
    public var softDeleteRetentionInDays: Int?
    /// Whether purging is impossible; once true it stays true.
    public var enablePurgeProtection: Bool?
    /// Whether virtual machines get secrets from it.
    public var enabledForDeployment: Bool?
    /// Whether disk encryption gets keys from it.
    public var enabledForDiskEncryption: Bool?
    /// Whether templates get secrets from it while they are deployed.
    public var enabledForTemplateDeployment: Bool?
    /// Whether to make it new or to recover the deleted one; only sent.
    public var createMode: VaultCreateMode?

    /// The address of its data plane, for example `https://contoso.vault.azure.net/`.
    public private(set) var vaultUri: String?
    /// How far its making is.
    public private(set) var provisioningState: VaultProvisioningState?
    /// The hardware pool it is in, if any.
    public private(set) var hsmPoolResourceId: String?
    /// Its private endpoints as the service describes them; managing them is not part of this client.
    public private(set) var privateEndpointConnections: [JSONValue]
    /// The whole answer, unknown fields included.
    public private(set) var raw: JSONValue

    /// A vault to be made.
    public init(
        location: String,
        tenantId: String,
        sku: SkuName = .standard,
        enableRbacAuthorization: Bool,
        accessPolicies: [AccessPolicy] = [],
        networkAcls: NetworkRules? = nil,
        tags: [String: String] = [:]
    ) {
        self.location = location
        self.tenantId = tenantId
        self.sku = sku
        self.enableRbacAuthorization = enableRbacAuthorization
        self.accessPolicies = accessPolicies
        self.networkAcls = networkAcls
        self.tags = tags
        privateEndpointConnections = []
        raw = [:]
    }
}

extension Vault {
    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        systemData = try fields.fields("systemData").map { fields throws(JSONFieldError) in try SystemData(json: fields.value) }
        location = try fields.string("location")
        tags = try fields.stringMap("tags") ?? [:]
        tenantId = try properties.string("tenantId")
        let sku = try properties.fields("sku")
        self.sku = try sku?.string("name").map { SkuName(rawValue: $0) }
        skuFamily = try sku?.string("family").map { SkuFamily(rawValue: $0) }
        enableRbacAuthorization = try properties.bool("enableRbacAuthorization") ?? false
        accessPolicies = try AccessPolicy.list(properties)
        networkAcls = try properties.fields("networkAcls").map { fields throws(JSONFieldError) in try NetworkRules(fields) }
        publicNetworkAccess = try properties.string("publicNetworkAccess").map { PublicNetworkAccess(rawValue: $0) }
        enableSoftDelete = try properties.bool("enableSoftDelete")
        softDeleteRetentionInDays = try properties.int("softDeleteRetentionInDays")
        enablePurgeProtection = try properties.bool("enablePurgeProtection")
        enabledForDeployment = try properties.bool("enabledForDeployment")
        enabledForDiskEncryption = try properties.bool("enabledForDiskEncryption")
        enabledForTemplateDeployment = try properties.bool("enabledForTemplateDeployment")
        createMode = try properties.string("createMode").map { VaultCreateMode(rawValue: $0) }
        vaultUri = try properties.string("vaultUri")
        provisioningState = try properties.string("provisioningState").map { VaultProvisioningState(rawValue: $0) }
        hsmPoolResourceId = try properties.string("hsmPoolResourceId")
        privateEndpointConnections = try properties.array("privateEndpointConnections") ?? []
        raw = json
    }

    /// The body to send: what a caller may set and has a value. Access policies are always written, as the schema wants them.
    public func requestBody() -> JSONValue {
        var properties = VaultPatch(
            tenantId: tenantId,
            sku: sku,
            enableRbacAuthorization: enableRbacAuthorization,
            accessPolicies: accessPolicies,
            networkAcls: networkAcls,
            publicNetworkAccess: publicNetworkAccess,
            enablePurgeProtection: enablePurgeProtection,
            enabledForDeployment: enabledForDeployment,
            enabledForDiskEncryption: enabledForDiskEncryption,
            enabledForTemplateDeployment: enabledForTemplateDeployment
        ).properties()
        properties["enableSoftDelete"] = enableSoftDelete.map(JSONValue.bool)
        properties["softDeleteRetentionInDays"] = softDeleteRetentionInDays.map { .number(JSONNumber($0)) }
        properties["createMode"] = createMode.map { .string($0.rawValue) }
        var body = JSONObject()
        body["location"] = location.map(JSONValue.string)
        body["tags"] = tagsBody(tags)
        body["properties"] = .object(properties)
        return .object(body)
    }
}

/// Tags in the order of their names; nil when there are none.
func tagsBody(_ tags: [String: String]) -> JSONValue? {
    guard !tags.isEmpty else { return nil }
    var object = JSONObject()
    for (name, value) in tags.sorted(by: { $0.key < $1.key }) { object[name] = .string(value) }
    return .object(object)
}
