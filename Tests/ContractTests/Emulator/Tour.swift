import JSON

@testable import AzureEmulator

/// A walk through the emulator on which every operation of the table is called and answers with success, each in every way the
/// documents know.
struct Tour {
    private(set) var world: World

    /// The whole walk.
    init(versions: [String: String] = [:]) throws {
        world = try World(["vaultNameMilliseconds": 1000], versions: versions)
        try orders()
        try links()
        try secrets()
        try webCertificates()
        try bindings(suffix: "", site: "demo-site")
        try bindings(suffix: "Slot", site: "demo-site")
        try vaults()
        try deletedVaults()
        try surroundings()
        try zones()
        try endings()
    }

    /// The part that is about orders only.
    init(ordersOf version: String) throws {
        world = try World(versions: ["Microsoft.CertificateRegistration": version])
        try orders()
        try links()
        try endings()
    }

    private static func orders(_ name: String) -> String { "AppServiceCertificateOrders_" + name }

    private mutating func order(_ name: String, _ given: [String: String] = [:], query: String = "", body: JSONValue? = nil) throws {
        try world.call(Self.orders(name), given, query: query, body: body)
    }

    private mutating func orders() throws {
        try order("ValidatePurchaseInformation", body: World.purchase("shop.example"))
        try order("CreateOrUpdate", body: World.purchase("shop.example"))
        world.wait(seconds: 1)
        try order("ResendRequestEmails", body: ["name": "shop.example"])
        try world.prove()
        world.wait(seconds: 1)
        try order("Get")
        try order("CreateOrUpdate", body: World.purchase("shop.example", ["autoRenew": true]))
        world.set(["patchAnswers201": true])
        try order("Update", body: ["properties": ["autoRenew": true, "productType": "StandardDomainValidatedSsl"]])
        world.set(["patchAnswers201": false])
        try order("Update", body: ["properties": ["autoRenew": true]])
        try order("List")
        try order("ListByResourceGroup")
        try order("ResendEmail")
        try order("RetrieveSiteSeal", body: ["lightTheme": true, "locale": "en-US"])
        try order("RetrieveCertificateActions", ["name": "shop"])
        try order("RetrieveCertificateEmailHistory", ["name": "shop"])
        try order("Reissue", body: ["properties": ["keySize": 2048, "delayExistingRevokeInHours": 0]])
        world.wait(seconds: 1)
        world.set(["renewalWindowDays": 400])
        try order("Renew", body: ["properties": ["keySize": 2048]])
        world.wait(seconds: 1)
        if world.versions["Microsoft.CertificateRegistration"].map({ $0 >= "2020-12-01" }) ?? true { try detectors() }
        if world.versions["Microsoft.CertificateRegistration"] != "2015-08-01" {
            try world.call("CertificateRegistrationProvider_ListOperations")
        }
    }

    /// An order that waits, one that is denied, and one that renews itself or does not.
    private mutating func detectors() throws {
        let detectors = "CertificateOrdersDiagnostics_"
        let others = ["Pendingissuance", "Denied"].map { status -> JSONValue in
            ["name": .string(status), "domain": "other.example", "status": .string(status)]
        }
        world.control("POST", "/scenario", ["orders": .array(others)])
        for order in ["Pendingissuance", "Denied", "shop"] {
            try world.call(detectors + "ListAppServiceCertificateOrderDetectorResponse", ["certificateOrderName": order])
        }
        try order("Update", body: ["properties": ["autoRenew": false]])
        let span = "startTime=2027-01-01T00:00:00Z&endTime=2027-01-02T00:00:00Z&timeGrain=PT10M"
        try world.call(detectors + "GetAppServiceCertificateOrderDetectorResponse", query: span)
        for other in ["Pendingissuance", "Denied"] { try order("Delete", ["certificateOrderName": other]) }
    }

