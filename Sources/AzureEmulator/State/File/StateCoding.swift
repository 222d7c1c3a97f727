import CertificateMaterial
import FoundationEssentials
import JSON

/// The whole state as JSON trees: what snapshots and the state file keep. The log of requests, spare keys and the budgets of
/// throttling are not kept.
extension EmulatorState {
    /// Everything but the resources.
    func parts(at real: Date) -> JSONValue {
        var tree: JSONObject = [
            "tenant": tenant.json, "authority": authority.json, "origin": origin.json, "settings": settings.json,
            "clock": clock.json(at: real), "now": .string(RFC3339.text(now, milliseconds: true)), "agenda": agenda.json,
            "dice": .string(String(random.state)), "counter": .number(JSONNumber(counter)),
        ]
        tree["vaults"] = .object(JSONObject(vaults.map { ($0.key, $0.value.json) }))
        tree["deletedVaults"] = .object(JSONObject(deletedVaults.map { ($0.key, $0.value.json) }))
        tree["clients"] = .array(clients.map(\.json))
        tree["proofs"] = .object(JSONObject(proofs.sorted { $0.key < $1.key }.map { ($0.key, $0.value.stored) }))
        tree["issuerKeys"] = .object(JSONObject(issuerKeys.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) }))
        tree["identities"] = .array(managedIdentities.map(\.json))
        tree["identityHeader"] = .string(identityHeader)
        tree["unregistered"] = .array(unregistered.sorted().map(JSONValue.string))
        tree["zones"] = zones.json
        tree["pages"] = .object(JSONObject(pages.map { ($0.key, .string($0.value)) }))
        tree["ledger"] = ledger.json
        tree["mailbox"] = mailbox.json
        tree["revocations"] = .object(JSONObject(revocations.map { ($0.key, .string(RFC3339.text($0.value, milliseconds: true))) }))
        tree["faults"] = faults.json
        tree["tokenKey"] = tokenSigner.map { .string($0.pem) } ?? nil
        tree["fleetKey"] = fleetKey.map { .string($0.pem) } ?? nil
        return .object(tree)
    }

    init(parts: JSONValue, resources trees: [JSONValue], at real: Date) throws {
        let fields = try JSONFields(parts)
        var settings = EmulatorSettings()
        try settings.apply(fields.fields("settings")?.value.object ?? [:])
        self.init(
            tenant: try Tenant(fields: fields.requiredFields("tenant")),
            authority: try Authority(json: fields.requiredFields("authority").value),
            settings: settings,
            clock: VirtualClock(json: parts["clock"], at: real),
            now: try fields.date("now") ?? real,
            dice: UInt64(try fields.requiredString("dice")) ?? 0,
            counter: try fields.int("counter") ?? 0
        )
        for tree in trees {
            let resource = try Resource(json: tree)
            resources[resource.id] = resource
        }
        _ = resources.takeChanges()
        try read(parts)
    }

    private mutating func read(_ parts: JSONValue) throws {
        origin = Origin(json: parts["origin"])
        agenda = try Agenda(json: parts["agenda"])
        for (name, tree) in parts["vaults"]?.object ?? [:] { vaults[name] = try SecretStore(json: tree) }
        for (name, tree) in parts["deletedVaults"]?.object ?? [:] { deletedVaults[name] = try DeletedVault(json: tree) }
        clients = try (parts["clients"]?.array ?? []).map { try Client(fields: JSONFields($0)) }
        for (application, tree) in parts["proofs"]?.object ?? [:] { proofs[application] = try ApplicationProofs(stored: tree) }
        for (issuer, tree) in parts["issuerKeys"]?.object ?? [:] { issuerKeys[issuer] = try IssuerKeys(tree) }
        managedIdentities = try (parts["identities"]?.array ?? []).map { try ManagedIdentity(fields: JSONFields($0)) }
        identityHeader = parts["identityHeader"]?.string ?? identityHeader
        unregistered = Set(parts["unregistered"]?.array?.compactMap(\.string) ?? [])
        zones = Zones(json: parts["zones"])
        for (place, text) in parts["pages"]?.object ?? [:] { pages[place] = text.string }
        ledger = Ledger(json: parts["ledger"])
        mailbox = try Mailbox(json: parts["mailbox"])
        for (serial, time) in parts["revocations"]?.object ?? [:] { revocations[serial] = time.string.flatMap(RFC3339.date) }
        faults = try FaultTable(json: parts["faults"])
        tokenSigner = try parts["tokenKey"]?.string.map { try TokenSigner(key: RSAPrivateKey(pem: $0)) }
        fleetKey = try parts["fleetKey"]?.string.map { try RSAPrivateKey(pem: $0) }
    }
}

extension Resource {
    var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "type": .string(type), "envelope": .object(envelope),
            "properties": .object(properties), "hidden": .object(hidden),
        ]
    }

    init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            id: try fields.requiredString("id"),
            name: try fields.requiredString("name"),
            type: try fields.requiredString("type"),
            envelope: json["envelope"]?.object ?? [:],
            properties: json["properties"]?.object ?? [:],
            hidden: json["hidden"]?.object ?? [:]
        )
    }
}

extension Tenant {
    var json: JSONValue {
        [
            "id": .string(id), "subscriptionId": .string(subscriptionID), "client": Client(principal: client, secret: clientSecret).json,
            "certificateRegistration": .string(certificateRegistration.objectID), "webSites": .string(webSites.objectID),
        ]
    }

    init(fields: JSONFields) throws {
        let client = try Client(fields: fields.requiredFields("client"))
        self.init(
            id: try fields.requiredString("id"),
            subscriptionID: try fields.requiredString("subscriptionId"),
            clientSecret: client.secret,
            client: client.principal,
            certificateRegistration: .certificateRegistration(try fields.requiredString("certificateRegistration")),
            webSites: .webSites(try fields.requiredString("webSites"))
        )
    }
}

extension DeletedVault {
    var json: JSONValue {
        ["vault": vault.json, "secrets": secrets.json, "time": .string(RFC3339.text(time, milliseconds: true))]
    }

    init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            vault: try Resource(json: fields.requiredFields("vault").value),
            secrets: try SecretStore(json: json["secrets"]),
            time: try fields.date("time") ?? .distantPast
        )
    }
}

extension Origin {
    var json: JSONValue {
        [
            "host": .string(host), "port": .number(JSONNumber(port)), "http": .number(JSONNumber(httpPort)),
            "frontEnd": .number(JSONNumber(frontEndPort)), "dns": .number(JSONNumber(dnsPort)),
        ]
    }

    init(json: JSONValue?) {
        host = json?["host"]?.string ?? "localhost"
        port = json?["port"]?.int ?? 0
        httpPort = json?["http"]?.int ?? 0
        frontEndPort = json?["frontEnd"]?.int ?? 0
        dnsPort = json?["dns"]?.int ?? 0
    }
}

extension Zones {
    init(json: JSONValue?) {
        for record in json?["records"]?.array ?? [] {
            guard let name = record["name"]?.string, let kind = Kind(rawValue: record["type"]?.string ?? "") else { continue }
            let values = record["values"]?.array?.compactMap(\.string) ?? []
            self[name, kind] = RecordSet(values: values, ttlSeconds: UInt32(clamping: record["ttl"]?.int ?? 60))
        }
    }
}
