import AzureCore
import HTTPTypes
import JSON
import KeyVault
import TestSupport
import Testing

@Suite struct VaultsClientTests {
    private let answer: JSONValue = [
        "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v", "name": "v", "location": "westeurope",
        "properties": [
            "tenantId": "t", "sku": ["family": "A", "name": "standard"], "vaultUri": "https://v.vault.azure.net/",
            "accessPolicies": [
                ["tenantId": "t", "objectId": "o1", "permissions": ["secrets": ["Get", "list"], "keys": []]],
                ["tenantId": "t", "objectId": "o2", "permissions": ["secrets": ["all"]]],
            ],
            "networkAcls": ["bypass": "AzureServices", "defaultAction": "Deny", "ipRules": [["value": "1.2.3.4/32"]]],
            "publicNetworkAccess": "Enabled", "enableSoftDelete": true, "softDeleteRetentionInDays": 90,
            "provisioningState": "Succeeded",
        ],
    ]

    @Test func `a vault is read with its policies and its firewall`() async throws {
        let transport = ScriptedTransport(.answer(200, answer))
        let client = VaultsClient(
            pipeline: Pipeline(transport: transport.transport, credential: StaticCredential()),
            cloud: .publicCloud,
            subscriptionId: "s"
        )
        let vault = try await client.get(resourceGroup: "rg", name: "v")
        #expect(
            transport.requests.first?.url
                == "https://management.azure.com/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v?api-version=2023-07-01"
        )
        #expect(vault.vaultUri == "https://v.vault.azure.net/")
        #expect(vault.tenantId == "t")
        #expect(!vault.enableRbacAuthorization)
        #expect(vault.accessPolicies.map { $0.allowsSecrets("SET") } == [false, true])
        #expect(vault.accessPolicies.map { $0.allowsSecrets("get") } == [true, true])
        #expect(vault.networkAcls?.letsTrustedServicesIn == true)
        #expect(vault.networkAcls?.ipRules == ["1.2.3.4/32"])
        #expect(vault.publicNetworkAccess == .enabled)
        #expect(vault.raw == answer)
    }

    @Test(arguments: [("Deny", "None", false), ("deny", "azureservices", true), ("Allow", "None", true)])
    func `trusted services get in unless everything is denied`(action: String, bypass: String, expected: Bool) throws {
        let vault = try Vault(json: ["properties": ["networkAcls": ["defaultAction": .string(action), "bypass": .string(bypass)]]])
        #expect(vault.networkAcls?.letsTrustedServicesIn == expected)
    }

    @Test func `a vault without properties is malformed`() {
        #expect(throws: JSONFieldError.self) { try Vault(json: ["name": "v"]) }
    }
}