    private mutating func links() throws {
        try order("CreateOrUpdateCertificate", ["name": "link"], body: world.link)
        world.wait(seconds: 1)
        try order("CreateOrUpdateCertificate", ["name": "link"], body: world.link)
        try order("GetCertificate", ["name": "link"])
        try order("ListCertificates")
        try order("Get")
        let change: JSONValue = ["properties": ["keyVaultId": .string(world.vault), "keyVaultSecretName": "shop-pfx"]]
        world.set(["patchAnswers201": true])
        try order("UpdateCertificate", ["name": "link"], body: change)
        world.set(["patchAnswers201": false])
        try order("UpdateCertificate", ["name": "link"], body: change)
    }

    private mutating func secrets() throws {
        let full: JSONValue = [
            "value": "text", "contentType": "text/plain", "tags": ["team": "shop"],
            "attributes": ["enabled": true, "nbf": 1_700_000_000, "exp": 1_900_000_000],
        ]
        let id = try world.call("SetSecret", body: full).json["id"]?.string ?? ""
        let version = String(id.split(separator: "/").last ?? "")
        try world.call("GetSecret", ["secret-version": version])
        try world.call("GetSecret", ["secret-version": ""])
        try world.call("UpdateSecret", ["secret-version": version], body: ["contentType": "text/html", "tags": ["team": "web"]])
        try world.call("GetSecrets", query: "maxresults=1")
        try world.call("GetSecretVersions")
        let backup = try world.call("BackupSecret").json
        try world.call("DeleteSecret")
        try world.call("GetDeletedSecret")
        try world.call("GetDeletedSecrets")
        try world.call("RecoverDeletedSecret")
        try world.call("DeleteSecret")
        try world.call("PurgeDeletedSecret")
        try world.call("RestoreSecret", body: backup)
    }

    private mutating func webCertificates() throws {
        let properties: JSONValue = [
            "keyVaultId": .string(world.vault), "keyVaultSecretName": "shop-pfx", "serverFarmId": .string(world.plan), "password": "",
        ]
        let body: JSONValue = ["location": "West Europe", "tags": ["team": "shop"], "properties": properties]
        try world.call("Certificates_CreateOrUpdate", ["name": "web"], body: body)
        try world.call("Certificates_Get", ["name": "web"])
        try world.call("Certificates_List")
        try world.call("Certificates_ListByResourceGroup")
        let pointer: JSONValue = ["keyVaultId": .string(world.vault), "keyVaultSecretName": "shop-pfx"]
        try world.call("Certificates_Update", ["name": "web"], body: ["properties": pointer])
    }

    /// The plan is one of Standard, which has addresses of its own.
    private mutating func bindings(suffix: String, site: String) throws {
        let isSlot = suffix == "Slot"
        let name = isSlot ? "www.shop.example" : "shop.example"
        let service = "Microsoft.Web"
        let path = world.id("Microsoft.Web/")
        if isSlot {
            _ = world.send("PUT", service, "\(path)sites/\(site)/slots/staging?api-version=2025-05-01", ["properties": [:]])
        } else {
            let plan: JSONValue = ["location": "West Europe", "tags": ["team": "shop"], "sku": ["name": "S1", "tier": "Standard"]]
            _ = world.send("PUT", service, "\(world.plan)?api-version=2025-05-01", plan)
        }
        let identity = world.state.resources[path + "sites/\(site)"]?.properties["customDomainVerificationId"] ?? nil
        world.control("PUT", "/dns/asuid.\(name)/TXT", ["values": [identity]])
        let alias = isSlot ? "demo-site-staging.azurewebsites.net" : "demo-site.azurewebsites.net"
        world.control("PUT", "/dns/\(name)/\(isSlot ? "A" : "CNAME")", ["values": [.string(isSlot ? "127.0.0.1" : alias)]])
        let given = ["name": site, "hostName": name]
        let thumbprint = try world.call("Certificates_Get", ["name": "web"]).properties["thumbprint"] ?? nil
        for state: JSONValue in ["Disabled", "SniEnabled", "IpBasedEnabled"] {
            let properties: JSONValue = [
                "siteName": .string(site), "sslState": state, "thumbprint": state == "Disabled" ? nil : thumbprint,
                "domainId": .string(world.id("Microsoft.DomainRegistration/domains/shop.example")),
            ]
            try world.call("WebApps_CreateOrUpdateHostNameBinding" + suffix, given, body: ["properties": properties])
        }
        try world.call("WebApps_GetHostNameBinding" + suffix, given)
        try world.call("WebApps_Get", given)
        try world.call("WebApps_ListHostNameBindings" + suffix, given)
        try world.call("WebApps_DeleteHostNameBinding" + suffix, given)
        try world.call("WebApps_DeleteHostNameBinding" + suffix, given)
    }

