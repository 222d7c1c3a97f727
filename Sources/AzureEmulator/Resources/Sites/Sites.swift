import JSON

/// Web apps and their slots. What a site serves is in its host name bindings.
enum Sites {
    static let type = "Microsoft.Web/sites"
    /// Where every site and the front end are.
    static let inboundAddress = "127.0.0.1"

    static let kind = ResourceKind(
        type: type,
        versions: .web,
        get: ResourceKind.show,
        put: put,
        patch: patch,
        delete: delete,
        list: ResourceKind.page(of: type)
    )

    static let slotType = "Microsoft.Web/sites/slots"
    static let slotKind = ResourceKind(
        type: slotType,
        versions: .web,
        get: ResourceKind.show,
        put: putSlot,
        patch: patch,
        delete: delete,
        list: ResourceKind.page(of: slotType)
    )

    /// A slot, named `site/slot`, has a hyphen where its name has a slash.
    static func defaultHostName(_ site: String) -> String {
        "\(site.lowercased().replacing("/", with: "-")).azurewebsites.net"
    }

    static func make(id: String, name: String, location: String, plan: String, httpsOnly: Bool, type: String = type) -> Resource {
        Resource(
            id: id,
            name: name,
            type: type,
            envelope: ["location": .string(location), "kind": "app"],
            properties: [
                "name": .string(name), "state": "Running", "enabled": true, "serverFarmId": .string(plan),
                "defaultHostName": .string(defaultHostName(name)), "httpsOnly": .bool(httpsOnly),
                "customDomainVerificationId": .string((guid() + guid()).replacing("-", with: "").uppercased()),
                "inboundIpAddress": .string(inboundAddress), "provisioningState": "Succeeded",
            ]
        )
    }

    /// The stored tree with the host names and the states of their certificates.
    static func document(_ site: Resource, _ state: EmulatorState) -> JSONValue {
        var shown = site
        let bindings = state.bindings(ofSite: site)
        let names = [JSONValue.string(defaultHostName(site.name))] + bindings.map { .string($0.hostName) }
        shown.properties["sku"] = state.resources[site.properties["serverFarmId"]?.string ?? ""]?.envelope["sku"]?["tier"] ?? nil
        shown.properties["hostNames"] = .array(names)
        shown.properties["enabledHostNames"] = .array(names)
        shown.properties["hostNameSslStates"] = .array(
            bindings.map { binding in
                [
                    "name": .string(binding.hostName), "sslState": binding.properties["sslState"] ?? "Disabled",
                    "thumbprint": binding.properties["thumbprint"] ?? nil, "hostType": "Standard",
                ]
            }
        )
        return shown.document
    }

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let body = try call.body()
        let name = call.path.name
        guard (2...60).contains(name.count), name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }) else {
            throw .appService(400, "BadRequest", "The parameter name has an invalid value.")
        }
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .appService(400, "BadRequest", "The parameter location has an invalid value.")
        }
        let known = state.resources[call.id]
        let asked = body["properties"]?["serverFarmId"]?.string ?? known?.properties["serverFarmId"]?.string ?? ""
        guard let plan = state.resources[asked], plan.type == Plans.type else {
            throw .appService(404, "NotFound", "The server farm '\(asked)' was not found.")
        }
        let isTaken = state.resources.all(type).contains {
            $0.name.lowercased() == name.lowercased() && $0.id.lowercased() != call.id.lowercased()
        }
        guard !isTaken else { throw .appService(409, "Conflict", "The website name '\(name)' is not available.") }
        let httpsOnly = body["properties"]?["httpsOnly"]?.bool ?? known?.properties["httpsOnly"]?.bool ?? false
        var site = make(id: known?.id ?? call.id, name: known?.name ?? name, location: location, plan: plan.id, httpsOnly: httpsOnly)
        if let identity = known?.properties["customDomainVerificationId"] { site.properties["customDomainVerificationId"] = identity }
        if let tags = body["tags"]?.object { site.envelope["tags"] = .object(tags) }
        state.resources[site.id] = site
        try bindCertificates(body, on: site, &state)
        return .json(200, document(site, state))
    }
}
