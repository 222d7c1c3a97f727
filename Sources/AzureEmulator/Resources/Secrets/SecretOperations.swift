import FoundationEssentials
import JSON

/// The operations on secrets, each under the permission of its own.
extension VaultDataPlane {
    func require(_ verb: VaultAccess.Verb, _ state: EmulatorState) throws(ServiceFailure) {
        let who = "appid=\(caller.appID);oid=\(caller.objectID);iss=\(Identity.issuer(state))"
        switch state.vaultAccess(of: caller.objectID, to: vault, verb) {
        case .allowed:
            return
        case .firewall:
            let text = "Client address is not authorized and caller is not a trusted service. Client address: 127.0.0.1. \(who)"
            throw .vault(403, "Forbidden", inner: "ForbiddenByFirewall", text)
        case .noAccess, .missing:
            guard vault.properties["enableRbacAuthorization"]?.bool == true else {
                let text =
                    "The user, group or application '\(who)' does not have secrets \(verb.rawValue) permission on key vault '\(vault.name)'."
                throw .vault(403, "Forbidden", inner: "ForbiddenByPolicy", text)
            }
            let text = "Caller is not authorized to perform action on resource. \(who) Action: '\(verb.dataAction)' Resource: '\(vault.id)'"
            throw .vault(403, "Forbidden", inner: "ForbiddenByRbac", text)
        }
    }

    func store(_ state: EmulatorState) -> SecretStore { state.vaults[key] ?? SecretStore() }

    func notFound(_ name: String) -> ServiceFailure {
        .vault(404, "SecretNotFound", "A secret with (name/id) \(name) was not found in this key vault.")
    }

    func set(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.set, state)
        guard SecretStore.isName(name) else { throw .vault(400, "BadParameter", "The request URI contains an invalid name: \(name)") }
        let body = try parsedBody()
        guard let value = body["value"]?.string, !value.isEmpty else {
            throw .vault(400, "BadParameter", "Property value is required and must not be empty.")
        }
        guard value.utf8.count <= 25_600 else { throw .vault(400, "BadParameter", "The secret value is longer than 25 KB.") }
        guard !store(state).isDeleted(name) else {
            let text = "Secret \(name) is currently in a deleted but recoverable state, and its name cannot be reused."
            throw .vault(409, "Conflict", inner: "ObjectIsDeletedButRecoverable", text)
        }
        var content = SecretContent(value: value)
        apply(body, to: &content)
        state.vaults[key, default: SecretStore()].set(name, content, at: state.now)
        return try get(name, version: nil, &state, verb: .set)
    }

    func get(
        _ name: String,
        version: String?,
        _ state: inout EmulatorState,
        verb: VaultAccess.Verb = .get
    ) throws(ServiceFailure) -> EmulatorResponse {
        try require(verb, state)
        let found = version.map { store(state).version(name, $0) } ?? store(state).latest(name)
        guard let found else { throw notFound(name) }
        guard found.content.isEnabled else {
            throw .vault(403, "Forbidden", inner: "SecretDisabled", "Operation get is not allowed on a disabled secret.")
        }
        return .json(200, .object(documents.bundle(found)))
    }

    func update(_ name: String, _ version: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.set, state)
        let body = try parsedBody()
        let now = state.now
        guard let changed = state.vaults[key]?.update(name, version, at: now, { apply(body, to: &$0) }) else { throw notFound(name) }
        return .json(200, documents.versionItem(changed))
    }

    func delete(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.delete, state)
        guard let gone = state.deleteSecret(name, in: vault) else { throw notFound(name) }
        return .json(200, documents.deletedBundle(gone))
    }

    func list(_ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.list, state)
        let latest = store(state).secrets.sorted { $0.key < $1.key }.compactMap(\.value.last)
        return try page(latest.map { ($0.name.lowercased(), documents.listItem($0)) })
    }

    func versions(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.list, state)
        guard let versions = store(state).secrets[name.lowercased()] else { throw notFound(name) }
        return try page(versions.sorted { $0.version < $1.version }.map { ($0.version, documents.versionItem($0)) })
    }

    func listDeleted(_ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.list, state)
        let gone = store(state).deleted.sorted { $0.key < $1.key }
        return try page(gone.map { ($0.key, documents.deletedBundle($0.value)) })
    }

    func getDeleted(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.get, state)
        guard let gone = store(state).deleted[name.lowercased()] else { throw notFound(name) }
        return .json(200, documents.deletedBundle(gone))
    }

    func purge(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.purge, state)
        guard store(state).isDeleted(name) else { throw notFound(name) }
        guard !documents.retention.isPurgeProtected else {
            let text = """
                Operation "purge" is not allowed because purge protection is enabled for this vault. \
                The secret is purged by itself when its retention period has passed.
                """
            throw .vault(403, "Forbidden", text)
        }
        _ = state.vaults[key]?.purge(name)
        return .noContent
    }

    func recover(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.recover, state)
        guard let back = state.vaults[key]?.recover(name) else { throw notFound(name) }
        return .json(200, documents.versionItem(back))
    }
}

