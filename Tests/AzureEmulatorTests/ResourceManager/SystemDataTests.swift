import JSON
import Testing

@testable import AzureEmulator

@Suite struct SystemDataTests {
    @Test func `what a machine's identity wrote says so, and an application's change after it too`() throws {
        var state = try Rig().state
        let identity = try state.addIdentity(["type": "SystemAssigned", "on": ["virtualMachine"]])
        let machine = try #require(identity["clientId"]?.string)
        let made = state.systemData(by: machine, on: nil)
        #expect(made["createdBy"] == .string(machine) && made["createdByType"] == "ManagedIdentity")
        let resource = Resource(id: "/x", name: "x", type: "t", envelope: ["systemData": made], properties: [:])
        let changed = state.systemData(by: state.tenant.client.appID, on: resource)
        #expect(changed["createdByType"] == "ManagedIdentity" && changed["lastModifiedByType"] == "Application")
    }
}
