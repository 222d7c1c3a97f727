import JSON

/// PATCH and DELETE of sites and slots, and slots themselves.
extension Sites {
    /// `httpsOnly`, tags, and the certificates of host names through `hostNameSslStates`, where only entries marked `toUpdate` count.
    static let patch: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard var site = state.resources[call.id] else { throw .resourceNotFound(call) }
        let body = try call.body()
        if let flag = body["properties"]?["httpsOnly"]?.bool { site.properties["httpsOnly"] = .bool(flag) }
        if let tags = body["tags"]?.object { site.envelope["tags"] = .object(tags) }
        state.resources[site.id] = site
        try bindCertificates(body, on: site, &state)
        return .json(200, document(site, state))
    }

    /// The entries of `hostNameSslStates` that say so change their binding; PUT and PATCH of a site alike.
    static func bindCertificates(_ body: JSONObject, on site: Resource, _ state: inout EmulatorState) throws(ServiceFailure) {
        for entry in body["properties"]?["hostNameSslStates"]?.array ?? [] where entry["toUpdate"]?.bool == true {
            try bind(entry, on: site, &state)
        }
    }

    private static func bind(_ entry: JSONValue, on site: Resource, _ state: inout EmulatorState) throws(ServiceFailure) {
        let host = entry["name"]?.string?.lowercased() ?? ""
        guard let binding = state.bindings(ofSite: site).first(where: { $0.hostName == host }) else {
            throw .appService(404, "NotFound", "The host name '\(host)' is not bound to site '\(site.name)'.")
        }
        let (sslState, thumbprint) = try HostNameBindings.certificate(entry, host, site, state)
        state.resources.update(binding.id) {
            $0.properties["sslState"] = .string(sslState)
            $0.properties["thumbprint"] = thumbprint.map(JSONValue.string) ?? nil
        }
    }

    /// A slot runs on its site's plan and proves ownership with its site's identity.
    static let putSlot: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let site = state.resources[Resource.parent(of: call.id)] else { throw .parentNotFound(call) }
        let body = try call.body()
        let known = state.resources[call.id]
        var slot = make(
            id: known?.id ?? call.id,
            name: known?.name ?? "\(site.name)/\(call.path.name)",
            location: site.envelope["location"]?.string ?? "",
            plan: site.properties["serverFarmId"]?.string ?? "",
            httpsOnly: body["properties"]?["httpsOnly"]?.bool ?? false,
            type: slotType
        )
        slot.properties["customDomainVerificationId"] = site.properties["customDomainVerificationId"] ?? nil
        state.resources[slot.id] = slot
        try bindCertificates(body, on: slot, &state)
        return .json(200, document(slot, state))
    }

    /// A site goes with its slots and bindings; its plan goes too when it was the last one there, unless the caller keeps it.
    static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let site = state.resources[call.id] else { return .noContent }
        state.resources.remove(site.id)
        let plan = site.properties["serverFarmId"]?.string ?? ""
        if site.type == type, call.request.query("deleteemptyserverfarm")?.lowercased() != "false",
            state.sites(onPlan: plan).isEmpty, state.lock(on: plan, against: true) == nil
        {
            state.resources[plan] = nil
        }
        return EmulatorResponse(status: 200)
    }
}

extension EmulatorState {
    /// The sites of a plan; slots run where their sites do.
    func sites(onPlan plan: String) -> [Resource] {
        resources.all(Sites.type).filter { $0.properties["serverFarmId"]?.string?.lowercased() == plan.lowercased() }
    }
}
