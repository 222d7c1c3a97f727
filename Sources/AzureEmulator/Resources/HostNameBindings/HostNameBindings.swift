import JSON

/// Host names of a site and the certificates bound to them.
enum HostNameBindings {
    static let type = "Microsoft.Web/sites/hostNameBindings"

    static let kind = ResourceKind(
        type: type,
        versions: .web,
        get: get,
        put: put,
        delete: delete,
        list: list
    )

    static let slotType = "Microsoft.Web/sites/slots/hostNameBindings"
    static let slotKind = ResourceKind(type: slotType, versions: .web, get: get, put: put, delete: delete, list: list)

    /// The stored tree without the location, which is only kept to find the certificates it can use.
    static func document(_ binding: Resource) -> JSONValue {
        var shown = binding
        shown.envelope["location"] = nil
        return shown.document
    }

    private static let get: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let binding = state.resources[call.id] else {
            throw .appService(404, "NotFound", "The host name '\(call.path.name)' is not bound to site '\(call.path.names.first ?? "")'.")
        }
        return .json(200, document(binding))
    }

    private static let list: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard state.resources[call.id] != nil else { throw .parentNotFound(call) }
        return try state.page(call.path.types.count > 2 ? slotType : type, under: call.id, call)
    }

    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard state.resources[call.id] != nil else { return .noContent }
        state.resources[call.id] = nil
        return EmulatorResponse(status: 200)
    }

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let site = state.resources[Resource.parent(of: call.id)] else { throw .parentNotFound(call) }
        let host = call.path.name.lowercased()
        let asked = try call.body()["properties"]
        let known = state.resources[call.id]
        if known == nil { try requireOwnership(of: host, for: site, state) }
        let (sslState, thumbprint) = try certificate(asked, host, site, state)
        let isAlias = !state.zones.values(host, .cname).isEmpty
        let binding = Resource(
            id: known?.id ?? call.id,
            name: "\(site.name)/\(host)",
            type: site.type == Sites.type ? type : slotType,
            envelope: site.envelope["location"].map { ["location": $0] } ?? [:],
            properties: [
                "siteName": .string(site.name), "domainId": asked?["domainId"] ?? nil, "hostNameType": "Verified",
                "azureResourceName": .string(site.name), "azureResourceType": "Website",
                "customHostNameDnsRecordType": known?.properties["customHostNameDnsRecordType"] ?? (isAlias ? "CName" : "A"),
                "sslState": .string(sslState), "thumbprint": thumbprint.map(JSONValue.string) ?? nil,
                "virtualIP": sslState == "IpBasedEnabled" ? .string(Sites.inboundAddress) : nil,
            ]
        )
        state.resources[binding.id] = binding
        return .json(200, document(binding))
    }

    /// A binding as a scenario places it, its records being there.
    static func place(_ host: String, on siteID: String, thumbprint: String, _ state: inout EmulatorState) {
        guard let site = state.resources[siteID] else { return }
        let id = "\(siteID)/hostNameBindings/\(host)"
        state.resources[id] = Resource(
            id: id,
            name: "\(site.name)/\(host)",
            type: type,
            envelope: site.envelope["location"].map { ["location": $0] } ?? [:],
            properties: [
                "siteName": .string(site.name), "hostNameType": "Verified", "azureResourceName": .string(site.name),
                "azureResourceType": "Website", "customHostNameDnsRecordType": "A", "sslState": "SniEnabled",
                "thumbprint": .string(thumbprint), "virtualIP": nil,
            ]
        )
    }

    /// A host name is taken on only when DNS leads to the site and says, at `asuid.`, that the site's owner owns it.
    private static func requireOwnership(of host: String, for site: Resource, _ state: EmulatorState) throws(ServiceFailure) {
        guard Zones.isName(host), host.contains(".") else {
            throw .appService(400, "BadRequest", "The parameter hostName has an invalid value.")
        }
        if let other = state.site(serving: host), other.id != site.id {
            throw .appService(409, "Conflict", "The host name '\(host)' is already assigned to site '\(other.name)'.")
        }
        let identity = site.properties["customDomainVerificationId"]?.string ?? ""
        let owners = state.zones.values("asuid.\(host)", .txt).map { $0.lowercased() }
        guard owners.contains(identity.lowercased()) else {
            let text = "A TXT record pointing from asuid.\(host) to \(identity) was not found."
            throw .appService(400, "BadRequest", text, extendedCode: "04006", parameters: ["asuid.\(host)", identity])
        }
        let target = Sites.defaultHostName(site.name)
        let leadsHere =
            state.zones.values(host, .cname).contains { Zones.bare($0) == target }
            || state.zones.values(host, .a).contains(Sites.inboundAddress)
        guard leadsHere else {
            let text = "Neither a CNAME record pointing from \(host) to \(target) nor an A record to \(Sites.inboundAddress) was found."
            throw .appService(400, "BadRequest", text)
        }
    }

    static func certificate(
        _ asked: JSONValue?,
        _ host: String,
        _ site: Resource,
        _ state: EmulatorState
    ) throws(ServiceFailure) -> (sslState: String, thumbprint: String?) {
        let words = ["Disabled", "SniEnabled", "IpBasedEnabled"]
        let word = asked?["sslState"]?.string ?? words[0]
        guard let sslState = words.first(where: { $0.lowercased() == word.lowercased() }) else {
            throw .appService(400, "BadRequest", "The parameter SslState has an invalid value.")
        }
        guard sslState != words[0] else { return (sslState, nil) }
        let plan = state.resources[site.properties["serverFarmId"]?.string ?? ""]
        let needed = sslState == "SniEnabled" ? "Basic" : "Standard"
        guard Plans.rank(plan) >= Plans.tiers.firstIndex(of: needed) ?? 0 else {
            throw .appService(409, "Conflict", "\(sslState) bindings need a plan of tier \(needed) or higher.")
        }
        let thumbprint = (asked?["thumbprint"]?.string ?? "").uppercased()
        guard let certificate = state.webCertificate(thumbprint, in: Webspace(site)) else {
            throw .appService(404, "NotFound", "Certificate \(thumbprint) was not found.")
        }
        guard WebCertificates.covers(certificate, host) else {
            let text = "The certificate with thumbprint '\(thumbprint)' does not match the hostname '\(host)'."
            throw .appService(409, "Conflict", text, extendedCode: "04030", parameters: [thumbprint, host])
        }
        return (sslState, thumbprint)
    }
}

extension Resource {
    /// A binding's host name.
    var hostName: String { String(id.split(separator: "/").last ?? "").lowercased() }
}

extension EmulatorState {
    func binding(_ host: String) -> Resource? {
        allBindings.first { $0.hostName == host.lowercased() }
    }

    /// Of sites and of slots.
    var allBindings: [Resource] { resources.all(HostNameBindings.type) + resources.all(HostNameBindings.slotType) }

    func bindings(ofSite site: Resource) -> [Resource] {
        let type = site.type == Sites.type ? HostNameBindings.type : HostNameBindings.slotType
        return resources.list(type, under: site.id)
    }

    func site(serving host: String) -> Resource? {
        binding(host).flatMap { resources[Resource.parent(of: $0.id)] }
    }
}
