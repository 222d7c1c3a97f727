import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct CertificateOrdersClientTests {
    private let orders = group + "/providers/Microsoft.CertificateRegistration/certificateOrders"
    private let order = CertificateOrder(productType: .standard, distinguishedName: "CN=www.example.com")

    private func client(_ transport: ScriptedTransport, apiVersion: String = CertificateOrdersVersion.standard) -> CertificateOrdersClient {
        CertificateOrdersClient(
            pipeline: pipeline(transport),
            cloud: .publicCloud,
            subscriptionId: subscription,
            apiVersion: apiVersion
        )
    }

    @Test(arguments: CertificateOrdersVersion.all.map(\.name))
    func `an order is read under every api-version`(apiVersion: String) async throws {
        let transport = ScriptedTransport(.answer(200, CertificateOrderTests.issued))
        let order = try await client(transport, apiVersion: apiVersion).get(resourceGroup: "rg", name: "shop")
        #expect(order.status == .issued)
        #expect(transport.requests.first?.method == .get)
        #expect(transport.requests.first?.url == endpoint + orders + "/shop?api-version=" + apiVersion)
    }

    @Test func `placing an order puts the order and reads the result`() async throws {
        let transport = ScriptedTransport(
            .answer(201, ["name": "shop", "properties": ["provisioningState": "InProgress"]]),
            .answer(200, CertificateOrderTests.issued)
        )
        let operation = try await client(transport).createOrUpdate(resourceGroup: "rg", name: "shop", order)
        #expect(operation.first?.provisioningState == .inProgress)
        #expect(try await operation.wait().serialNumber == "0A1B")
        #expect(transport.requests.map(\.method) == [.put, .get])
        #expect(transport.requests.first?.json == order.requestBody())
    }

    @Test func `an order is placed once, whatever happens to the answer`() async {
        for step in [ScriptedTransport.Step.answer(504), .fail(.closed, mayHaveArrived: true), .fail(.timeout, mayHaveArrived: true)] {
            let transport = ScriptedTransport(step, .answer(200, CertificateOrderTests.issued))
            let error = await failure { () throws(AzureError) in
                try await client(transport).createOrUpdate(resourceGroup: "rg", name: "shop", order)
            }
            #expect(error?.code == .outcomeUnknown)
            #expect(error?.target == orders + "/shop")
            #expect(transport.requests.count == 1)
        }
    }

    @Test func `a purchase is resumed from its token`() async throws {
        let first = ScriptedTransport(.answer(201, ["name": "shop", "properties": ["provisioningState": "InProgress"]]))
        let token = try await client(first).createOrUpdate(resourceGroup: "rg", name: "shop", order).token
        let second = ScriptedTransport(.answer(200, CertificateOrderTests.issued))
        #expect(try await client(second).resume(OperationToken(json: token.json)).wait().status == .issued)
        #expect(second.requests.map(\.method) == [.get])
    }

    @Test func `a purchase is checked without being made`() async throws {
        let transport = ScriptedTransport(.answer(204))
        try await client(transport).validatePurchase(order)
        let sent = try #require(transport.requests.first)
        #expect(sent.method == .post)
        #expect(
            sent.url == "\(endpoint)/subscriptions/\(subscription)/providers/Microsoft.CertificateRegistration/"
                + "validateCertificateRegistrationInformation?api-version=2024-11-01"
        )
        #expect(sent.json == order.requestBody())
    }

    @Test func `verifying posts without a body`() async throws {
        let transport = ScriptedTransport(.answer(204))
        try await client(transport).verifyDomainOwnership(resourceGroup: "rg", name: "shop")
        #expect(transport.requests.first?.url == endpoint + orders + "/shop/verifyDomainOwnership?api-version=2024-11-01")
        #expect(transport.requests.first?.body == nil)
    }

    @Test func `orders are listed by subscription and by group, over pages`() async throws {
        let next = "\(endpoint)/next?$skipToken=1"
        let transport = ScriptedTransport(
            .answer(200, ["value": [CertificateOrderTests.issued], "nextLink": .string(next)]),
            .answer(200, ["value": []]),
            .answer(200, ["value": [CertificateOrderTests.issued]])
        )
        #expect(try await client(transport).list().all().count == 1)
        #expect(try await client(transport).list(resourceGroup: "rg").all().map(\.name) == ["shop"])
        #expect(
            transport.requests.map(\.url) == [
                "\(endpoint)/subscriptions/\(subscription)/providers/Microsoft.CertificateRegistration/certificateOrders?api-version=2024-11-01",
                next, endpoint + orders + "?api-version=2024-11-01",
            ]
        )
    }

    @Test func `names from outside cannot leave their place in the path`() async {
        let transport = ScriptedTransport(.answer(404, ["error": ["code": "ResourceNotFound", "message": "none"]]))
        _ = await failure { () throws(AzureError) in try await client(transport).get(resourceGroup: "a/b?c", name: "x#y z") }
        #expect(transport.requests.first?.url.contains("/resourceGroups/a%2Fb%3Fc/") == true)
        #expect(transport.requests.first?.url.contains("/certificateOrders/x%23y%20z?api-version=") == true)
        for name in ["", ".", ".."] {
            let error = await failure { () throws(AzureError) in try await client(transport).get(resourceGroup: "rg", name: name) }
            #expect(error?.code == .invalidRequest)
        }
        #expect(transport.requests.count == 1)
    }

    @Test func `an answer of another shape is named by its place`() async {
        let transport = ScriptedTransport(.answer(200, ["name": 7]))
        let error = await failure { () throws(AzureError) in try await client(transport).get(resourceGroup: "rg", name: "shop") }
        #expect(error?.code == .malformedResponse)
        #expect(error?.serviceMessage?.contains("/name: expected a string, found a number") == true)
    }
}
