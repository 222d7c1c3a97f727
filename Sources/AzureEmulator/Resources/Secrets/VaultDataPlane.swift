import FoundationEssentials
import JSON

/// A vault's own API for secrets, at `{vault}.vault.localhost` and below `/keyvault/{vault}`.
struct VaultDataPlane {
    let vault: Resource
    let caller: Caller
    let request: EmulatorRequest
    let documents: SecretDocuments

    private var key: String { vault.name.lowercased() }

    /// The answer when the request is for a vault, otherwise nil.
    static func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse? {
        guard let (name, words, base) = target(of: request, state) else { return nil }
        var response: EmulatorResponse
        do {
            response = try open(name, base, request, &state, real: real).route(words, &state)
        } catch {
            response = error.response
        }
        response.headers.set("x-ms-keyvault-region", "westeurope")
        response.headers.set("x-ms-keyvault-service-version", "1.9.0.0-emulator")
        response.headers.set("x-ms-request-id", guid())
        if let id = request.trace.clientRequestID { response.headers.set("x-ms-client-request-id", id) }
        for (name, value) in [("Cache-Control", "no-cache"), ("Pragma", "no-cache"), ("Expires", "-1")] {
            response.headers.set(name, value)
        }
        return response
    }

    /// Vault name, path inside the vault, and the vault's address in the caller's form.
    private static func target(of request: EmulatorRequest, _ state: EmulatorState) -> (name: String, words: [String], base: String)? {
        let suffix = ".vault.localhost"
        if request.host.hasSuffix(suffix) {
            let name = String(request.host.dropLast(suffix.count))
            return (name, request.segments, "https://\(name).\(state.origin.keyVaultSuffix)")
        }
        guard request.segments.count >= 2, request.segments[0].lowercased() == "keyvault" else { return nil }
        return (request.segments[1], Array(request.segments.dropFirst(2)), "\(state.origin.keyVaultPath)/\(request.segments[1])")
    }

    private static func open(
        _ name: String,
        _ base: String,
        _ request: EmulatorRequest,
        _ state: inout EmulatorState,
        real: Date
    ) throws(ServiceFailure) -> VaultDataPlane {
        let vault = state.resources.all(Vaults.type).first { $0.name.lowercased() == name.lowercased() }
        let caller: Caller
        do {
            caller = try TokenCheck.caller(request, for: .keyVault, state, real: real)
        } catch {
            throw error.vaultFailure(state)
        }
        guard let vault else { throw .vault(404, "VaultNotFound", "No vault is named '\(name)'.") }
        guard let version = request.query("api-version"), isVersion(version) else {
            throw .vault(400, "BadParameter", "api-version must be specified, such as 7.4.")
        }
        return VaultDataPlane(vault: vault, caller: caller, request: request, documents: SecretDocuments(base: base))
    }

