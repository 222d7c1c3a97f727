import JSON
import Testing

@testable import AzureEmulator

@Suite struct VaultRequestTests {
    private var rig: Rig
    private static let version = "2023-07-01"

    init() throws { rig = try Rig() }

    @Test(
        arguments: [
            ("softDeleteRetentionInDays", 6), ("softDeleteRetentionInDays", "7"), ("softDeleteRetentionInDays", 9_000_000_000_000_000_000),
            ("enabledForDeployment", "true"), ("createMode", "other"), ("publicNetworkAccess", 1), ("tenantId", 1),
            ("sku", ["family": "B", "name": "standard"]), ("sku", "standard"), ("networkAcls", "none"), ("networkAcls", ["bypass": "All"]),
            ("networkAcls", ["ipRules": [["address": "1.2.3.4"]]]), ("accessPolicies", "all"), ("accessPolicies", [1]),
            ("accessPolicies", [["tenantId": "t", "objectId": "o"]]),
            ("accessPolicies", [["tenantId": "t", "objectId": "o", "permissions": ["secrets": ["look"]]]]),
            ("accessPolicies", [["tenantId": "t", "objectId": "o", "permissions": ["secrets": "get"]]]),
            ("accessPolicies", [["tenantId": "t", "objectId": "o", "permissions": ["mails": ["get"]]]]),
        ] as [(String, JSONValue)]
    ) func `a property that cannot be is refused and changes nothing`(name: String, value: JSONValue) throws {
        var rig = rig
        let before = rig.arm("GET", rig.vault, version: Self.version).properties
        let refused = rig.arm("PATCH", rig.vault, ["properties": .object([name: value])], version: Self.version)
        #expect(refused.status == 400 && refused.code == "BadRequest")
        #expect(rig.arm("GET", rig.vault, version: Self.version).properties == before)
    }

    @Test mutating func `what may be is kept, and what only the service sets is left out`() {
        let properties: JSONValue = [
            "networkAcls": ["bypass": "azureservices", "defaultAction": "Allow", "ipRules": [["value": "1.2.3.4"]]],
            "enabledForDeployment": true, "vaultUri": "https://elsewhere", "unknown": 1, "publicNetworkAccess": nil,
            "accessPolicies": [["tenantId": "t", "objectId": "o", "permissions": ["secrets": ["Get"], "storage": nil]]],
        ]
        let changed = rig.arm("PATCH", rig.vault, ["properties": properties], version: Self.version)
        #expect(changed.status == 200 && changed.properties?["enabledForDeployment"] == true)
        #expect(changed.properties?["unknown"] == nil && changed.properties?["publicNetworkAccess"] == "Enabled")
        #expect(changed.properties?["vaultUri"]?.string?.hasPrefix("https://demo-vault.vault.localhost") == true)
    }

    @Test mutating func `access policies are looked at on their own way too`() {
        let policy: JSONValue = ["tenantId": "t", "objectId": "o", "permissions": ["keys": ["fly"]]]
        let body: JSONValue = ["properties": ["accessPolicies": [policy]]]
        #expect(rig.arm("PUT", "\(rig.vault)/accessPolicies/add", body, version: Self.version).status == 400)
    }
}
