import AzureCore
import AzureResources
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct SiteListTests {
    @Test func `sites, plans and groups are listed by subscription and by group`() async throws {
        let page = ScriptedTransport.Step.answer(200, ["value": []])
        let transport = ScriptedTransport(Array(repeating: page, count: 6))
        let pipeline = scripted(transport)
        let sites = SitesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: "s")
        let plans = PlansClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: "s")
        _ = try await sites.list().all()
        _ = try await sites.list(resourceGroup: "rg").all()
        _ = try await sites.slots(resourceGroup: "rg", site: "shop").all()
        _ = try await plans.list().all()
        _ = try await plans.list(resourceGroup: "rg").all()
        _ = try await ResourceGroupsClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: "s").list().all()
        let subscription = "https://management.azure.com/subscriptions/s"
        #expect(
            transport.requests.map { String($0.url.prefix { $0 != "?" }) } == [
                subscription + "/providers/Microsoft.Web/sites", groupURL + "/providers/Microsoft.Web/sites",
                groupURL + "/providers/Microsoft.Web/sites/shop/slots",
                subscription + "/providers/Microsoft.Web/serverfarms", groupURL + "/providers/Microsoft.Web/serverfarms",
                subscription + "/resourceGroups",
            ]
        )
    }

    @Test func `a slot is read below its site`() async throws {
        let transport = ScriptedTransport(.answer(200, ["name": "shop/next", "location": "here", "properties": [:]]))
        let sites = SitesClient(pipeline: scripted(transport), cloud: .publicCloud, subscriptionId: "s")
        #expect(try await sites.get(resourceGroup: "rg", name: "shop", slot: "next").name == "shop/next")
        let slot = groupURL + "/providers/Microsoft.Web/sites/shop/slots/next"
        #expect(transport.requests.map { String($0.url.prefix { $0 != "?" }) } == [slot])
    }

    @Test func `a site is made on a plan, a group with its tags`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["name": "shop", "location": "here", "properties": [:]]),
            .answer(201, ["name": "rg", "location": "here", "tags": ["team": "shop"]])
        )
        let plan = group.resource("Microsoft.Web", "serverfarms", "plan")
        let made = try await SitesClient(pipeline: scripted(transport), cloud: .publicCloud, subscriptionId: "s")
            .create(resourceGroup: "rg", name: "shop", location: "here", serverFarmId: plan)
        #expect(made.first?.name == "shop")
        let written = try await ResourceGroupsClient(pipeline: scripted(transport), cloud: .publicCloud, subscriptionId: "s")
            .createOrUpdate(name: "rg", location: "here", tags: ["team": "shop"])
        #expect(written.tags == ["team": "shop"])
        #expect(transport.requests.map(\.method) == [.put, .put])
        #expect(transport.requests.last?.json == ["location": "here", "tags": ["team": "shop"]])
    }
}
