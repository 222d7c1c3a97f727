import FoundationEssentials
import JSON

/// Secrets as JSON trees: for backups, and for the state file.
extension SecretVersion {
    var json: JSONValue {
        [
            "name": .string(name), "version": .string(version), "value": .string(content.value),
            "contentType": content.contentType.map(JSONValue.string) ?? nil,
            "tags": content.tags.map { tags in .object(JSONObject(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })) }
                ?? nil,
            "enabled": .bool(content.isEnabled), "nbf": content.notBefore.map { .number(JSONNumber($0)) } ?? nil,
            "exp": content.expires.map { .number(JSONNumber($0)) } ?? nil, "created": .string(RFC3339.text(created, milliseconds: true)),
            "updated": .string(RFC3339.text(updated, milliseconds: true)),
        ]
    }

    init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        var content = SecretContent(value: try fields.requiredString("value"))
        content.contentType = try fields.string("contentType")
        content.tags = try fields.fields("tags")?.value.object.map { tags in
            Dictionary(tags.map { ($0.key, $0.value.string ?? "") }) { _, last in last }
        }
        content.isEnabled = try fields.bool("enabled") ?? true
        content.notBefore = try fields.int("nbf")
        content.expires = try fields.int("exp")
        self.init(
            name: try fields.requiredString("name"),
            version: try fields.requiredString("version"),
            content: content,
            created: try fields.date("created") ?? .distantPast,
            updated: try fields.date("updated") ?? .distantPast
        )
    }
}

extension VaultDataPlane {
    /// All versions in one opaque text.
    func backup(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.backup, state)
        guard let versions = store(state).secrets[name.lowercased()] else { throw notFound(name) }
        let bytes = JSONValue.array(versions.map(\.json)).bytes()
        return .json(200, ["value": .string(base64URL(Data(bytes)))])
    }

    func restore(_ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.restore, state)
        guard let text = try parsedBody()["value"]?.string, let bytes = fromBase64URL(text),
            let array = (try? JSONValue(parsing: Array(bytes)))?.array, let versions = try? array.map({ try SecretVersion(json: $0) }),
            let last = versions.last
        else { throw .vault(400, "BadParameter", "The backup blob is not one of this service.") }
        guard state.vaults[key, default: SecretStore()].restore(versions) else {
            let text = "A secret named \(last.name) exists already, or is deleted but recoverable."
            throw .vault(409, "Conflict", inner: "ObjectAlreadyExists", text)
        }
        return .json(200, documents.versionItem(last))
    }
}
