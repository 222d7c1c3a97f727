import AzureCore
import AzureResources
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct RoleAssignmentGrantTests {
    private let vault = group.resource("Microsoft.KeyVault", "vaults", "v")

    private func client(_ transport: ScriptedTransport) -> RoleAssignmentsClient {
        RoleAssignmentsClient(pipeline: scripted(transport), cloud: .publicCloud, subscriptionId: "s")
    }

    @Test func `a role is granted under a name of one's own`() async throws {
        let transport = ScriptedTransport(
            .answer(201, ["name": "g", "properties": ["principalId": "p", "principalType": "ServicePrincipal", "scope": "/x/y"]])
        )
        let made = try await client(transport).create(scope: vault, name: "g", role: "r", principalId: "p")
        #expect(made.principalType == .servicePrincipal)
        let definition = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/r"
        #expect(
            transport.requests.first?.json == [
                "properties": ["roleDefinitionId": .string(definition), "principalId": "p", "principalType": "ServicePrincipal"]
            ]
        )
        #expect(
            transport.requests.first?.url == groupURL
                + "/providers/Microsoft.KeyVault/vaults/v/providers/Microsoft.Authorization/roleAssignments/g?api-version=2022-04-01"
        )
    }

    @Test(arguments: [(200, true), (204, false)]) func `a grant is taken back`(status: Int, existed: Bool) async throws {
        let transport = ScriptedTransport(.answer(status))
        #expect(try await client(transport).delete(scope: vault, name: "g") == existed)
    }
}
