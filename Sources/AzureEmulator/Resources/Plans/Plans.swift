import JSON

/// App Service plans: GET, PUT, DELETE, list.
enum Plans {
    static let type = "Microsoft.Web/serverfarms"

    static let kind = ResourceKind(
        type: type,
        versions: .web,
        get: ResourceKind.show,
        put: put,
        delete: delete,
        list: ResourceKind.page(of: type)
    )

    /// Tiers in rising order; host names can have certificates from Basic on.
    static let tiers = ["Free", "Shared", "Basic", "Standard", "Premium", "PremiumV2", "PremiumV3", "Isolated"]
    private static let letters: [(prefix: String, tier: String)] = [
        ("F", "Free"), ("D", "Shared"), ("B", "Basic"), ("S", "Standard"), ("P", "Premium"), ("I", "Isolated"),
    ]

    static func make(id: String, name: String, location: String, tier: String, sku: String) -> Resource {
        let space = id.split(separator: "/").dropFirst(3).first.map(String.init) ?? ""
        return Resource(
            id: id,
            name: name,
            type: type,
            envelope: [
                "location": .string(location), "kind": "app",
                "sku": ["name": .string(sku), "tier": .string(tier), "size": .string(sku), "capacity": 1],
            ],
            properties: [
                "serverFarmId": 1, "name": .string(name), "status": "Ready", "provisioningState": "Succeeded",
                "webSpace": .string("\(space)-\(location.replacing(" ", with: ""))webspace"), "geoRegion": .string(location),
            ]
        )
    }

    static func rank(_ plan: Resource?) -> Int {
        let tier = plan?.envelope["sku"]?["tier"]?.string ?? ""
        return tiers.firstIndex { $0.lowercased() == tier.lowercased() } ?? 0
    }

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let body = try call.body()
        guard let location = body["location"]?.string, !location.isEmpty else {
            throw .appService(400, "BadRequest", "The parameter location has an invalid value.")
        }
        let sku = body["sku"]?["name"]?.string ?? "B1"
        let byLetter = letters.first { sku.uppercased().hasPrefix($0.prefix) }?.tier ?? "Basic"
        let tier = body["sku"]?["tier"]?.string ?? byLetter
        guard let known = tiers.first(where: { $0.lowercased() == tier.lowercased() }) else {
            throw .appService(400, "BadRequest", "The parameter sku.tier has an invalid value.")
        }
        let id = state.resources[call.id]?.id ?? call.id
        var plan = make(id: id, name: call.path.name, location: location, tier: known, sku: sku)
        if let tags = body["tags"]?.object { plan.envelope["tags"] = .object(tags) }
        state.resources[id] = plan
        return .json(200, plan.document)
    }

    /// A plan goes only when nothing runs on it.
    private static let delete: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let plan = state.resources[call.id] else { return .noContent }
        let sites = state.sites(onPlan: plan.id).map(\.name)
        guard sites.isEmpty else {
            let text =
                "Server farm '\(plan.name)' cannot be deleted because it has web app(s) \(sites.joined(separator: ", ")) assigned to it."
            throw .appService(409, "Conflict", text)
        }
        state.resources[plan.id] = nil
        return EmulatorResponse(status: 200)
    }
}
