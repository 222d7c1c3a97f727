import AzureCore
import FoundationEssentials
import JSON

/// A secret with its value, which no description shows.
public struct SecretBundle: Sendable {
    /// The address of this version: `{vault}/secrets/{name}/{version}`.
    public let id: String
    /// The secret's name.
    public let name: String
    /// The version, 32 hexadecimal digits.
    public let version: String
    /// The value; of an App Service Certificate the base64 of a PKCS#12 with an empty password.
    public let value: Secret<String>
    /// `application/x-pkcs12` for a certificate; nil or empty while nothing is stored.
    public let contentType: String?
    /// Whether it may be used, and when.
    public let attributes: SecretAttributes
    /// The tags.
    public let tags: [String: String]
    /// The address of the key, when it belongs to a Key Vault certificate.
    public let kid: String?
    /// Whether it belongs to a Key Vault certificate.
    public let isManaged: Bool
    /// The whole answer without the value, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the vault.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.requiredString("id")
        let address = try SecretIdentifier(id)
        guard let version = address.version else {
            throw JSONFieldError(pointer: "/id", expected: "{vault}/secrets/{name}/{version}", found: "another form")
        }
        name = address.name
        self.version = version
        value = Secret(try fields.string("value") ?? "")
        contentType = try fields.string("contentType")
        attributes = try SecretAttributes(try fields.fields("attributes"))
        tags = try fields.stringMap("tags") ?? [:]
        kid = try fields.string("kid")
        isManaged = try fields.bool("managed") ?? false
        raw = fields.withoutValue
    }
}

/// A secret in a list: everything but its value.
public struct SecretItem: Sendable, Hashable {
    /// The address: of the secret, or of one version in a list of versions.
    public let id: String
    /// The secret's name.
    public let name: String
    /// The version, in a list of versions.
    public let version: String?
    /// `application/x-pkcs12` for a certificate; nil or empty while nothing is stored.
    public let contentType: String?
    /// Whether it may be used, and when.
    public let attributes: SecretAttributes
    /// The tags.
    public let tags: [String: String]
    /// Whether it belongs to a Key Vault certificate.
    public let isManaged: Bool
    /// The whole item, unknown fields included.
    public let raw: JSONValue

    /// Reads an item of the vault's list.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.requiredString("id")
        let address = try SecretIdentifier(id)
        (name, version) = (address.name, address.version)
        contentType = try fields.string("contentType")
        attributes = try SecretAttributes(try fields.fields("attributes"))
        tags = try fields.stringMap("tags") ?? [:]
        isManaged = try fields.bool("managed") ?? false
        raw = fields.withoutValue
    }
}

/// A deleted secret that can still be recovered; until it is purged, its name cannot be used again.
public struct DeletedSecret: Sendable, Hashable {
    /// The address it had.
    public let id: String
    /// The secret's name.
    public let name: String
    /// The version deleted last, where the vault tells.
    public let version: String?
    /// The address to recover it from: `{vault}/deletedsecrets/{name}`.
    public let recoveryId: String?
    /// When it was deleted.
    public let deletedDate: Date?
    /// When it will be gone by itself.
    public let scheduledPurgeDate: Date?
    /// `application/x-pkcs12` for a certificate.
    public let contentType: String?
    /// Whether it might be used, and when.
    public let attributes: SecretAttributes
    /// The tags it had.
    public let tags: [String: String]
    /// The address of the key, when it belongs to a Key Vault certificate.
    public let kid: String?
    /// Whether it belongs to a Key Vault certificate.
    public let isManaged: Bool
    /// The whole answer without a value, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the vault.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.requiredString("id")
        let address = try SecretIdentifier(id)
        (name, version) = (address.name, address.version)
        recoveryId = try fields.string("recoveryId")
        deletedDate = try fields.seconds("deletedDate")
        scheduledPurgeDate = try fields.seconds("scheduledPurgeDate")
        contentType = try fields.string("contentType")
        attributes = try SecretAttributes(try fields.fields("attributes"))
        tags = try fields.stringMap("tags") ?? [:]
        kid = try fields.string("kid")
        isManaged = try fields.bool("managed") ?? false
        raw = fields.withoutValue
    }
}

extension JSONFields {
    /// The answer as it may be kept and shown.
    fileprivate var withoutValue: JSONValue {
        var shown = object
        shown["value"] = nil
        return .object(shown)
    }
}