extension VaultDataPlane {
    func parsedBody() throws(ServiceFailure) -> JSONObject {
        guard let object = (try? JSONValue(parsing: request.body))?.object else {
            throw .vault(400, "BadParameter", "The request body is not a JSON object.")
        }
        return object
    }

    private func apply(_ body: JSONObject, to content: inout SecretContent) {
        if let type = body["contentType"]?.string { content.contentType = type }
        if let tags = body["tags"]?.object {
            content.tags = Dictionary(tags.map { ($0.key, $0.value.string ?? "") }) { _, last in last }
        }
        if let flag = body["attributes"]?["enabled"]?.bool { content.isEnabled = flag }
        if let start = body["attributes"]?["nbf"]?.int { content.notBefore = start }
        if let end = body["attributes"]?["exp"]?.int { content.expires = end }
    }

    /// At most 25 items.
    private func page(_ items: [(key: String, item: JSONValue)]) throws(ServiceFailure) -> EmulatorResponse {
        let asked = request.query("maxresults").map { Int($0) ?? 0 } ?? 25
        guard (1...25).contains(asked) else { throw .vault(400, "BadParameter", "maxresults must be from 1 to 25.") }
        let list = ([key] + words).joined(separator: "/")
        let after = try request.query("$skiptoken").map { token throws(ServiceFailure) in
            guard let last = SkipToken.key(token, in: list) else {
                throw .vault(400, "BadParameter", "The skip token of this request is damaged, or of another list.")
            }
            return last
        }
        let rest = items.drop { item in after.map { item.key <= $0 } ?? false }
        var next = JSONValue.null
        if rest.count > asked, let last = rest.prefix(asked).last {
            let version = request.query("api-version") ?? ""
            let token = SkipToken.text(after: last.key, in: list)
            next = .string("\(address)/\(words.joined(separator: "/"))?api-version=\(version)&$skiptoken=\(token)&maxresults=\(asked)")
        }
        return .json(200, ["value": .array(rest.prefix(asked).map(\.item)), "nextLink": next])
    }
}

extension EmulatorState {
    /// Deletes a secret on behalf of one of the services; without the right to, it stays.
    mutating func deleteSecret(_ name: String, of vaultID: String, as principal: Tenant.Principal) {
        guard let vault = resources[vaultID] else { return }
        guard vaultAccess(of: principal.objectID, to: vault, .delete, isTrustedService: true) == .allowed else { return }
        _ = deleteSecret(name, in: vault)
    }

    /// Deletes a secret softly; nil when there is none of that name.
    mutating func deleteSecret(_ name: String, in vault: Resource) -> SecretStore.Deleted? {
        let key = vault.name.lowercased()
        guard let gone = vaults[key]?.delete(name, at: now, keptFor: SecretRetention(vault).seconds) else { return nil }
        agenda.add(.secretsPurged(vault: key), at: gone.purgeDate)
        return gone
    }

    /// Forgets the secrets of a vault that were deleted long enough ago.
    mutating func purgeSecretsWhenDue(_ vault: String) {
        vaults[vault]?.purge(dueAt: now)
    }
}
