import AzureCore
import HTTPTypes
import JSON
import KeyVault
import TestSupport
import Testing

@Suite struct VaultManagementTests {
    private let endpoint = "https://management.azure.com"
    private let vaults = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults"

    private func client(_ transport: ScriptedTransport) -> VaultsClient {
        VaultsClient(
            pipeline: Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true)),
            cloud: .publicCloud,
            subscriptionId: "s"
        )
    }

    @Test func `a vault is made and waited for`() async throws {
        let transport = ScriptedTransport(
            .answer(201, ["name": "v", "properties": ["provisioningState": "RegisteringDns"]]),
            .answer(200, ["name": "v", "properties": ["provisioningState": "Succeeded", "vaultUri": "https://v/"]])
        )
        var vault = Vault(location: "westeurope", tenantId: "t", enableRbacAuthorization: true)
        vault.enablePurgeProtection = false
        let operation = try await client(transport).createOrUpdate(resourceGroup: "rg", name: "v", vault)
        #expect(operation.first?.provisioningState == .registeringDns)
        #expect(try await operation.wait().vaultUri == "https://v/")
        #expect(
            transport.requests.first?.json == [
                "location": "westeurope",
                "properties": [
                    "tenantId": "t", "sku": ["family": "A", "name": "standard"], "enableRbacAuthorization": true, "accessPolicies": [],
                ],
            ]
        )
    }

    @Test func `a patch names only what changes`() {
        #expect(VaultPatch(enableRbacAuthorization: true).requestBody() == ["properties": ["enableRbacAuthorization": true]])
        #expect(VaultPatch(enablePurgeProtection: false).requestBody() == ["properties": [:]])
        #expect(VaultPatch(tags: [:]).requestBody() == ["tags": [:], "properties": [:]])
    }

    @Test(arguments: [AccessPolicyChange.add, .replace, .remove])
    func `access policies are changed one by one`(change: AccessPolicyChange) async throws {
        let policy = AccessPolicy(tenantId: "t", objectId: "o", secrets: [.set, .get, "List"])
        let entry: JSONValue = ["tenantId": "t", "objectId": "o", "permissions": ["secrets": ["List", "get", "set"]]]
        let transport = ScriptedTransport(.answer(201, ["properties": ["accessPolicies": [entry]]]))
        let after = try await client(transport).updateAccessPolicies(resourceGroup: "rg", name: "v", change, [policy])
        #expect(after.accessPolicies == [policy])
        #expect(after.accessPolicies.first?.allowsSecrets(.list) == true)
        #expect(transport.requests.first?.url == endpoint + vaults + "/v/accessPolicies/\(change.rawValue)?api-version=2023-07-01")
        #expect(transport.requests.first?.json == ["properties": ["accessPolicies": [entry]]])
    }

    @Test func `the general list of resources is asked in its own version`() async throws {
        let transport = ScriptedTransport(.answer(200, ["value": [["name": "v", "location": "westeurope"]]]))
        #expect(try await client(transport).references(top: 5).all().map(\.name) == ["v"])
        #expect(
            transport.requests.first?.url == endpoint
                + "/subscriptions/s/resources?%24filter=resourceType%20eq%20%27Microsoft.KeyVault%2Fvaults%27&%24top=5&api-version=2015-11-01"
        )
    }

    @Test func `a name that is taken says why`() async throws {
        let transport = ScriptedTransport(.answer(200, ["nameAvailable": false, "reason": "alreadyExists", "message": "taken"]))
        let answer = try await client(transport).checkNameAvailability("contoso")
        #expect(!answer.nameAvailable)
        #expect(answer.reason == .alreadyExists)
        #expect(transport.requests.first?.json == ["name": "contoso", "type": "Microsoft.KeyVault/vaults"])
    }

    @Test func `a purge is waited for although it ends without a body`() async throws {
        let purge = "/subscriptions/s/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/v/purge"
        let location = endpoint + "/subscriptions/s/operationresults/1"
        let transport = ScriptedTransport(
            .answer(202, headers: ["Location": location]),
            .answer(202, headers: ["Location": location]),
            .answer(200)
        )
        let operation = try await client(transport).purgeDeleted(location: "westeurope", name: "v")
        let resumed = try client(transport).resumePurge(OperationToken(json: operation.token.json))
        try await resumed.wait()
        #expect(transport.requests.map(\.url) == [endpoint + purge + "?api-version=2023-07-01", location, location])
        #expect(transport.requests.first?.body == nil)
    }

    @Test func `deleted vaults are listed and read in their region`() async throws {
        let deleted: JSONValue = [
            "name": "v",
            "properties": ["location": "westeurope", "scheduledPurgeDate": "2026-06-01T00:00:00Z", "purgeProtectionEnabled": true],
        ]
        let transport = ScriptedTransport(.answer(200, ["value": [deleted]]), .answer(200, deleted))
        let listed = try await client(transport).listDeleted().all()
        #expect(try await client(transport).getDeleted(location: "westeurope", name: "v") == listed.first)
        #expect(listed.first?.purgeProtectionEnabled == true)
    }
}
