import JSON

/// Azure DNS zones. Their records are the ones the emulator's DNS answers with.
enum DNSZones {
    static let type = "Microsoft.Network/dnsZones"
    static let kind = ResourceKind(
        type: type,
        versions: .network,
        get: ResourceKind.show,
        put: put,
        delete: delete,
        list: ResourceKind.page(of: type)
    )

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let name = call.path.name.lowercased()
        guard Zones.isName(name), name.contains(".") else {
            throw .provider(400, "BadRequest", "The zone name '\(call.path.name)' is no domain name.")
        }
        let known = state.resources[call.id]
        try call.requirePreconditions(on: known)
        var envelope: JSONObject = ["location": "global", "etag": .string(guid())]
        if let tags = try call.body()["tags"]?.object { envelope["tags"] = .object(tags) }
        let zone = Resource(
            id: known?.id ?? call.id,
            name: known?.name ?? name,
            type: type,
            envelope: envelope,
            properties: [
                "zoneType": "Public", "maxNumberOfRecordSets": 10_000, "numberOfRecordSets": 0,
                "nameServers": ["ns1.azure-dns.emulator.", "ns2.azure-dns.emulator."],
            ]
        )
        state.resources[zone.id] = zone
        return .json(known == nil ? 201 : 200, zone.document)
    }

    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let zone = state.resources[call.id] else { return .noContent }
        for kind in RecordSets.kinds {
            for set in state.resources.list(kind.type, under: zone.id) { RecordSets.remove(set, &state) }
        }
        state.resources[zone.id] = nil
        return EmulatorResponse(status: 200)
    }
}

extension APIVersions {
    static let network = APIVersions.between("2015-05-04-preview", "2023-07-01-preview")
}
