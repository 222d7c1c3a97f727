import Catalog
import Foundation
import JSON
import Testing

@testable import Gateway

@Suite struct CanonicalRequestTests {
    private let contract: Contract
    private let filled = ["subscriptionId": "11111111-1111-1111-1111-111111111111", "api-version": "2024-11-01"]

    init() throws {
        let catalog = Catalog(OwnDocuments.all)
        let found = try #require(catalog.named("AppServiceCertificateOrders_Renew").first)
        contract = ContractBuilder(catalog).contract(found)
    }

    private func inputs(_ name: JSONValue, group: JSONValue = "shop") -> JSONValue {
        ["resourceGroupName": group, "certificateOrderName": name, "body": ["properties": ["keySize": 2048]]]
    }

    @Test func `a call is written in one way`() throws {
        let request = try CanonicalRequest(contract, inputs("web"), filled: filled)
        #expect(
            request.path
                == "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/shop/providers/Microsoft.CertificateRegistration"
                + "/certificateOrders/web/renew"
        )
        #expect(request.query == [.init(name: "api-version", value: "2024-11-01")])
        #expect(request.method == "POST" && request.effect == .purchase && request.body == ["properties": ["keySize": 2048]])
        #expect(try CanonicalRequest(contract, inputs("web"), filled: filled).digest == request.digest)
        #expect(try CanonicalRequest(contract, inputs("web2"), filled: filled).digest != request.digest)
    }

    @Test func `what a policy sees is what is sent`() throws {
        let request = try CanonicalRequest(contract, inputs("we b", group: "shop (west)"), filled: filled)
        #expect(request.path.contains("/resourceGroups/shop%20%28west%29/") && request.path.hasSuffix("/we%20b/renew"))
        let asked = PolicyRequest(request, agent: "bot", at: .now)
        #expect(asked.path == request.path && asked.name == "we%20b" && asked.inputs == request.inputs)
    }

    @Test(arguments: [
        "", ".", "..", "a/b", "a\\b", "a%2fb", "a%2Fb", "%2e%2e", "%00", "a\nb", "a\u{0}b", "..%5c", String(repeating: "a", count: 3000),
    ])
    func `a value that could be read as another address is refused`(_ name: String) {
        #expect(throws: CanonicalRequest.Refused.self) { try CanonicalRequest(contract, inputs(.string(name)), filled: filled) }
        #expect(throws: CanonicalRequest.Refused.self) {
            try CanonicalRequest(contract, inputs("web", group: .string(name)), filled: filled)
        }
    }

    @Test func `what the contract does not take is named by its place`() {
        let refused = #expect(throws: CanonicalRequest.Refused.self) {
            try CanonicalRequest(
                contract,
                ["resourceGroupName": "shop", "certificateOrderName": "web", "url": "https://evil.test"],
                filled: filled
            )
        }
        #expect(refused?.complaints.contains { $0.pointer.hasPrefix("/inputs") } == true)
        #expect(throws: CanonicalRequest.Refused.self) { try CanonicalRequest(contract, ["certificateOrderName": "web"], filled: filled) }
        #expect(throws: CanonicalRequest.Refused.self) { try CanonicalRequest(contract, inputs("web"), filled: [:]) }
    }
}
