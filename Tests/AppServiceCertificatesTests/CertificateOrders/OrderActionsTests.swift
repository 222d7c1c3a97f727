import AppServiceCertificates
import AzureCore
import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct OrderActionsTests {
    private let shop = group + "/providers/Microsoft.CertificateRegistration/certificateOrders/shop"

    private func client(_ transport: ScriptedTransport) -> CertificateOrdersClient {
        CertificateOrdersClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: subscription)
    }

    @Test func `a reissue sends what is given and leaves the rest to the service`() async throws {
        let transport = ScriptedTransport(.answer(204), .answer(204))
        try await client(transport).reissue(resourceGroup: "rg", name: "shop", ReissueRequest(delayExistingRevokeInHours: 168))
        try await client(transport).reissue(resourceGroup: "rg", name: "shop")
        #expect(transport.requests.map(\.json) == [["properties": ["delayExistingRevokeInHours": 168]], ["properties": [:]]])
        #expect(transport.requests.first?.url == endpoint + shop + "/reissue?api-version=2024-11-01")
    }

    @Test(arguments: [408, 429, 500, 503, 504]) func `renewal and reissue leave once, whatever is answered`(status: Int) async {
        let renewed = ScriptedTransport(.answer(status, headers: ["Retry-After": "1"]), .answer(204))
        let reissued = ScriptedTransport(.answer(status, headers: ["Retry-After": "1"]), .answer(204))
        let errors = [
            await failure { () throws(AzureError) in try await client(renewed).renew(resourceGroup: "rg", name: "shop") },
            await failure { () throws(AzureError) in try await client(reissued).reissue(resourceGroup: "rg", name: "shop") },
        ]
        #expect(errors.map { $0?.code } == (status == 429 ? [.throttled, .throttled] : [.outcomeUnknown, .outcomeUnknown]))
        #expect(renewed.requests.count == 1)
        #expect(reissued.requests.count == 1)
    }

    @Test func `switching automatic renewal off echoes the product and nothing else`() async throws {
        let transport = ScriptedTransport(.answer(200, CertificateOrderTests.issued), .answer(201, CertificateOrderTests.issued))
        let order = try await client(transport).get(resourceGroup: "rg", name: "shop")
        let patch = CertificateOrderPatch(of: order, autoRenew: false)
        #expect(try await client(transport).update(resourceGroup: "rg", name: "shop", patch).status == .issued)
        let product = try #require(order.productType?.rawValue)
        #expect(transport.requests.last?.method == .patch)
        #expect(transport.requests.last?.json == ["properties": ["productType": .string(product), "autoRenew": false]])
    }

    @Test(arguments: [(200, true), (204, false)]) func `deleting says whether there was an order`(status: Int, existed: Bool) async throws {
        let transport = ScriptedTransport(.answer(status))
        #expect(try await client(transport).delete(resourceGroup: "rg", name: "shop") == existed)
        #expect(transport.requests.map(\.method) == [.delete])
    }

    @Test func `a locked order is not deleted and says why`() async {
        let transport = ScriptedTransport(.answer(409, ["error": ["code": "ScopeLocked", "message": "a lock keeps it"]]))
        let error = await failure { () throws(AzureError) in try await client(transport).delete(resourceGroup: "rg", name: "shop") }
        #expect(error?.code == .conflict)
        #expect(error?.serviceCode == "ScopeLocked")
    }

    @Test func `the seal is asked for with theme and language`() async throws {
        let transport = ScriptedTransport(.answer(200, ["html": "<b/>"]))
        let seal = try await client(transport).siteSeal(resourceGroup: "rg", name: "shop", lightTheme: false, locale: "de")
        #expect(seal.html == "<b/>")
        #expect(transport.requests.first?.json == ["lightTheme": false, "locale": "de"])
        #expect(transport.requests.first?.url == endpoint + shop + "/retrieveSiteSeal?api-version=2024-11-01")
    }

    @Test func `mails are sent again, to the owner of the domain by its name`() async throws {
        let transport = ScriptedTransport(.answer(204), .answer(204))
        try await client(transport).resendEmail(resourceGroup: "rg", name: "shop")
        try await client(transport).resendRequestEmails(resourceGroup: "rg", name: "shop", domain: "example.com")
        #expect(transport.requests.map(\.json) == [nil, ["name": "example.com"]])
    }

    @Test(
        arguments: [
            ["actionType": "SanDrop", "createdAt": "2026-03-01T08:00:00Z"],
            ["type": "sandrop", "createdAt": "2026-03-01T08:00:00+00:00"],
            ["id": "/a/b", "type": "x/y", "properties": ["actionType": "SanDrop", "createdAt": "2026-03-01T09:00:00.0+01:00"]],
            ["properties": ["type": "SanDrop", "createdAt": "2026-03-01T08:00:00Z"]],
        ] as [JSONValue]
    )
    func `an action is read in every shape it has had`(item: JSONValue) async throws {
        let transport = ScriptedTransport(.answer(200, [item]))
        let action = try #require(try await client(transport).actions(resourceGroup: "rg", name: "shop").first)
        #expect(action.actionType == .nameDropped)
        #expect(action.createdAt == Date(timeIntervalSince1970: 1_772_352_000))
        #expect(action.raw == item)
    }

    @Test(
        arguments: [
            ["emailId": "7", "timeStamp": "2026-03-01T08:00:00Z"],
            ["name": "n", "properties": ["emailId": "7", "timeStamp": "2026-03-01T08:00:00Z"]],
        ] as [JSONValue]
    )
    func `an e-mail is read in both shapes`(item: JSONValue) async throws {
        let transport = ScriptedTransport(.answer(200, [item]))
        let email = try #require(try await client(transport).emails(resourceGroup: "rg", name: "shop").first)
        #expect(email.emailId == "7")
        #expect(email.timeStamp == Date(timeIntervalSince1970: 1_772_352_000))
        #expect(transport.requests.first?.url == endpoint + shop + "/retrieveEmailHistory?api-version=2024-11-01")
    }

    @Test func `a history that is no list is malformed`() async {
        let transport = ScriptedTransport(.answer(200, ["value": []]))
        let error = await failure { () throws(AzureError) in try await client(transport).actions(resourceGroup: "rg", name: "shop") }
        #expect(error?.code == .malformedResponse)
    }

    @Test func `a detector's rows are read by the names of their columns`() async throws {
        let table: JSONValue = [
            "columns": [["columnName": "Status"], ["columnName": "Message"]], "rows": [["Success", "It renews."], ["Info", nil]],
        ]
        let answer: JSONValue = [
            "name": "AutoRenewStatus", "properties": ["dataset": [["table": table]], "status": ["statusId": "success"]],
        ]
        let transport = ScriptedTransport(.answer(200, answer))
        let start = Date(timeIntervalSince1970: 1_772_352_000)
        let detector = try await client(transport)
            .detector(resourceGroup: "rg", name: "shop", detector: "AutoRenewStatus", from: start, timeGrain: "PT10M")
        let found = try #require(detector.dataset.first?.table)
        #expect(found.rows.map { found.cells($0)["Status"] } == ["Success", "Info"])
        #expect(detector.status?.statusId == .success)
        #expect(
            transport.requests.first?.url == endpoint + shop
                + "/detectors/AutoRenewStatus?startTime=2026-03-01T08%3A00%3A00Z&timeGrain=PT10M&api-version=2024-11-01"
        )
    }

    @Test func `versions know since when there are detectors`() {
        #expect(CertificateOrdersVersion.named("2020-10-01")?.hasDetectors == false)
        #expect(CertificateOrdersVersion.named("2020-12-01")?.hasDetectors == true)
        #expect(CertificateOrdersVersion.named("2030-01-01")?.hasDetectors == true)
    }
}
