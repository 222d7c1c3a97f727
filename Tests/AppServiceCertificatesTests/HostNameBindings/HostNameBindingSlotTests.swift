import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct HostNameBindingSlotTests {
    @Test func `a slot's host names are below the slot`() async throws {
        let transport = ScriptedTransport(.answer(200, ["value": []]), .answer(200, ["name": "site/staging/h"]), .answer(204))
        let client = HostNameBindingsClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: subscription)
        _ = try await client.list(resourceGroup: "rg", site: "site", slot: "staging").all()
        _ = try await client.get(resourceGroup: "rg", site: "site", slot: "staging", hostName: "h")
        #expect(try await client.delete(resourceGroup: "rg", site: "site", slot: "staging", hostName: "h") == false)
        let slot = endpoint + group + "/providers/Microsoft.Web/sites/site/slots/staging/hostNameBindings"
        #expect(transport.requests.map { String($0.url.prefix { $0 != "?" }) } == [slot, slot + "/h", slot + "/h"])
    }
}
