import FoundationEssentials
import JSON

/// A vault's own API for secrets, at `{vault}.vault.localhost` and below `/keyvault/{vault}`.
struct VaultDataPlane {
    let vault: Resource
    let caller: Caller
    let request: EmulatorRequest
    let documents: SecretDocuments
    /// The vault's address in the form the caller used, for links to follow.
    let address: String
    /// The path inside the vault.
    let words: [String]

    var key: String { vault.name.lowercased() }

    /// The answer when the request is for a vault, otherwise nil.
    static func answer(_ request: EmulatorRequest, _ state: inout EmulatorState, real: Date) -> EmulatorResponse? {
        guard let target = Target(request, state.origin) else { return nil }
        var response: EmulatorResponse
        do {
            response = try open(target, request, &state, real: real).route(&state)
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

    /// Whether a request is for a vault and not for Resource Manager.
    static func isAddressed(by request: EmulatorRequest, _ state: EmulatorState) -> Bool { Target(request, state.origin) != nil }

    /// Which vault, in which form it was addressed, and the path inside it.
    private struct Target {
        let vault: String
        let address: String
        let words: [String]

        init?(_ request: EmulatorRequest, _ origin: Origin) {
            let suffix = ".vault.localhost"
            if request.host.hasSuffix(suffix) {
                vault = String(request.host.dropLast(suffix.count))
                address = "https://\(vault).\(origin.keyVaultSuffix)"
                words = request.segments
            } else {
                guard request.segments.count >= 2, request.segments[0].lowercased() == "keyvault" else { return nil }
                vault = request.segments[1].lowercased()
                address = "\(origin.keyVaultPath)/\(vault)"
                words = Array(request.segments.dropFirst(2))
            }
        }
    }

    private static func open(
        _ target: Target,
        _ request: EmulatorRequest,
        _ state: inout EmulatorState,
        real: Date
    ) throws(ServiceFailure) -> VaultDataPlane {
        let caller: Caller
        do {
            caller = try TokenCheck.caller(request, for: .keyVault, &state, real: real)
        } catch {
            throw error.vaultFailure(state)
        }
        guard let vault = state.resources.all(Vaults.type).first(where: { $0.name.lowercased() == target.vault }) else {
            throw .vault(404, "VaultNotFound", "No vault is named '\(target.vault)'.")
        }
        if let seconds = state.throttle.takeTransaction(of: target.vault, state.settings, real: real) {
            let text = "The request was not processed because too many requests were received. Retry after \(seconds) seconds."
            throw ServiceFailure.vault(429, "Throttled", text).with(headers: [("Retry-After", String(seconds))])
        }
        guard let version = request.query("api-version"), isVersion(version) else {
            throw .vault(400, "BadParameter", "api-version must be specified, such as 7.4.")
        }
        let ids = "https://\(target.vault).\(state.origin.keyVaultSuffix)"
        return VaultDataPlane(
            vault: vault,
            caller: caller,
            request: request,
            documents: SecretDocuments(base: ids, retention: SecretRetention(vault)),
            address: target.address,
            words: target.words
        )
    }

    private static func isVersion(_ text: String) -> Bool {
        if APIVersions.between("2016-10-01", "9999-12-31").judge(text) == .known { return true }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "7" && Int(parts[1].prefix { $0 != "-" }) != nil
    }

    /// Collections the service has, and what can be done with them; only secrets are here.
    private static let collections: [String: [String]] = [
        "secrets": ["GET", "PUT", "PATCH", "DELETE", "POST"], "deletedsecrets": ["GET", "DELETE", "POST"], "keys": [], "deletedkeys": [],
        "certificates": [], "deletedcertificates": [], "storage": [], "deletedstorage": [], "rng": [],
    ]

    /// Why the emulator has no answer: it does not have that part of the service, the method does not fit, or there is no such path.
    private var refusal: ServiceFailure {
        let word = words.first?.lowercased() ?? ""
        guard let methods = Self.collections[word] else {
            return .vault(404, "NotFound", "Nothing is served at '\(request.path)' with \(request.method).")
        }
        if methods.isEmpty { return .vault(501, "NotImplemented", "The emulator's vaults hold secrets only; there is no '\(word)' here.") }
        return .vault(405, "MethodNotAllowed", "Method \(request.method) is not allowed at '\(request.path)'.")
    }

    private func route(_ state: inout EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        let kinds = words.enumerated().map { $0.offset == 1 ? "*" : $0.element.lowercased() }
        switch (request.method, kinds) {
        case ("PUT", ["secrets", "*"]): return try set(words[1], &state)
        case ("GET", ["secrets"]): return try list(&state)
        case ("GET", ["secrets", "*"]): return try get(words[1], version: nil, &state)
        case ("DELETE", ["secrets", "*"]): return try delete(words[1], &state)
        case ("GET", ["secrets", "*", "versions"]): return try versions(words[1], &state)
        case ("GET", let path) where path.count == 3 && path[0] == "secrets": return try get(words[1], version: words[2], &state)
        case ("PATCH", let path) where path.count == 3 && path[0] == "secrets": return try update(words[1], words[2], &state)
        // Without a version, or with an empty one, it is the latest.
        case ("PATCH", ["secrets", "*"]): return try update(words[1], store(state).latest(words[1])?.version ?? "", &state)
        case ("GET", ["deletedsecrets"]): return try listDeleted(&state)
        case ("GET", ["deletedsecrets", "*"]): return try getDeleted(words[1], &state)
        case ("DELETE", ["deletedsecrets", "*"]): return try purge(words[1], &state)
        case ("POST", ["secrets", "*"]) where words[1].lowercased() == "restore": return try restore(&state)
        case ("POST", ["secrets", "*", "backup"]): return try backup(words[1], &state)
        case ("POST", ["deletedsecrets", "*", "recover"]): return try recover(words[1], &state)
        default: throw refusal
        }
    }
}
