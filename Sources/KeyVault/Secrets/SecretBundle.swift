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
    /// Whether it belongs to a Key Vault certificate.
    public let isManaged: Bool
    /// The whole answer without the value, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the vault.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.requiredString("id")
        (name, version) = try Self.nameAndVersion(of: id)
        value = Secret(try fields.string("value") ?? "")
        contentType = try fields.string("contentType")
        attributes = try SecretAttributes(try fields.fields("attributes"))
        tags = try fields.stringMap("tags") ?? [:]
        isManaged = try fields.bool("managed") ?? false
        var shown = fields.object
        shown["value"] = nil
        raw = .object(shown)
    }

    private static func nameAndVersion(of id: String) throws(JSONFieldError) -> (String, String) {
        let parts = id.split(separator: "/").map(String.init)
        guard let start = parts.lastIndex(of: "secrets"), parts.count == start + 3 else {
            throw JSONFieldError(pointer: "/id", expected: "{vault}/secrets/{name}/{version}", found: "another form")
        }
        return (parts[start + 1], parts[start + 2])
    }
}

/// Whether a secret may be used, and when. All times are whole seconds on the wire.
public struct SecretAttributes: Sendable, Hashable {
    /// False when reading it is switched off.
    public let enabled: Bool?
    /// Not to be used before.
    public let notBefore: Date?
    /// Not to be used after.
    public let expires: Date?
    /// When this version was made.
    public let created: Date?
    /// When it was last changed.
    public let updated: Date?
    /// What deleting means: `Recoverable+Purgeable` and the like.
    public let recoveryLevel: String?

    init(_ fields: JSONFields?) throws(JSONFieldError) {
        enabled = try fields?.bool("enabled")
        notBefore = try Self.date(fields, "nbf")
        expires = try Self.date(fields, "exp")
        created = try Self.date(fields, "created")
        updated = try Self.date(fields, "updated")
        recoveryLevel = try fields?.string("recoveryLevel")
    }

    private static func date(_ fields: JSONFields?, _ name: String) throws(JSONFieldError) -> Date? {
        try fields?.int(name).map { Date(timeIntervalSince1970: Double($0)) }
    }
}
