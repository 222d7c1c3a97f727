import AzureCore
import JSON

/// What can be changed on a vault that exists. What is nil stays as it is.
public struct VaultPatch: Sendable, Hashable {
    /// The tenant whose identities may use it.
    public var tenantId: String?
    /// The price level.
    public var sku: SkuName?
    /// Whether roles decide.
    public var enableRbacAuthorization: Bool?
    /// All access policies, in place of those there are; to change single ones use
    /// ``VaultsClient/updateAccessPolicies(resourceGroup:name:_:_:)``.
    public var accessPolicies: [AccessPolicy]?
    /// The firewall.
    public var networkAcls: NetworkRules?
    /// Whether it can be reached from public addresses at all.
    public var publicNetworkAccess: PublicNetworkAccess?
    /// True makes purging impossible, for good. False is not sent, as it cannot be taken back.
    public var enablePurgeProtection: Bool?
    /// Whether virtual machines get secrets from it.
    public var enabledForDeployment: Bool?
    /// Whether disk encryption gets keys from it.
    public var enabledForDiskEncryption: Bool?
    /// Whether templates get secrets from it while they are deployed.
    public var enabledForTemplateDeployment: Bool?
    /// Whether deleted objects can be recovered; the service refuses false.
    public var enableSoftDelete: Bool?
    /// Days until a deleted object is gone, 7 to 90; the service refuses a change.
    public var softDeleteRetentionInDays: Int?
    /// Recovers a vault that was deleted.
    public var createMode: VaultCreateMode?
    /// The tags, in place of those there are.
    public var tags: [String: String]?

    /// A change; what is not given stays as it is.
    public init(
        tenantId: String? = nil,
        sku: SkuName? = nil,
        enableRbacAuthorization: Bool? = nil,
        accessPolicies: [AccessPolicy]? = nil,
        networkAcls: NetworkRules? = nil,
        publicNetworkAccess: PublicNetworkAccess? = nil,
        enablePurgeProtection: Bool? = nil,
        enabledForDeployment: Bool? = nil,
        enabledForDiskEncryption: Bool? = nil,
        enabledForTemplateDeployment: Bool? = nil,
        tags: [String: String]? = nil
    ) {
        self.tenantId = tenantId
        self.sku = sku
        self.enableRbacAuthorization = enableRbacAuthorization
        self.accessPolicies = accessPolicies
        self.networkAcls = networkAcls
        self.publicNetworkAccess = publicNetworkAccess
        self.enablePurgeProtection = enablePurgeProtection
        self.enabledForDeployment = enabledForDeployment
        self.enabledForDiskEncryption = enabledForDiskEncryption
        self.enabledForTemplateDeployment = enabledForTemplateDeployment
        self.tags = tags
    }

    /// The body to send.
    public func requestBody() -> JSONValue {
        var body = JSONObject()
        if let tags { body["tags"] = tagsBody(tags) ?? [:] }
        body["properties"] = .object(properties())
        return .object(body)
    }

    func properties() -> JSONObject {
        var properties = JSONObject()
        properties["tenantId"] = tenantId.map(JSONValue.string)
        properties["sku"] = sku.map { ["family": .string(SkuFamily.a.rawValue), "name": .string($0.rawValue)] }
        properties["enableRbacAuthorization"] = enableRbacAuthorization.map(JSONValue.bool)
        properties["accessPolicies"] = accessPolicies.map { .array($0.map { $0.requestBody() }) }
        properties["networkAcls"] = networkAcls?.requestBody()
        properties["publicNetworkAccess"] = publicNetworkAccess.map { .string($0.rawValue) }
        properties["enablePurgeProtection"] = enablePurgeProtection == true ? true : nil
        properties["enabledForDeployment"] = enabledForDeployment.map(JSONValue.bool)
        properties["enabledForDiskEncryption"] = enabledForDiskEncryption.map(JSONValue.bool)
        properties["enabledForTemplateDeployment"] = enabledForTemplateDeployment.map(JSONValue.bool)
        properties["enableSoftDelete"] = enableSoftDelete.map(JSONValue.bool)
        properties["softDeleteRetentionInDays"] = softDeleteRetentionInDays.map { .number(JSONNumber($0)) }
        properties["createMode"] = createMode.map { .string($0.rawValue) }
        return properties
    }
}
