import AzureCore
import FoundationEssentials
import JSON

/// A deleted vault that can still be recovered; until it is purged, nobody else can take its name.
public struct DeletedVault: Sendable, Hashable {
    /// The resource id of the deleted vault.
    public let id: ResourceID?
    /// The name.
    public let name: String?
    /// The resource type.
    public let type: String?
    /// The resource id it had before.
    public let vaultId: ResourceID?
    /// The region, which purging needs.
    public let location: String?
    /// When it was deleted.
    public let deletionDate: Date?
    /// When it will be gone by itself.
    public let scheduledPurgeDate: Date?
    /// Whether it cannot be purged earlier.
    public let purgeProtectionEnabled: Bool?
    /// The tags it had.
    public let tags: [String: String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        vaultId = try properties.string("vaultId").flatMap { ResourceID($0) }
        location = try properties.string("location")
        deletionDate = try properties.date("deletionDate")
        scheduledPurgeDate = try properties.date("scheduledPurgeDate")
        purgeProtectionEnabled = try properties.bool("purgeProtectionEnabled")
        tags = try properties.stringMap("tags") ?? [:]
        raw = json
    }
}

/// A vault in the general list of resources: only where it is.
public struct VaultReference: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The name.
    public let name: String?
    /// The resource type.
    public let type: String?
    /// The kind some resources carry.
    public let kind: String?
    /// The region.
    public let location: String?
    /// The tags.
    public let tags: [String: String]
    /// The whole item, unknown fields included.
    public let raw: JSONValue

    /// Reads an item of the list.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        kind = try fields.string("kind")
        location = try fields.string("location")
        tags = try fields.stringMap("tags") ?? [:]
        raw = json
    }
}

/// Whether a vault's name can be taken.
public struct NameAvailability: Sendable, Hashable {
    /// Whether it can.
    public let nameAvailable: Bool
    /// Why not.
    public let reason: NameUnavailableReason?
    /// Why not, in the service's own words.
    public let message: String?

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        nameAvailable = try fields.bool("nameAvailable") ?? false
        reason = try fields.string("reason").map { NameUnavailableReason(rawValue: $0) }
        message = try fields.string("message")
    }
}