    private func vaultBody(_ more: JSONObject = [:]) -> JSONValue {
        let members = [
            ("keys", "KeyPermissions"), ("secrets", "SecretPermissions"), ("certificates", "CertificatePermissions"),
            ("storage", "StoragePermissions"),
        ]
        let grants = JSONObject(members.map { member, type in (member, .array((world.table.words[type] ?? []).map(JSONValue.string))) })
        let policy: JSONValue = [
            "tenantId": .string(world.state.tenant.id), "objectId": .string(world.state.tenant.client.objectID),
            "applicationId": "22222222-2222-2222-2222-222222222222", "permissions": .object(grants),
        ]
        let rules: JSONValue = [
            "bypass": "None", "defaultAction": "Allow", "ipRules": [["value": "192.0.2.0/24"]],
            "virtualNetworkRules": [["id": .string(world.plan), "ignoreMissingVnetServiceEndpoint": true]],
        ]
        var properties: JSONObject = [
            "tenantId": .string(world.state.tenant.id), "sku": ["family": "A", "name": "premium"], "accessPolicies": [policy],
            "networkAcls": rules, "enabledForDeployment": true, "enabledForDiskEncryption": true, "enabledForTemplateDeployment": true,
            "enablePurgeProtection": true, "publicNetworkAccess": "Disabled", "softDeleteRetentionInDays": 10,
        ]
        for (name, value) in more { properties[name] = value }
        return ["location": "West Europe", "tags": ["team": "shop"], "properties": .object(properties)]
    }

    private mutating func vaults() throws {
        let other = ["vaultName": "other-vault"]
        for name: JSONValue in ["other-vault", "demo-vault", "no"] {
            try world.call("Vaults_CheckNameAvailability", body: ["name": name, "type": "Microsoft.KeyVault/vaults"])
        }
        try world.call("Vaults_CreateOrUpdate", other, body: vaultBody())
        world.wait(seconds: 2)
        try world.call("Vaults_CreateOrUpdate", other, body: vaultBody())
        try world.call("Vaults_Get", other)
        let open: JSONValue = ["defaultAction": "Deny", "bypass": "AzureServices"]
        try world.call("Vaults_Update", other, body: ["properties": ["publicNetworkAccess": "Enabled", "networkAcls": open]])
        let policies = vaultBody()["properties"]?["accessPolicies"] ?? nil
        for kind in ["add", "replace", "remove"] {
            let body: JSONValue = ["properties": ["accessPolicies": policies]]
            try world.call("Vaults_UpdateAccessPolicy", other.merging(["operationKind": kind]) { $1 }, body: body)
        }
        for list in ["ListBySubscription", "ListByResourceGroup", "List"] {
            let filter = list == "List" ? "$filter=resourceType%20eq%20'Microsoft.KeyVault/vaults'&" : ""
            try world.call("Vaults_\(list)", query: "\(filter)$top=10")
        }
    }

    /// Secrets under each rule of deletion there is, and deleted vaults.
    private mutating func deletedVaults() throws {
        let short = ["vaultName": "short-vault"]
        let protection: JSONValue = ["properties": ["enablePurgeProtection": true]]
        let open: JSONObject = ["softDeleteRetentionInDays": 8, "enablePurgeProtection": nil, "publicNetworkAccess": "Enabled"]
        try world.call("Vaults_CreateOrUpdate", short, body: vaultBody(open))
        for _ in 0..<2 {
            try world.call("SetSecret", short, body: ["value": "text"])
            try world.call("Vaults_Update", short, body: protection)
        }
        try world.call("Vaults_Update", body: protection)
        try world.call("SetSecret", body: ["value": "text"])
        try world.call("Vaults_CreateOrUpdate", ["vaultName": "plain-vault"], body: vaultBody(open))
        for vault in ["other-vault", "plain-vault", "plain-vault"] { try world.call("Vaults_Delete", ["vaultName": vault]) }
        try world.call("Vaults_GetDeleted", ["vaultName": "other-vault"])
        try world.call("Vaults_ListDeleted")
        try world.call("Vaults_PurgeDeleted", ["vaultName": "plain-vault"])
    }

