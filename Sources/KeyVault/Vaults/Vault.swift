import AzureCore
import JSON

/// A vault as Resource Manager describes it: where it is and who may use it.
public struct Vault: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The vault's name, 3 to 24 characters.
    public let name: String?
    /// The region.
    public let location: String?
    /// The address of its data plane, for example `https://contoso.vault.azure.net/`.
    public let vaultUri: String?
    /// The tenant whose identities may use it.
    public let tenantId: String?
    /// Whether roles decide; if not, the access policies do. Absent means false in the older api-versions.
    public let enableRbacAuthorization: Bool
    /// Who may do what when roles do not decide.
    public let accessPolicies: [AccessPolicy]
    /// The firewall; nil means open.
    public let networkAcls: NetworkRules?
    /// `Enabled` or `Disabled`.
    public let publicNetworkAccess: PublicNetworkAccess?
    /// Whether deleted objects can be recovered; always so in vaults made today.
    public let enableSoftDelete: Bool?
    /// Days until a deleted object is gone, 7 to 90.
    public let softDeleteRetentionInDays: Int?
    /// Whether purging is impossible.
    public let enablePurgeProtection: Bool?
    /// `Succeeded` or `RegisteringDns`.
    public let provisioningState: String?
    /// The tags.
    public let tags: [String: String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        location = try fields.string("location")
        tags = try fields.stringMap("tags") ?? [:]
        vaultUri = try properties.string("vaultUri")
        tenantId = try properties.string("tenantId")
        enableRbacAuthorization = try properties.bool("enableRbacAuthorization") ?? false
        accessPolicies = try Self.policies(try properties.list("accessPolicies") ?? [])
        networkAcls = try properties.fields("networkAcls").map { fields throws(JSONFieldError) in try NetworkRules(fields) }
        publicNetworkAccess = try properties.string("publicNetworkAccess").map(PublicNetworkAccess.init(rawValue:))
        enableSoftDelete = try properties.bool("enableSoftDelete")
        softDeleteRetentionInDays = try properties.int("softDeleteRetentionInDays")
        enablePurgeProtection = try properties.bool("enablePurgeProtection")
        provisioningState = try properties.string("provisioningState")
        raw = json
    }

    private static func policies(_ list: [JSONFields]) throws(JSONFieldError) -> [AccessPolicy] {
        var policies: [AccessPolicy] = []
        for fields in list { policies.append(try AccessPolicy(fields)) }
        return policies
    }
}

/// Whether the vault can be reached from public addresses at all.
public struct PublicNetworkAccess: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Reachable, as far as the firewall allows.
    public static let enabled = PublicNetworkAccess(rawValue: "Enabled")
    /// Reachable by private endpoints and trusted services only.
    public static let disabled = PublicNetworkAccess(rawValue: "Disabled")
}

/// What one identity may do with a vault that goes by access policies. Permission words are lower case.
public struct AccessPolicy: Sendable, Hashable {
    /// The identity's tenant.
    public let tenantId: String?
    /// The identity's object id in that tenant.
    public let objectId: String
    /// An application acting on its behalf.
    public let applicationId: String?
    /// On keys.
    public let keys: Set<String>
    /// On secrets: `get`, `list`, `set`, `delete`, … or `all`.
    public let secrets: Set<String>
    /// On certificates.
    public let certificates: Set<String>

    init(_ fields: JSONFields) throws(JSONFieldError) {
        tenantId = try fields.string("tenantId")
        objectId = try fields.requiredString("objectId")
        applicationId = try fields.string("applicationId")
        let permissions = try fields.fields("permissions")
        keys = try Self.words(permissions, "keys")
        secrets = try Self.words(permissions, "secrets")
        certificates = try Self.words(permissions, "certificates")
    }

    private static func words(_ permissions: JSONFields?, _ name: String) throws(JSONFieldError) -> Set<String> {
        Set((try permissions?.strings(name) ?? []).map { $0.lowercased() })
    }

    /// Whether a secret permission is granted, `all` included.
    public func allowsSecrets(_ permission: String) -> Bool {
        secrets.contains("all") || secrets.contains(permission.lowercased())
    }
}

/// The firewall of a vault.
public struct NetworkRules: Sendable, Hashable {
    /// `AzureServices` lets trusted services through, App Service and the certificate service among them; `None` does not.
    public let bypass: String?
    /// `Allow` or `Deny` for everyone no rule names.
    public let defaultAction: String?
    /// Allowed addresses and ranges.
    public let ipRules: [String]

    init(_ fields: JSONFields) throws(JSONFieldError) {
        bypass = try fields.string("bypass")
        defaultAction = try fields.string("defaultAction")
        var rules: [String] = []
        for rule in try fields.list("ipRules") ?? [] {
            if let value = try rule.string("value") { rules.append(value) }
        }
        ipRules = rules
    }

    /// Whether trusted services get in: nothing is denied, or they bypass what is.
    public var letsTrustedServicesIn: Bool {
        defaultAction?.lowercased() != "deny" || bypass?.lowercased() == "azureservices"
    }
}
