import FoundationEssentials
import JSON

/// Secrets as the data plane shows them; times are Unix seconds.
struct SecretDocuments {
    /// The vault's own address without a slash at its end. Ids have it whichever way the caller came, because clients accept
    /// no other path in an id than the secret's.
    let base: String
    /// What the vault does with what is deleted.
    let retention: SecretRetention

    func bundle(_ secret: SecretVersion) -> JSONObject {
        var object = item(secret, id: "\(base)/secrets/\(secret.name)/\(secret.version)")
        object["value"] = .string(secret.content.value)
        return object
    }

    /// A list shows the secret itself without version and value.
    func listItem(_ secret: SecretVersion) -> JSONValue {
        .object(item(secret, id: "\(base)/secrets/\(secret.name)"))
    }

    func versionItem(_ secret: SecretVersion) -> JSONValue {
        .object(item(secret, id: "\(base)/secrets/\(secret.name)/\(secret.version)"))
    }

    /// A deleted secret: its latest version without the value.
    func deletedBundle(_ gone: SecretStore.Deleted) -> JSONValue {
        guard let secret = gone.versions.last else { return nil }
        var object = item(secret, id: "\(base)/secrets/\(secret.name)/\(secret.version)")
        object["recoveryId"] = .string("\(base)/deletedsecrets/\(secret.name)")
        object["deletedDate"] = Self.seconds(gone.time)
        object["scheduledPurgeDate"] = Self.seconds(gone.purgeDate)
        return .object(object)
    }

    private func item(_ secret: SecretVersion, id: String) -> JSONObject {
        var attributes: JSONObject = ["enabled": .bool(secret.content.isEnabled)]
        if let start = secret.content.notBefore { attributes["nbf"] = .number(JSONNumber(start)) }
        if let end = secret.content.expires { attributes["exp"] = .number(JSONNumber(end)) }
        attributes["created"] = Self.seconds(secret.created)
        attributes["updated"] = Self.seconds(secret.updated)
        attributes["recoveryLevel"] = .string(retention.level)
        attributes["recoverableDays"] = .number(JSONNumber(retention.days))
        var object: JSONObject = ["id": .string(id), "attributes": .object(attributes)]
        if let type = secret.content.contentType { object["contentType"] = .string(type) }
        let tags = (secret.content.tags ?? [:]).sorted { $0.key < $1.key }
        object["tags"] = .object(JSONObject(tags.map { ($0.key, .string($0.value)) }))
        return object
    }

    private static func seconds(_ date: Date) -> JSONValue {
        .number(JSONNumber(Int(date.timeIntervalSince1970)))
    }
}

/// How long a vault keeps what is deleted, and whether it may be purged before.
struct SecretRetention: Sendable, Hashable {
    private static let longest = 90
    let days: Int
    let isPurgeProtected: Bool

    init(_ vault: Resource) {
        days = vault.properties["softDeleteRetentionInDays"]?.int ?? Self.longest
        isPurgeProtected = vault.properties["enablePurgeProtection"]?.bool == true
    }

    var seconds: TimeInterval { Double(days) * EmulatorState.daySeconds }

    /// The service's word for it.
    var level: String {
        let word = days < Self.longest ? "CustomizedRecoverable" : "Recoverable"
        return isPurgeProtected ? word : "\(word)+Purgeable"
    }
}
