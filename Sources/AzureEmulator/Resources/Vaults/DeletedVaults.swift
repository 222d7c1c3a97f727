import FoundationEssentials
import JSON

/// A vault in the time between its deletion and its end.
struct DeletedVault: Sendable {
    let vault: Resource
    let secrets: SecretStore
    let time: Date

    var purgeDate: Date {
        time.addingTimeInterval(Double(vault.properties["softDeleteRetentionInDays"]?.int ?? 90) * EmulatorState.daySeconds)
    }

    var isProtected: Bool { vault.properties["enablePurgeProtection"]?.bool == true }
    var location: String { vault.envelope["location"]?.string ?? "" }
}

/// Deleted vaults: they keep their names until they are purged, recovered or forgotten.
enum DeletedVaults {
    static let list = ResourceKind(type: "Microsoft.KeyVault/deletedVaults", versions: .keyVault, list: listAll)
    static let kind = ResourceKind(
        type: "Microsoft.KeyVault/locations/deletedVaults",
        versions: .keyVault,
        get: get,
        actions: ["purge": purge]
    )

    private static let listAll: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let all = state.deletedVaults.sorted { $0.key < $1.key }.map { ($0.key, document($0.value, state)) }
        return try call.page(state.settings).answer(of: all, state.origin)
    }

    private static let get: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        .json(200, document(try find(state, call), state))
    }

    private static let purge: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let gone = try find(state, call)
        guard !gone.isProtected else {
            throw .provider(409, "Conflict", "The vault '\(gone.vault.name)' has purge protection and cannot be purged.")
        }
        state.deletedVaults[gone.vault.name.lowercased()] = nil
        return EmulatorResponse(status: 200)
    }

    private static func find(_ state: EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> DeletedVault {
        guard let gone = state.deletedVaults[call.path.name.lowercased()], sameLocation(gone.location, call.path.names.first ?? "") else {
            throw .provider(404, "DeletedVaultNotFound", "No deleted vault is named '\(call.path.name)' in this location.")
        }
        return gone
    }

    private static func document(_ gone: DeletedVault, _ state: EmulatorState) -> JSONValue {
        let location = gone.location.lowercased().replacing(" ", with: "")
        let scope = "/subscriptions/\(state.tenant.subscriptionID)/providers/Microsoft.KeyVault/locations/\(location)"
        var properties: JSONObject = [
            "vaultId": .string(gone.vault.id), "location": .string(gone.location), "deletionDate": .string(RFC3339.text(gone.time)),
            "scheduledPurgeDate": .string(RFC3339.text(gone.purgeDate)), "tags": gone.vault.envelope["tags"] ?? [:],
        ]
        if gone.isProtected { properties["purgeProtectionEnabled"] = true }
        return [
            "id": .string("\(scope)/deletedVaults/\(gone.vault.name)"), "name": .string(gone.vault.name),
            "type": "Microsoft.KeyVault/deletedVaults", "properties": .object(properties),
        ]
    }
}

extension EmulatorState {
    mutating func deleteVault(_ vault: Resource) {
        let name = vault.name.lowercased()
        let gone = DeletedVault(vault: vault, secrets: vaults[name] ?? SecretStore(), time: now)
        deletedVaults[name] = gone
        resources[vault.id] = nil
        vaults[name] = nil
        agenda.add(.vaultPurged(name: name), at: gone.purgeDate)
    }

    /// Brings a deleted vault back with its secrets; nil when there is none of that id.
    mutating func recoverVault(_ id: String, _ name: String) -> Resource? {
        guard let gone = deletedVaults[name.lowercased()], gone.vault.id.lowercased() == id.lowercased() else { return nil }
        deletedVaults[name.lowercased()] = nil
        resources[gone.vault.id] = gone.vault
        vaults[name.lowercased()] = gone.secrets
        purgeSecretsWhenDue(name.lowercased())
        return gone.vault
    }

    mutating func purgeWhenDue(_ name: String) {
        guard let gone = deletedVaults[name], gone.purgeDate <= now else { return }
        deletedVaults[name] = nil
    }
}

/// Whether a vault name is free.
enum VaultNames {
    private static let action = "checkNameAvailability"
    static let kind = ResourceKind(
        type: "Microsoft.KeyVault/\(action)",
        versions: .keyVault,
        actions: [action.lowercased(): check]
    )

    private static let check: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let name = try call.body()["name"]?.string else {
            throw .provider(400, "BadRequest", "The body needs name and type.")
        }
        func unavailable(_ reason: String, _ message: String) -> EmulatorResponse {
            .json(200, ["nameAvailable": false, "reason": .string(reason), "message": .string(message)])
        }
        guard Vaults.isName(name) else {
            return unavailable("AccountNameInvalid", "The vault name '\(name)' must be 3 to 24 letters, digits and single hyphens.")
        }
        guard state.vaults[name.lowercased()] == nil, state.deletedVaults[name.lowercased()] == nil else {
            return unavailable("AlreadyExists", "The vault name '\(name)' is already in use, or held by a deleted vault.")
        }
        return .json(200, ["nameAvailable": true])
    }
}
