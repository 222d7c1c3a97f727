import AzureCore
import JSON

/// What one identity may do with a vault that goes by access policies.
public struct AccessPolicy: Sendable, Hashable {
    /// The identity's tenant.
    public var tenantId: String?
    /// The identity's object id in that tenant.
    public var objectId: String
    /// An application acting on its behalf.
    public var applicationId: String?
    /// On keys.
    public var keys: Set<KeyPermission>
    /// On secrets.
    public var secrets: Set<SecretPermission>
    /// On certificates.
    public var certificates: Set<CertificatePermission>
    /// On storage accounts.
    public var storage: Set<StoragePermission>

    /// A policy for an identity of a tenant; what is not given is not allowed.
    public init(
        tenantId: String,
        objectId: String,
        applicationId: String? = nil,
        keys: Set<KeyPermission> = [],
        secrets: Set<SecretPermission> = [],
        certificates: Set<CertificatePermission> = [],
        storage: Set<StoragePermission> = []
    ) {
        self.tenantId = tenantId
        self.objectId = objectId
        self.applicationId = applicationId
        self.keys = keys
        self.secrets = secrets
        self.certificates = certificates
        self.storage = storage
    }

    init(_ fields: JSONFields) throws(JSONFieldError) {
        tenantId = try fields.string("tenantId")
        objectId = try fields.requiredString("objectId")
        applicationId = try fields.string("applicationId")
        let permissions = try fields.fields("permissions")
        keys = try Self.words(permissions, "keys")
        secrets = try Self.words(permissions, "secrets")
        certificates = try Self.words(permissions, "certificates")
        storage = try Self.words(permissions, "storage")
    }

    private static func words<Word: ServiceWord>(_ permissions: JSONFields?, _ name: String) throws(JSONFieldError) -> Set<Word> {
        Set((try permissions?.strings(name) ?? []).map { Word(rawValue: $0) })
    }

    /// Whether a secret permission is granted, `all` included.
    public func allowsSecrets(_ permission: SecretPermission) -> Bool {
        secrets.contains(.all) || secrets.contains(permission)
    }

    func requestBody() -> JSONValue {
        var permissions = JSONObject()
        permissions["keys"] = Self.list(keys)
        permissions["secrets"] = Self.list(secrets)
        permissions["certificates"] = Self.list(certificates)
        permissions["storage"] = Self.list(storage)
        var policy = JSONObject()
        policy["tenantId"] = tenantId.map(JSONValue.string)
        policy["objectId"] = .string(objectId)
        policy["applicationId"] = applicationId.map(JSONValue.string)
        policy["permissions"] = .object(permissions)
        return .object(policy)
    }

    /// In alphabetical order, so that equal policies make equal bodies.
    private static func list<Word: ServiceWord>(_ words: Set<Word>) -> JSONValue? {
        words.isEmpty ? nil : .array(words.map(\.rawValue).sorted().map(JSONValue.string))
    }
}

/// What to do with the access policies of a call.
public enum AccessPolicyChange: String, Sendable, Hashable {
    /// Add them; those of the same identity get the union.
    case add
    /// Put them in place of those of the same identity.
    case replace
    /// Take their permissions away.
    case remove
}

/// The access policies of a vault after a change of them.
public struct VaultAccessPolicies: Sendable, Hashable {
    /// The resource id of the change.
    public let id: ResourceID?
    /// The resource name of the change.
    public let name: String?
    /// The resource type of the change.
    public let type: String?
    /// The region.
    public let location: String?
    /// The policies.
    public let accessPolicies: [AccessPolicy]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        location = try fields.string("location")
        accessPolicies = try AccessPolicy.list(try fields.fields("properties"))
        raw = json
    }
}

extension AccessPolicy {
    static func list(_ properties: JSONFields?) throws(JSONFieldError) -> [AccessPolicy] {
        var policies: [AccessPolicy] = []
        for fields in try properties?.list("accessPolicies") ?? [] { policies.append(try AccessPolicy(fields)) }
        return policies
    }
}
