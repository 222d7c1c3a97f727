import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct OrderCertificatesClientTests {
    private let vault = ResourceID.resourceGroup("rg", subscriptionId: "s").resource("Microsoft.KeyVault", "vaults", "v")

    private func link(_ state: String) -> JSONValue {
        ["name": "link", "properties": ["keyVaultSecretName": "shop", "provisioningState": .string(state)]]
    }

    private func put(_ transport: ScriptedTransport) async throws(AzureError) -> LongRunningOperation<OrderCertificate> {
        let client = OrderCertificatesClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: subscription)
        let certificate = OrderCertificate(keyVaultId: vault, keyVaultSecretName: "shop")
        return try await client.createOrUpdate(resourceGroup: "rg", order: "shop", name: "link", certificate)
    }

    @Test func `linking sends vault and secret`() async throws {
        let transport = ScriptedTransport(.answer(200, link("Succeeded")))
        let operation = try await put(transport)
        #expect(operation.first?.status == .succeeded)
        let sent = try #require(transport.requests.first)
        #expect(
            sent.url == endpoint + group
                + "/providers/Microsoft.CertificateRegistration/certificateOrders/shop/certificates/link?api-version=2024-11-01"
        )
        #expect(
            sent.json == [
                "location": "global", "properties": ["keyVaultId": .string(vault.description), "keyVaultSecretName": "shop"],
            ]
        )
    }

    @Test func `waiting goes through the words that wait, whatever the headers say`() async throws {
        let transport = ScriptedTransport(
            .answer(201, link("Initialized"), headers: ["Location": "\(endpoint)/operationresults/1"]),
            .answer(200, link("WaitingOnCertificateOrder")),
            .answer(200, link("Unknown")),
            .answer(200, link("Succeeded"))
        )
        #expect(try await put(transport).wait().status == .succeeded)
        #expect(transport.requests.allSatisfy { $0.url.contains("/certificates/link") })
    }

    @Test func `a key of the customer's own means that there is nothing to store`() async throws {
        #expect(try await put(ScriptedTransport(.answer(200, link("ExternalPrivateKey")))).wait().status == .externalPrivateKey)
    }

    @Test(arguments: [
        "CertificateOrderFailed", "OperationNotPermittedOnKeyVault", "AzureServiceUnauthorizedToAccessKeyVault", "KeyVaultDoesNotExist",
        "KeyVaultSecretDoesNotExist", "UnknownError", "SomethingNew",
    ])
    func `every other word is a failure with a next step`(word: String) async {
        let transport = ScriptedTransport(.answer(201, link("Initialized")), .answer(200, link(word)))
        let error = await failure { () throws(AzureError) in try await put(transport).wait() }
        #expect(error?.code == .operationFailed)
        #expect(error?.serviceCode == word)
        #expect((error?.nextStep.count ?? 0) > 20)
    }

    @Test func `a link is sent again after a broken connection`() async throws {
        let transport = ScriptedTransport(.fail(.closed, mayHaveArrived: true), .answer(200, link("Succeeded")))
        #expect(try await put(transport).wait().status == .succeeded)
    }
}