    /// Groups, plans, sites, locks, grants, Resource Graph and principals.
    private mutating func surroundings() throws {
        let location: JSONValue = ["location": "West Europe", "tags": ["team": "shop"]]
        for _ in 0..<2 { try world.call("ResourceGroups_CreateOrUpdate", ["resourceGroupName": "other-group"], body: location) }
        try world.call("ResourceGroups_Get", ["resourceGroupName": "other-group"])
        try world.call("ResourceGroups_List")
        let site: JSONValue = [
            "location": "West Europe", "tags": ["team": "shop"], "properties": ["serverFarmId": .string(world.plan), "httpsOnly": true],
        ]
        try world.call("WebApps_CreateOrUpdate", ["name": "other-site"], body: site)
        try world.call("AppServicePlans_Get", ["name": "demo-plan"])
        for list in ["AppServicePlans_List", "WebApps_List"] {
            try world.call(list)
            try world.call(list + "ByResourceGroup")
        }
        for level: JSONValue in ["ReadOnly", "CanNotDelete"] {
            let lock: JSONValue = ["properties": ["level": level, "notes": "certificates"]]
            try world.call("ManagementLocks_CreateOrUpdateByScope", body: lock)
        }
        try world.call("ManagementLocks_ListByScope")
        for _ in 0..<2 { try world.call("ManagementLocks_DeleteByScope") }
        for word in world.table.words["PrincipalType"] ?? [] {
            let grant: JSONValue = [
                "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
                "principalId": .string(world.state.tenant.webSites.objectID), "principalType": .string(word),
            ]
            try world.call("RoleAssignments_Create", body: ["properties": grant])
        }
        try world.call("RoleAssignments_ListForScope", query: "$filter=atScope()")
        for _ in 0..<2 { try world.call("RoleAssignments_Delete") }
        try world.call("Resources", body: ["query": "Resources | where type =~ 'Microsoft.Web/sites'"])
        try world.call("ServicePrincipals_List", query: "$filter=appId%20eq%20'abfa0a7c-a6b6-4736-8310-5855508787cd'")
    }

    /// A zone with records of each sort that certificates need.
    private mutating func zones() throws {
        let zone = "\(world.id("Microsoft.Network/dnsZones/zone.example"))?api-version=2018-05-01"
        _ = world.send("PUT", "surroundings", zone, ["location": "global", "tags": ["team": "shop"]])
        try world.call("Zones_List")
        try world.call("Zones_ListByResourceGroup")
        let records: [(sort: String, member: String, value: JSONValue)] = [
            ("TXT", "TXTRecords", [["value": ["token"]]]), ("A", "ARecords", [["ipv4Address": "127.0.0.1"]]),
            ("CNAME", "CNAMERecord", ["cname": "shop.example"]),
            ("CAA", "caaRecords", [["flags": 0, "tag": "issue", "value": "godaddy.com"]]),
        ]
        for record in records {
            let given = ["recordType": record.sort, "relativeRecordSetName": record.sort == "CNAME" ? "www" : "@"]
            let properties = JSONObject([("TTL", 300), ("metadata", ["for": "certificates"]), (record.member, record.value)])
            for _ in 0..<2 { try world.call("RecordSets_CreateOrUpdate", given, body: ["properties": .object(properties)]) }
            try world.call("RecordSets_Get", given)
            for _ in 0..<2 { try world.call("RecordSets_Delete", given) }
        }
    }

    /// What is there goes, and a second time there is nothing.
    private mutating func endings() throws {
        for _ in 0..<2 {
            try order("DeleteCertificate", ["name": "link"])
            try order("Delete")
            if world.answers.contains(where: { $0.operation.id == "Certificates_Get" }) {
                try world.call("Certificates_Delete", ["name": "web"])
            }
        }
    }
}
