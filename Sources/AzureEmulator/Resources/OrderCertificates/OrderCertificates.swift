import CertificateMaterial
import FoundationEssentials
import JSON

/// Vault links of an order: which secret of which vault the provider keeps its key material in.
enum OrderCertificates {
    static let type = "Microsoft.CertificateRegistration/certificateOrders/certificates"

    static let kind = ResourceKind(
        type: type,
        versions: .certificateRegistration,
        get: ResourceKind.show,
        put: put,
        patch: patch,
        delete: delete,
        list: list
    )

    /// The stored tree; a secret that has gone since shows in the state.
    static func document(_ link: Resource, _ state: EmulatorState) -> JSONValue {
        guard link.linkState == "Succeeded", state.storedSecret(of: link) == nil else { return link.document }
        var shown = link
        let vaultExists = state.resources[link.vaultID] != nil
        shown.properties["provisioningState"] = vaultExists ? "KeyVaultSecretDoesNotExist" : "KeyVaultDoesNotExist"
        return shown.document
    }

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try requireOrder(state, call)
        let body = try call.body()
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .arm(400, "LocationRequired", "The location property is required for this definition.")
        }
        let known = state.resources[call.id]
        let note = state.systemData(by: call.caller.appID, on: known)
        var envelope: JSONObject = ["location": .string(location), "systemData": note]
        if let kind = body["kind"]?.string { envelope["kind"] = .string(kind) }
        if let tags = body["tags"]?.object { envelope["tags"] = .object(tags) }
        try link(call.path.name, of: order, envelope: envelope, body["properties"]?.object ?? [:], &state)
        guard let link = state.resources[call.id] else { throw .resourceNotFound(call) }
        let headers = CertificateOrderOperations.headers(for: link.id, state, call)
        let document = state.document(of: link, for: call.apiVersion)
        return .json(known == nil ? 201 : 200, document, headers: known == nil ? headers : [])
    }

    private static let patch: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try requireOrder(state, call)
        guard let known = state.resources[call.id] else { throw .resourceNotFound(call) }
        let body = try call.body()
        var pointer = known.properties
        for (name, value) in body["properties"]?.object ?? [:] where !value.isNull { pointer[name] = value }
        var envelope = known.envelope
        envelope["systemData"] = state.systemData(by: call.caller.appID, on: known)
        try link(known.name, of: order, envelope: envelope, pointer, &state)
        guard let link = state.resources[call.id] else { throw .resourceNotFound(call) }
        return .json(state.settings.patchAnswers201 ? 201 : 200, state.document(of: link, for: call.apiVersion))
    }

    /// Removing a link removes the secret too, as far as the vault lets the provider.
    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let link = state.resources[call.id] else { return .noContent }
        state.resources[link.id] = nil
        state.deleteSecret(link.secretName, of: link.vaultID, as: state.tenant.certificateRegistration)
        return EmulatorResponse(status: 200)
    }

    private static let list: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard state.resources[call.id] != nil else { throw .parentNotFound(call) }
        return try state.page(type, under: call.id, call)
    }

    private static func requireOrder(_ state: EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> String {
        guard let order = state.resources[Resource.parent(of: call.id)] else { throw .parentNotFound(call) }
        return order.id
    }

    /// The vault and the secret a link points to, which must be of this subscription and have a name.
    static func checked(_ pointer: JSONObject, _ state: EmulatorState) throws(ServiceFailure) -> (vault: VaultID, secret: String) {
        guard let vault = VaultID(pointer["keyVaultId"]?.string ?? ""), vault.subscription.lowercased() == state.tenant.subscriptionID
        else {
            throw .provider(400, "BadRequest", "Properties.KeyVaultId has an invalid value.")
        }
        guard let secret = pointer["keyVaultSecretName"]?.string, SecretStore.isName(secret) else {
            throw .provider(400, "BadRequest", "Properties.KeyVaultSecretName has an invalid value.")
        }
        return (vault, secret)
    }

    /// Sets or changes one link and starts the provider's work on it; a link that stays as it is stays untouched.
    static func link(
        _ name: String,
        of order: String,
        envelope: JSONObject,
        _ pointer: JSONObject,
        _ state: inout EmulatorState
    ) throws(ServiceFailure) {
        let (vault, secret) = try checked(pointer, state)
        let id = "\(order)/certificates/\(name)"
        if let known = state.resources[id], known.vaultID.lowercased() == vault.normalised.lowercased(),
            known.secretName.lowercased() == secret.lowercased(), known.linkState == "Succeeded"
        {
            return
        }
        let known = state.resources[id]
        state.resources[id] = Resource(
            id: known?.id ?? id,
            name: known?.name ?? name,
            type: type,
            envelope: envelope,
            properties: [
                "keyVaultId": .string(vault.normalised), "keyVaultSecretName": .string(secret), "provisioningState": "Initialized",
            ]
        )
        state.preparePlaceholder(of: id)
        state.schedule(.linkWritten(id: id), afterMilliseconds: state.settings.vaultLinkMilliseconds)
    }
}

extension Resource {
    var linkState: String { properties["provisioningState"]?.string ?? "" }
    var vaultID: String { properties["keyVaultId"]?.string ?? "" }
    var secretName: String { properties["keyVaultSecretName"]?.string ?? "" }

    static func parent(of id: String) -> String {
        id.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
    }
}
