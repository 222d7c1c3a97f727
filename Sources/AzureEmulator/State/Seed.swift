import CertificateMaterial
import FoundationEssentials
import JSON

extension EmulatorState {
    static let demoGroup = "demo-group"
    static let demoLocation = "West Europe"

    /// What is there from the start: a resource group with a plan, a site and a vault both first-party principals may use.
    mutating func seed() {
        resources[groupID(Self.demoGroup)] = Resource(
            id: groupID(Self.demoGroup),
            name: Self.demoGroup,
            type: "Microsoft.Resources/resourceGroups",
            envelope: ["location": .string(Self.demoLocation)],
            properties: ["provisioningState": "Succeeded"]
        )
        let plan = "\(groupID(Self.demoGroup))/providers/Microsoft.Web/serverfarms/demo-plan"
        resources[plan] = Plans.make(id: plan, name: "demo-plan", location: Self.demoLocation, tier: "Basic", sku: "B1")
        let site = "\(groupID(Self.demoGroup))/providers/Microsoft.Web/sites/demo-site"
        resources[site] = Sites.make(id: site, name: "demo-site", location: Self.demoLocation, plan: plan, httpsOnly: false)
        seedVault("demo-vault", in: Self.demoGroup)
        agenda.add(.certificatesSynced, at: now.addingTimeInterval(86_400))
        agenda.add(.renewalsScanned, at: now.addingTimeInterval(8 * 3600))
    }

    func groupID(_ name: String) -> String {
        "/subscriptions/\(tenant.subscriptionID)/resourceGroups/\(name)"
    }

    /// A vault the client may do everything in and the two first-party principals what they need; its id.
    @discardableResult
    mutating func seedVault(_ name: String, in group: String) -> String {
        let id = "\(groupID(group))/providers/Microsoft.KeyVault/vaults/\(name)"
        let policies: [JSONValue] = [
            policy(tenant.client, secrets: ["all"]),
            policy(tenant.certificateRegistration, secrets: ["get", "list", "set", "delete"]),
            policy(tenant.webSites, secrets: ["get"]),
        ]
        resources[id] = Vaults.make(
            id: id,
            name: name,
            location: Self.demoLocation,
            properties: ["accessPolicies": .array(policies), "enableRbacAuthorization": false],
            tenantID: tenant.id
        )
        vaults[name.lowercased()] = SecretStore()
        return id
    }

    private func policy(_ principal: Tenant.Principal, secrets: [JSONValue]) -> JSONValue {
        [
            "tenantId": .string(tenant.id), "objectId": .string(principal.objectID),
            "permissions": ["secrets": .array(secrets), "certificates": ["get", "list"], "keys": []],
        ]
    }
}
