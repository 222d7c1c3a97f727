import AzureCore
import Foundation
import JSON
import TestSupport
import Testing
import Workflows

@testable import Actions

@Suite struct DiscoverOrdersTests {
    private func context(_ transport: ScriptedTransport) throws -> ActionContext {
        try PretendContext.make(
            Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true))
        )
    }

    private func order(_ name: String, _ subscription: String, end: String = "2027-01-01T00:00:00Z") -> JSONValue {
        let id = "/subscriptions/\(subscription)/resourceGroups/rg/providers/Microsoft.CertificateRegistration/certificateOrders/\(name)"
        return [
            "id": .string(id), "name": .string(name), "location": "global",
            "properties": [
                "distinguishedName": .string("CN=\(name).test"), "status": "Issued", "autoRenew": true, "expirationTime": .string(end),
            ],
        ]
    }

    @Test func `every page of every subscription is kept, and nobody renews what was found`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["data": [order("late", "a", end: "2027-06-01T00:00:00Z")], "$skipToken": "next"]),
            .answer(200, ["data": [order("soon", "b")]])
        )
        let outcome = try await DiscoverOrders(context(transport))()
        #expect(outcome.items.map(\.id.name) == ["soon", "late"])
        #expect(outcome.items.allSatisfy { $0.renewer == .unknown && $0.autoRenew == true })
        #expect(outcome.report["orders"] == 2 && outcome.report["subscriptions"] == ["a", "b"])
        #expect(transport.requests.count == 2)
    }

    @Test func `an order that is gone is forgotten, but not after a look that could not see all`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["data": [order("web", "a"), order("shop", "a")]]),
            .answer(403, ["error": ["code": "AuthorizationFailed", "message": "no"]]),
            .answer(200, ["value": [["subscriptionId": "a"], ["subscriptionId": "b"]]]),
            .answer(200, ["value": [order("web", "a")]]),
            .answer(403, ["error": ["code": "AuthorizationFailed", "message": "no"]]),
            .answer(200, ["data": [order("web", "a")]])
        )
        let context = try context(transport)
        #expect(try await DiscoverOrders(context)().items.count == 2)
        let partly = try await DiscoverOrders(context)()
        #expect(partly.items.count == 2 && partly.report["by"] == "one list for each subscription")
        #expect(partly.report["unseen"]?.array?.first?.string?.contains("subscription b") == true)
        #expect(try await DiscoverOrders(context)().items.map(\.id.name) == ["web"])
    }

    @Test func `where subscriptions may not be listed the profile's own is asked`() async throws {
        let refused = ScriptedTransport.Step.answer(403, ["error": ["code": "AuthorizationFailed", "message": "no"]])
        let transport = ScriptedTransport(refused, refused, .answer(200, ["value": [order("web", PretendContext.subscription)]]))
        let outcome = try await DiscoverOrders(context(transport))()
        #expect(outcome.items.map(\.domain) == ["web.test"])
        #expect(transport.requests.last?.url.contains("/subscriptions/\(PretendContext.subscription)/providers/") == true)
    }
}
