import AzureCore
import FoundationEssentials
import JSON

/// Whether a secret may be used, and when. All times are whole seconds on the wire.
public struct SecretAttributes: Sendable, Hashable {
    /// False when reading it is switched off.
    public var enabled: Bool?
    /// Not to be used before.
    public var notBefore: Date?
    /// Not to be used after.
    public var expires: Date?
    /// When this version was made.
    public private(set) var created: Date?
    /// When it was last changed.
    public private(set) var updated: Date?
    /// What deleting means.
    public private(set) var recoveryLevel: RecoveryLevel?
    /// For how many days a deleted one can be recovered, in newer api-versions.
    public private(set) var recoverableDays: Int?

    /// Attributes to be set; what is nil stays as it is.
    public init(enabled: Bool? = nil, notBefore: Date? = nil, expires: Date? = nil) {
        self.enabled = enabled
        self.notBefore = notBefore
        self.expires = expires
    }

    init(_ fields: JSONFields?) throws(JSONFieldError) {
        enabled = try fields?.bool("enabled")
        notBefore = try fields?.seconds("nbf")
        expires = try fields?.seconds("exp")
        created = try fields?.seconds("created")
        updated = try fields?.seconds("updated")
        recoveryLevel = try fields?.string("recoveryLevel").map { RecoveryLevel(rawValue: $0) }
        recoverableDays = try fields?.int("recoverableDays")
    }

    /// What is set, nil when nothing is.
    func requestBody() -> JSONValue? {
        var attributes = JSONObject()
        attributes["enabled"] = enabled.map(JSONValue.bool)
        attributes["nbf"] = notBefore.map(Self.seconds)
        attributes["exp"] = expires.map(Self.seconds)
        return attributes.isEmpty ? nil : .object(attributes)
    }

    /// A date beyond what whole seconds can say becomes the last that can.
    private static func seconds(_ date: Date) -> JSONValue {
        .number(JSONNumber(Int(exactly: date.timeIntervalSince1970.rounded(.down)) ?? Int.max))
    }
}

extension JSONFields {
    func seconds(_ name: String) throws(JSONFieldError) -> Date? {
        try int(name).map { Date(timeIntervalSince1970: Double($0)) }
    }
}
