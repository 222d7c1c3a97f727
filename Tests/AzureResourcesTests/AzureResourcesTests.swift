import AzureCore
import AzureResources
import HTTPTypes
import JSON
import TestSupport
import Testing

private func pipeline(_ transport: ScriptedTransport) -> Pipeline {
    Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true))
}

private let endpoint = "https://management.azure.com"

@Suite struct ResourceGroupsClientTests {
    @Test func `a group is read`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["id": "/subscriptions/s/resourceGroups/rg", "name": "rg", "location": "westeurope"])
        )
        let client = ResourceGroupsClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: "s")
        let group = try await client.get(name: "rg")
        #expect(group.location == "westeurope")
        #expect(group.id?.resourceGroup == "rg")
        #expect(transport.requests.first?.url == "\(endpoint)/subscriptions/s/resourceGroups/rg?api-version=2021-04-01")
    }

    @Test func `a missing group says how to create it`() async {
        let transport = ScriptedTransport(.answer(404, ["error": ["code": "ResourceGroupNotFound", "message": "none"]]))
        let client = ResourceGroupsClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: "s")
        await #expect {
            try await client.get(name: "rg")
        } throws: {
            ($0 as? AzureError)?.code == .notFound && ($0 as? AzureError)?.nextStep.contains("az group create") == true
        }
    }
}

@Suite struct SitesClientTests {
    @Test func `a site is read with its host names and its plan`() async throws {
        let plan = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/serverfarms/plan"
        let transport = ScriptedTransport(
            .answer(
                200,
                [
                    "name": "shop", "location": "West Europe",
                    "properties": [
                        "hostNames": ["shop.azurewebsites.net", "www.example.com"], "serverFarmId": .string(plan),
                        "customDomainVerificationId": "ABC", "httpsOnly": true,
                    ],
                ]
            ),
            .answer(200, ["name": "plan", "location": "West Europe", "sku": ["name": "B1", "tier": "Basic"]])
        )
        let pipeline = pipeline(transport)
        let site = try await SitesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: "s").get(
            resourceGroup: "rg",
            name: "shop"
        )
        #expect(site.hostNames == ["shop.azurewebsites.net", "www.example.com"])
        #expect(site.customDomainVerificationId == "ABC")
        #expect(site.httpsOnly)
        let id = try #require(site.serverFarmId)
        let read = try await PlansClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: "s").get(id: id)
        #expect(read.tier == "Basic")
        #expect(read.allowsCustomTLS)
        #expect(
            transport.requests.map(\.url) == [
                "\(endpoint)/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/sites/shop?api-version=2025-05-01",
                "\(endpoint)\(plan)?api-version=2025-05-01",
            ]
        )
    }

    @Test(arguments: [("Free", false), ("shared", false), ("Basic", true), ("PremiumV3", true)])
    func `only the two smallest tiers have no TLS of their own`(tier: String, allows: Bool) throws {
        #expect(try Plan(json: ["name": "p", "location": "l", "sku": ["tier": .string(tier)]]).allowsCustomTLS == allows)
    }
}

@Suite struct RoleAssignmentsClientTests {
    @Test func `the assignments at a resource are listed`() async throws {
        let role = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/B86A8FE4-44CE-4948-AEE5-ECCB2C155CD7"
        let transport = ScriptedTransport(
            .answer(
                200,
                ["value": [["properties": ["principalId": "p1", "roleDefinitionId": .string(role), "scope": "/subscriptions/s"]]]]
            )
        )
        let client = RoleAssignmentsClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: "s")
        let vault = ResourceID.resourceGroup("rg", subscriptionId: "s").resource("Microsoft.KeyVault", "vaults", "v")
        let assignments = try await client.list(scope: vault).all()
        #expect(assignments.map(\.principalId) == ["p1"])
        #expect(assignments.first?.roleId == "b86a8fe4-44ce-4948-aee5-eccb2c155cd7")
        #expect(
            transport.requests.first?.url
                == endpoint + vault.description
                + "/providers/Microsoft.Authorization/roleAssignments?%24filter=atScope%28%29&api-version=2022-04-01"
        )
    }
}

@Suite struct ServicePrincipalsClientTests {
    private let appId = "f3c21649-0979-4721-ac85-b0216b2cf413"

    @Test func `an application's identity is found in the tenant`() async throws {
        let transport = ScriptedTransport(.answer(200, ["value": [["id": "o1", "appId": .string(appId), "displayName": "Certificates"]]]))
        let principal = try await ServicePrincipalsClient(pipeline: pipeline(transport), cloud: .publicCloud).find(appId: appId)
        #expect(principal?.id == "o1")
        #expect(
            transport.requests.first?.url.hasPrefix("https://graph.microsoft.com/v1.0/servicePrincipals?%24filter=appId%20eq%20%27f3c")
                == true
        )
    }

    @Test func `a tenant without it has none, and a quote in the id stays inside its quotes`() async throws {
        let transport = ScriptedTransport(.answer(200, ["value": []]))
        #expect(try await ServicePrincipalsClient(pipeline: pipeline(transport), cloud: .publicCloud).find(appId: "a' or '1") == nil)
        #expect(transport.requests.first?.url.contains("%27a%27%27%20or%20%27%271%27") == true)
    }
}
