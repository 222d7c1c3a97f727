import FoundationEssentials
import JSON

/// What a caller puts into a secret.
struct SecretContent: Sendable, Hashable {
    var value: String
    var contentType: String?
    var tags: [String: String]?
    var isEnabled = true
    var notBefore: Int?
    var expires: Int?
}

/// One version of a secret.
struct SecretVersion: Sendable {
    let name: String
    let version: String
    var content: SecretContent
    let created: Date
    var updated: Date
}

/// The secrets of one vault, every version, oldest first; deleted ones keep their names.
struct SecretStore: Sendable {
    struct Deleted: Sendable {
        let versions: [SecretVersion]
        let time: Date
        let purgeDate: Date
    }

    private(set) var secrets: [String: [SecretVersion]] = [:]
    private(set) var deleted: [String: Deleted] = [:]

    static func isName(_ name: String) -> Bool {
        (1...127).contains(name.utf8.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    func latest(_ name: String) -> SecretVersion? { secrets[name.lowercased()]?.last }

    func version(_ name: String, _ version: String) -> SecretVersion? {
        secrets[name.lowercased()]?.first { $0.version == version.lowercased() }
    }

    func isDeleted(_ name: String) -> Bool { deleted[name.lowercased()] != nil }

    @discardableResult
    mutating func set(_ name: String, _ content: SecretContent, at now: Date) -> SecretVersion {
        let known = secrets[name.lowercased()]?.first?.name ?? name
        let version = guid().replacing("-", with: "")
        let made = SecretVersion(name: known, version: version, content: content, created: now, updated: now)
        secrets[name.lowercased(), default: []].append(made)
        return made
    }

    mutating func update(_ name: String, _ version: String, at now: Date, _ change: (inout SecretContent) -> Void) -> SecretVersion? {
        guard var versions = secrets[name.lowercased()], let place = versions.firstIndex(where: { $0.version == version.lowercased() })
        else { return nil }
        change(&versions[place].content)
        versions[place].updated = now
        secrets[name.lowercased()] = versions
        return versions[place]
    }

    mutating func delete(_ name: String, at now: Date, keptFor seconds: TimeInterval) -> Deleted? {
        guard let versions = secrets.removeValue(forKey: name.lowercased()) else { return nil }
        let gone = Deleted(versions: versions, time: now, purgeDate: now.addingTimeInterval(seconds))
        deleted[name.lowercased()] = gone
        return gone
    }

    /// Forgets what was deleted long enough ago.
    mutating func purge(dueAt now: Date) {
        deleted = deleted.filter { $0.value.purgeDate > now }
    }

    mutating func recover(_ name: String) -> SecretVersion? {
        guard let gone = deleted.removeValue(forKey: name.lowercased()) else { return nil }
        secrets[name.lowercased()] = gone.versions
        return gone.versions.last
    }

    init() {}

    init(json: JSONValue?) throws {
        for (name, versions) in json?["secrets"]?.object ?? [:] {
            secrets[name] = try (versions.array ?? []).map { try SecretVersion(json: $0) }
        }
        for (name, entry) in json?["deleted"]?.object ?? [:] {
            let versions = try (entry["versions"]?.array ?? []).map { try SecretVersion(json: $0) }
            let time = entry["time"]?.string.flatMap(RFC3339.date) ?? .distantPast
            // A state of an earlier emulator does not say how long; there it was always the longest time.
            let purgeDate = entry["purge"]?.string.flatMap(RFC3339.date) ?? time.addingTimeInterval(90 * EmulatorState.daySeconds)
            deleted[name] = Deleted(versions: versions, time: time, purgeDate: purgeDate)
        }
    }

    var json: JSONValue {
        let secrets = secrets.map { ($0.key, JSONValue.array($0.value.map(\.json))) }
        let deleted = deleted.map { name, gone -> (String, JSONValue) in
            let times = [gone.time, gone.purgeDate].map { JSONValue.string(RFC3339.text($0, milliseconds: true)) }
            return (name, ["versions": .array(gone.versions.map(\.json)), "time": times[0], "purge": times[1]])
        }
        return ["secrets": .object(JSONObject(secrets)), "deleted": .object(JSONObject(deleted))]
    }

    /// Puts back all versions of a backup; false when the name is taken.
    mutating func restore(_ versions: [SecretVersion]) -> Bool {
        guard let name = versions.first?.name.lowercased(), secrets[name] == nil, deleted[name] == nil else { return false }
        secrets[name] = versions
        return true
    }

    mutating func purge(_ name: String) -> Bool {
        deleted.removeValue(forKey: name.lowercased()) != nil
    }
}
