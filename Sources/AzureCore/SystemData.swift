import FoundationEssentials
import JSON

/// What made a change: a person, a program, …
public struct IdentityType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A person.
    public static let user = IdentityType(rawValue: "User")
    /// An application.
    public static let application = IdentityType(rawValue: "Application")
    /// A managed identity.
    public static let managedIdentity = IdentityType(rawValue: "ManagedIdentity")
    /// A key.
    public static let key = IdentityType(rawValue: "Key")

    /// The words known here.
    public static let allKnown: [IdentityType] = [.user, .application, .managedIdentity, .key]
}

/// Who made a resource and who changed it last, as Resource Manager saw it (`systemData`).
public struct SystemData: Sendable, Hashable {
    /// Who made it.
    public let createdBy: String?
    /// What that was.
    public let createdByType: IdentityType?
    /// When.
    public let createdAt: Date?
    /// Who changed it last.
    public let lastModifiedBy: String?
    /// What that was.
    public let lastModifiedByType: IdentityType?
    /// When.
    public let lastModifiedAt: Date?

    /// Reads a `systemData` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        createdBy = try fields.string("createdBy")
        createdByType = try fields.string("createdByType").map { IdentityType(rawValue: $0) }
        createdAt = try fields.date("createdAt")
        lastModifiedBy = try fields.string("lastModifiedBy")
        lastModifiedByType = try fields.string("lastModifiedByType").map { IdentityType(rawValue: $0) }
        lastModifiedAt = try fields.date("lastModifiedAt")
    }
}
