import FoundationEssentials
import JSON

/// Key vaults as resources.
enum Vaults {
    static let type = "Microsoft.KeyVault/vaults"

    static let kind = ResourceKind(
        type: type,
        versions: .keyVault,
        get: ResourceKind.show,
        put: put,
        patch: patch,
        delete: delete,
        list: ResourceKind.page(of: type)
    )

    /// A vault with the given properties over the defaults.
    static func make(
        id: String,
        name: String,
        location: String,
        properties: JSONObject,
        tenantID: String
    ) -> Resource {
        var all: JSONObject = [
            "sku": ["family": "A", "name": "standard"], "tenantId": .string(tenantID), "accessPolicies": [],
            "enabledForDeployment": false, "enableSoftDelete": true, "softDeleteRetentionInDays": 90,
            "enableRbacAuthorization": false,
        ]
        for (name, value) in properties where !value.isNull && name != "createMode" { all[name] = value }
        all["enableSoftDelete"] = true
        all["provisioningState"] = "Succeeded"
        all["publicNetworkAccess"] = all["publicNetworkAccess"] ?? "Enabled"
        return Resource(id: id, name: name, type: type, envelope: ["location": .string(location)], properties: all)
    }

    /// The stored tree with the vault's address, which depends on where the emulator listens.
    static func document(_ vault: Resource, _ state: EmulatorState) -> JSONValue {
        var shown = vault
        shown.properties["vaultUri"] = .string(state.origin.vaultURL(vault.name))
        if let ready = vault.date("ready"), state.now < ready { shown.properties["provisioningState"] = "RegisteringDns" }
        return shown.document
    }

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let body = try call.body()
        let name = call.path.name
        guard isName(name) else {
            throw .provider(400, "VaultNameNotValid", "The vault name '\(name)' is invalid: 3 to 24 letters, digits and single hyphens.")
        }
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .arm(400, "LocationRequired", "The location property is required for this definition.")
        }
        if body["properties"]?["createMode"]?.string?.lowercased() == "recover" { return try recover(&state, call) }
        let known = state.resources[call.id]
        if known == nil, state.deletedVaults[name.lowercased()] != nil {
            let text = "A vault named '\(name)' is deleted but recoverable; recover it with createMode recover, or purge it."
            throw .provider(409, "ConflictError", text)
        }
        if known == nil, state.vaults[name.lowercased()] != nil {
            throw .provider(409, "VaultAlreadyExists", "The vault name '\(name)' is already in use.")
        }
        let properties = try checked(body["properties"]?.object ?? [:], on: known, state)
        var vault = make(
            id: known?.id ?? call.id,
            name: known?.name ?? name,
            location: location,
            properties: properties,
            tenantID: state.tenant.id
        )
        if let tags = body["tags"]?.object { vault.envelope["tags"] = .object(tags) }
        vault.envelope["systemData"] = state.systemData(by: call.caller.appID, on: known)
        let ready = state.now.addingTimeInterval(Double(state.settings.vaultNameMilliseconds) / 1000)
        vault.hidden["ready"] = known?.hidden["ready"] ?? .string(RFC3339.text(ready, milliseconds: true))
        state.resources[vault.id] = vault
        if state.vaults[name.lowercased()] == nil { state.vaults[name.lowercased()] = SecretStore() }
        return .json(known == nil ? 201 : 200, state.document(of: vault, for: call.apiVersion))
    }

    private static let patch: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard var vault = state.resources[call.id] else { throw .resourceNotFound(call) }
        let body = try call.body()
        let changes = try VaultRequest.checked(body["properties"]?.object ?? [:])
        try requireRetention(changes, on: vault)
        for (name, value) in changes where name != "createMode" { vault.properties[name] = value }
        vault.properties["enableSoftDelete"] = true
        vault.envelope["systemData"] = state.systemData(by: call.caller.appID, on: vault)
        if let tags = body["tags"]?.object { vault.envelope["tags"] = .object(tags) }
        state.resources[vault.id] = vault
        return .json(200, state.document(of: vault, for: call.apiVersion))
    }

    private static func recover(_ state: inout EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> EmulatorResponse {
        guard let vault = state.recoverVault(call.id, call.path.name) else {
            throw .provider(404, "DeletedVaultNotFound", "No deleted vault has the id '\(call.id)'.")
        }
        return .json(200, state.document(of: vault, for: call.apiVersion))
    }

    /// Soft: the vault and its secrets can come back, and keep their name.
    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let vault = state.resources[call.id] else { return .noContent }
        state.deleteVault(vault)
        return EmulatorResponse(status: 200)
    }

    private static func checked(_ properties: JSONObject, on known: Resource?, _ state: EmulatorState) throws(ServiceFailure) -> JSONObject
    {
        guard properties["tenantId"]?.string?.lowercased() == state.tenant.id else {
            throw .provider(400, "BadRequest", "The vault's tenantId must be the subscription's tenant '\(state.tenant.id)'.")
        }
        guard properties["sku"]?["name"]?.string != nil else {
            throw .provider(400, "BadRequest", "The vault's sku with family and name is required.")
        }
        let kept = try VaultRequest.checked(properties)
        try requireRetention(kept, on: known)
        return kept
    }

    /// Soft delete stays on, for days that are chosen once; purge protection can be switched on, never off.
    private static func requireRetention(_ asked: JSONObject, on known: Resource?) throws(ServiceFailure) {
        func refuse(_ name: String, _ why: String) -> ServiceFailure {
            .provider(400, "BadRequest", "The property \"\(name)\" cannot be set to this value: \(why)")
        }
        if asked["enableSoftDelete"] == false { throw refuse("enableSoftDelete", "soft delete cannot be switched off.") }
        if let days = asked["softDeleteRetentionInDays"]?.int, let before = known?.properties["softDeleteRetentionInDays"]?.int,
            days != before
        {
            throw refuse("softDeleteRetentionInDays", "it cannot be changed once the vault is there.")
        }
        if asked["enablePurgeProtection"] == false { throw refuse("enablePurgeProtection", "it can be switched on, never off.") }
    }

    static func isName(_ name: String) -> Bool {
        (3...24).contains(name.utf8.count) && name.first?.isLetter == true && name.last != "-" && !name.contains("--")
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
