import Catalog
import Foundation
import JSON
import Testing

@testable import Gateway

@Suite struct PolicyTests {
    private static let order =
        "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop-west/providers/Microsoft.CertificateRegistration"
        + "/certificateOrders/web/renew"

    private func request(
        _ operation: String = "AppServiceCertificateOrders_Renew",
        _ effect: Effect = .purchase,
        inputs: JSONValue = ["certificateOrderName": "web", "body": ["properties": ["keySize": 2048]]],
        cost: Double? = nil,
        hour: Int = 12
    ) -> PolicyRequest {
        PolicyRequest(
            agent: "bot",
            operation: "app-service-certificate-orders/\(operation)",
            effect: effect,
            method: "POST",
            path: Self.order,
            inputs: inputs,
            cost: cost,
            at: Date(timeIntervalSince1970: Double(hour) * 3600)
        )
    }

    private func policy(_ rules: String) throws -> Policy {
        try PolicyFile { text in
            guard text == "nights" else { throw PolicyFile.Unusable(place: text, why: "no window") }
            return PolicyWindow(text) { $0.timeIntervalSince1970 < 5 * 3600 }
        }.read(Array("rules:\n\(rules)".utf8))
    }

    @Test func `what no rule is about is denied`() throws {
        #expect(Policy.closed.decide(request()).verdict == .deny)
        let reads = try policy("- {name: reads, effect: read, then: allow}")
        let decision = reads.decide(request())
        #expect(decision.verdict == .deny && decision.rule == nil)
        #expect(decision.passed == [.init(rule: "reads", why: "it is not about what purchases")])
        #expect(reads.decide(request("AppServiceCertificateOrders_Get", .read)).verdict == .allow)
    }

    @Test func `the first rule that is about a request decides`() throws {
        let both = try policy(
            """
            - {name: never, operation: "*_Renew", resource: web, then: deny}
            - {name: renewals, operation: AppServiceCertificateOrders_Renew, then: allow}
            """
        )
        #expect(both.decide(request()).rule == "never")
    }

    @Test(arguments: [
        ("agent: bot", true), ("agent: other", false), ("operation: '*_Renew'", true),
        ("operation: app-service-certificate-orders/*", true), ("operation: Vaults_*", false), ("effect: [read, purchase]", true),
        ("method: post", true), ("method: [GET, PUT]", false), ("path: /subscriptions/**/renew", true),
        ("path: /subscriptions/*/renew", false),
        ("subscription: 11111111-*", true), ("group: shop-*", true), ("group: prod-*", false), ("resource: [api, web]", true),
        ("resource: renew", false), ("window: nights", false), ("costAtMost: 100", false),
        ("fields: {/body/properties/keySize: [2048, 4096]}", true), ("fields: {/body/properties/keySize: 4096}", false),
        ("fields: {/body/properties/keySize: {atLeast: 2048}}", true), ("fields: {/body/properties/keySize: {atMost: 1024}}", false),
        ("fields: {/certificateOrderName: {like: 'w*'}}", true), ("fields: {/certificateOrderName: {like: 'x*'}}", false),
        ("fields: {/body/properties/csr: null}", true), ("fields: {/body/properties/keySize: null}", false),
        ("fields: {/body/properties/keySize: '2048'}", false), ("fields: {/body/properties/keySize/0: 2048}", false),
        ("effect: purchase, group: prod-*", false),
    ])
    func `a condition holds or does not`(_ condition: String, _ holds: Bool) throws {
        let decision = try policy("- {name: one, then: allow, \(condition)}").decide(request())
        #expect((decision.verdict == .allow) == holds, "\(decision)")
    }

    @Test func `a cost that is not known is under no limit`() throws {
        let cheap = try policy("- {name: cheap, costAtMost: 100, then: approval, approvals: 2}")
        #expect(cheap.decide(request(cost: 69.99)).verdict == .approval(2))
        #expect(cheap.decide(request(cost: 100.01)).verdict == .deny)
        #expect(cheap.decide(request()).passed.first?.why == "what it costs is not known")
    }

    @Test func `a window and an allowance are open or not`() throws {
        let nights = try policy("- {name: nights, window: nights, then: allow}")
        #expect(nights.decide(request(hour: 3)).verdict == .allow && nights.decide(request(hour: 6)).verdict == .deny)
        let few = try policy("- {name: few, atMost: {calls: 3, seconds: 3600}, then: allow}")
        #expect(few.decide(request(), used: { _ in 2 }).verdict == .allow)
        #expect(few.decide(request(), used: { _ in 3 }).verdict == .deny)
    }

    @Test func `a request about something without a group matches no group`() throws {
        let groups = try policy("- {name: groups, group: '**', then: allow}")
        let listing = PolicyRequest(
            agent: "bot",
            operation: "vaults/Vaults_ListBySubscription",
            effect: .read,
            method: "GET",
            path: "/subscriptions/1/providers/Microsoft.KeyVault/vaults",
            inputs: [:],
            at: Date()
        )
        #expect(groups.decide(listing).verdict == .deny && listing.name == nil)
    }
}
