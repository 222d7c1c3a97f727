import JSON

/// `PUT {vault}/accessPolicies/add|replace|remove`.
enum VaultAccessPolicies {
    static let kind = ResourceKind(type: "Microsoft.KeyVault/vaults/accessPolicies", versions: .keyVault, put: put)

    private static let put: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let vaultID = Resource.parent(of: call.id)
        guard let vault = state.resources[vaultID] else { throw .parentNotFound(call) }
        guard let given = try call.body()["properties"]?["accessPolicies"]?.array else {
            throw .provider(400, "BadRequest", "The body needs properties.accessPolicies, at most \(VaultRequest.mostPolicies) of them.")
        }
        try VaultRequest.policies(.array(given))
        let present = vault.properties["accessPolicies"]?.array ?? []
        let changed: [JSONValue]
        switch call.path.name.lowercased() {
        case "add": changed = given.reduce(present, add)
        case "replace": changed = given
        case "remove": changed = present.filter { old in !given.contains { holder($0) == holder(old) } }
        default: throw .provider(400, "BadRequest", "The operation kind '\(call.path.name)' is not one of add, replace, remove.")
        }
        state.resources.update(vaultID) { $0.properties["accessPolicies"] = .array(changed) }
        let id = "\(vaultID)/accessPolicies/"
        return .json(
            200,
            [
                "id": .string(id), "type": "Microsoft.KeyVault/vaults/accessPolicies",
                "properties": ["accessPolicies": .array(changed)],
            ]
        )
    }

    private static func holder(_ policy: JSONValue) -> String? { policy["objectId"]?.string?.lowercased() }

    /// Adding to a principal that has a policy adds to its words.
    private static func add(_ policies: [JSONValue], _ policy: JSONValue) -> [JSONValue] {
        guard let place = policies.firstIndex(where: { holder($0) == holder(policy) }) else { return policies + [policy] }
        var permissions = policies[place]["permissions"]?.object ?? [:]
        for (kind, words) in policy["permissions"]?.object ?? [:] {
            let present = permissions[kind]?.array ?? []
            permissions[kind] = .array(present + (words.array ?? []).filter { !present.contains($0) })
        }
        var merged = policies[place].object ?? [:]
        merged["permissions"] = .object(permissions)
        var changed = policies
        changed[place] = .object(merged)
        return changed
    }
}
