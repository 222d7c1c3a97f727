import JSON

/// Record sets of a zone, one kind of resource for each record type.
enum RecordSets {
    static let kinds: [ResourceKind] = Zones.Kind.allCases.map { record in
        ResourceKind(
            type: "\(DNSZones.type)/\(record.rawValue)",
            versions: .network,
            get: ResourceKind.show,
            put: { (state, call) throws(ServiceFailure) in try put(record, &state, call) },
            patch: { (state, call) throws(ServiceFailure) in try put(record, &state, call) },
            delete: delete,
            list: list(record)
        )
    }

    /// All sets of a zone, whatever their type, under both names the service has for that.
    static let lists: [ResourceKind] = ["recordsets", "all"].map { word in
        ResourceKind(type: "\(DNSZones.type)/\(word)", versions: .network, list: listAll)
    }

    private static func put(
        _ record: Zones.Kind,
        _ state: inout EmulatorState,
        _ call: ResourceCall
    ) throws(ServiceFailure) -> EmulatorResponse {
        guard let zone = state.resources[Resource.parent(of: call.id)] else { throw .parentNotFound(call) }
        let known = state.resources[call.id]
        try call.requirePreconditions(on: known)
        let asked = try call.body()["properties"]
        let values = texts(record, asked)
        guard !values.isEmpty, values.allSatisfy({ Zones.value(record, $0) != nil }) else {
            throw .provider(400, "BadRequest", "The record set has no \(record.rawValue) records, or one that cannot be.")
        }
        let ttl = asked?["TTL"]?.int ?? asked?["ttl"]?.int ?? 3600
        let name = call.path.name.lowercased()
        let fullName = name == "@" ? zone.name : "\(name).\(zone.name)"
        state.zones[fullName, record] = Zones.RecordSet(values: values, ttlSeconds: UInt32(clamping: ttl))
        var properties = asked?.object ?? [:]
        properties["TTL"] = .number(JSONNumber(ttl))
        properties["fqdn"] = .string(fullName + ".")
        properties["provisioningState"] = "Succeeded"
        let set = Resource(
            id: known?.id ?? call.id,
            name: known?.name ?? name,
            type: "\(DNSZones.type)/\(record.rawValue)",
            envelope: ["etag": .string(guid())],
            properties: properties
        )
        state.resources[set.id] = set
        return .json(known == nil ? 201 : 200, set.document)
    }

    /// The records in the words of the control API, from the members each type has here.
    private static func texts(_ record: Zones.Kind, _ asked: JSONValue?) -> [String] {
        func each(_ name: String, _ text: (JSONValue) -> String?) -> [String] {
            let found = asked?.object?.first { $0.key.lowercased() == name }
            return found?.value.array?.compactMap(text) ?? []
        }
        switch record {
        case .txt: return each("txtrecords") { $0["value"]?.array.map { $0.compactMap(\.string).joined() } }
        case .a: return each("arecords") { $0["ipv4Address"]?.string }
        case .aaaa: return each("aaaarecords") { $0["ipv6Address"]?.string }
        case .ns: return each("nsrecords") { $0["nsdname"]?.string }
        case .caa:
            return each("caarecords") { "\($0["flags"]?.int ?? 0) \($0["tag"]?.string ?? "") \"\($0["value"]?.string ?? "")\"" }
        case .cname:
            let alias = asked?.object?.first { $0.key.lowercased() == "cnamerecord" }?.value["cname"]?.string
            return alias.map { [$0] } ?? []
        }
    }

    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let set = state.resources[call.id] else { return .noContent }
        try call.requirePreconditions(on: set)
        remove(set, &state)
        return EmulatorResponse(status: 200)
    }

    static func remove(_ set: Resource, _ state: inout EmulatorState) {
        state.resources[set.id] = nil
        guard let kind = Zones.Kind(rawValue: String(set.type.split(separator: "/").last ?? "")) else { return }
        state.zones[set.properties["fqdn"]?.string ?? "", kind] = nil
    }

    private static func list(_ record: Zones.Kind) -> ResourceKind.Handler {
        { (state, call) throws(ServiceFailure) in
            guard state.resources[call.id] != nil else { throw .parentNotFound(call) }
            return try state.page("\(DNSZones.type)/\(record.rawValue)", under: call.id, call)
        }
    }

    private static let listAll: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard state.resources[call.id] != nil else { throw .parentNotFound(call) }
        let all = kinds.flatMap { state.resources.list($0.type, under: call.id) }
        return try state.page(of: all, call)
    }
}

extension ResourceCall {
    /// `If-None-Match: *` wants nothing to be there, `If-Match` the very version named, or with `*` any.
    func requirePreconditions(on known: Resource?) throws(ServiceFailure) {
        let etag = known?.envelope["etag"]?.string
        let isUnwanted = request.headers.value("If-None-Match") == "*" && known != nil
        let wanted = request.headers.value("If-Match").map { $0.trimming("\"") }
        let isOther = wanted.map { $0 == "*" ? known == nil : $0 != etag } ?? false
        guard !isUnwanted, !isOther else {
            throw .provider(412, "PreconditionFailed", "The condition set in the request's headers is not met by '\(path.name)'.")
        }
    }
}
