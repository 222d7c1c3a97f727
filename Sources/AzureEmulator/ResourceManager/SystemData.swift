import JSON

/// Who made a resource and who changed it last, and since when the api-versions show that.
extension EmulatorState {
    /// The note about this write. Whoever calls the emulator is an application or a machine's identity.
    func systemData(by client: String, on known: Resource?) -> JSONValue {
        let isMachine = managedIdentities.contains { $0.principal.appID == client }
        let who: JSONObject = [
            "By": .string(client), "ByType": isMachine ? "ManagedIdentity" : "Application",
            "At": .string(RFC3339.text(now, milliseconds: true)),
        ]
        var note = known?.envelope["systemData"]?.object ?? JSONObject(who.map { ("created" + $0.key, $0.value) })
        for (word, value) in who { note["lastModified" + word] = value }
        return .object(note)
    }

    /// What a GET shows: the stored tree, with the members that follow from other resources, and without those that came with a
    /// later api-version; nil stands for the newest.
    func document(of resource: Resource, for version: String? = nil) -> JSONValue {
        let shown =
            switch resource.type {
            case CertificateOrders.type: CertificateOrders.document(resource, self)
            case OrderCertificates.type: OrderCertificates.document(resource, self)
            case WebCertificates.type: WebCertificates.document(resource, self)
            case HostNameBindings.type, HostNameBindings.slotType: HostNameBindings.document(resource)
            case Vaults.type: Vaults.document(resource, self)
            case Sites.type, Sites.slotType: Sites.document(resource, self)
            default: resource.document
            }
        guard let version, var object = shown.object else { return shown }
        if version < systemDataSince(resource.type) { object["systemData"] = nil }
        if resource.type == CertificateOrders.type, version < settings.contactSince, var properties = object["properties"]?.object {
            properties["contact"] = nil
            object["properties"] = .object(properties)
        }
        return .object(object)
    }

    private func systemDataSince(_ type: String) -> String {
        type == Vaults.type ? "2021-04-01" : settings.systemDataSince
    }
}