    private static func isVersion(_ text: String) -> Bool {
        if APIVersions.between("2016-10-01", "9999-12-31").judge(text) == .known { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "7" && Int(parts[1].prefix { $0 != "-" }) != nil
    }

    private func route(_ words: [String], _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        let kinds = words.enumerated().map { $0.offset == 1 ? "*" : $0.element.lowercased() }
        switch (request.method, kinds) {
        case ("PUT", ["secrets", "*"]): return try set(words[1], &state)
        case ("GET", ["secrets"]): return try list(&state)
        case ("GET", ["secrets", "*"]): return try get(words[1], version: nil, &state)
        case ("DELETE", ["secrets", "*"]): return try delete(words[1], &state)
        case ("GET", ["secrets", "*", "versions"]): return try versions(words[1], &state)
        case ("GET", let path) where path.count == 3 && path[0] == "secrets": return try get(words[1], version: words[2], &state)
        case ("PATCH", let path) where path.count == 3 && path[0] == "secrets": return try update(words[1], words[2], &state)
        case ("GET", ["deletedsecrets"]): return try listDeleted(&state)
        case ("GET", ["deletedsecrets", "*"]): return try getDeleted(words[1], &state)
        case ("DELETE", ["deletedsecrets", "*"]): return try purge(words[1], &state)
        case ("POST", ["deletedsecrets", "*", "recover"]): return try recover(words[1], &state)
        default: throw .vault(404, "NotFound", "Nothing is served at '\(request.path)' with \(request.method).")
        }
    }
}

extension VaultDataPlane {
    private func require(_ verb: VaultAccess.Verb, _ state: EmulatorState) throws(ServiceFailure) {
        let who = "appid=\(caller.appID);oid=\(caller.objectID);iss=\(Identity.issuer(state))"
        switch state.vaultAccess(of: caller.objectID, to: vault, verb) {
        case .allowed:
            return
        case .firewall:
            let text = "Client address is not authorized and caller is not a trusted service. \(who)"
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

    private func store(_ state: EmulatorState) -> SecretStore { state.vaults[key] ?? SecretStore() }

    private func notFound(_ name: String) -> ServiceFailure {
        .vault(404, "SecretNotFound", "A secret with (name/id) \(name) was not found in this key vault.")
    }

    private func set(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
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

    private func get(
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

    private func update(_ name: String, _ version: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.set, state)
        let body = try parsedBody()
        let now = state.now
        guard let changed = state.vaults[key]?.update(name, version, at: now, { apply(body, to: &$0) }) else { throw notFound(name) }
        return .json(200, documents.versionItem(changed))
    }

    private func delete(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.delete, state)
        let now = state.now
        guard let gone = state.vaults[key]?.delete(name, at: now) else { throw notFound(name) }
        return .json(200, .object(documents.deletedBundle(gone, at: now)))
    }

    private func list(_ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.list, state)
        let latest = store(state).secrets.sorted { $0.key < $1.key }.compactMap(\.value.last)
        return try page(latest.map { ($0.name.lowercased(), documents.listItem($0)) })
    }

    private func versions(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.list, state)
        guard let versions = store(state).secrets[name.lowercased()] else { throw notFound(name) }
        return try page(versions.sorted { $0.version < $1.version }.map { ($0.version, documents.versionItem($0)) })
    }

    private func listDeleted(_ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.list, state)
        let gone = store(state).deleted.sorted { $0.key < $1.key }
        return try page(
            gone.compactMap { name, deleted in
                deleted.versions.last.map { (name, .object(documents.deletedBundle($0, at: deleted.time))) }
            }
        )
    }

    private func getDeleted(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.get, state)
        guard let gone = store(state).deleted[name.lowercased()], let last = gone.versions.last else { throw notFound(name) }
        return .json(200, .object(documents.deletedBundle(last, at: gone.time)))
    }

    private func purge(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.purge, state)
        guard state.vaults[key]?.purge(name) == true else { throw notFound(name) }
        return .noContent
    }

    private func recover(_ name: String, _ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        try require(.recover, state)
        guard let back = state.vaults[key]?.recover(name) else { throw notFound(name) }
        return .json(200, documents.versionItem(back))
    }
}

extension VaultDataPlane {
    private func parsedBody() throws(ServiceFailure) -> JSONObject {
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

    /// At most 25 items; `$skiptoken` is the key of the last one shown.
    private func page(_ items: [(key: String, item: JSONValue)]) throws(ServiceFailure) -> EmulatorResponse {
        let asked = request.query("maxresults").map { Int($0) ?? 0 } ?? 25
        guard (1...25).contains(asked) else { throw .vault(400, "BadParameter", "maxresults must be from 1 to 25.") }
        let after = request.query("$skiptoken")
        let rest = items.drop { item in after.map { item.key <= $0 } ?? false }
        var next = JSONValue.null
        if rest.count > asked, let last = rest.prefix(asked).last {
            let path =
                request.path.hasPrefix("/keyvault/")
                ? request.path.split(separator: "/").dropFirst(2).joined(separator: "/") : request.path.trimming("/")
            let version = request.query("api-version") ?? ""
            next = .string("\(documents.base)/\(path)?api-version=\(version)&maxresults=\(asked)&$skiptoken=\(last.key)")
        }
        return .json(200, ["value": .array(rest.prefix(asked).map(\.item)), "nextLink": next])
    }
}

extension EmulatorState {
    /// Deletes a secret on behalf of one of the services; without the right to, it stays.
    mutating func deleteSecret(_ name: String, of vaultID: String, as principal: Tenant.Principal) {
        guard let vault = resources[vaultID] else { return }
        guard vaultAccess(of: principal.objectID, to: vault, .delete, isTrustedService: true) == .allowed else { return }
        _ = vaults[vault.name.lowercased()]?.delete(name, at: now)
    }
}
