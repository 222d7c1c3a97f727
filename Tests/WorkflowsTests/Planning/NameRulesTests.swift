import AppServiceCertificates
import Testing

@testable import Workflows

@Suite struct NameRulesTests {
    @Test(arguments: ["contoso-web", "abc", "a1234567890123456789012345678z"])
    func `a usual order name is accepted`(name: String) throws {
        try NameRules.check(orderName: name)
    }

    @Test(arguments: ["", "ab", "-web", "web-", "web_site", "wäb", "a b c", String(repeating: "a", count: 31), "../x"])
    func `an order name the service would refuse is refused here`(name: String) {
        #expect(throws: Problem.self) { try NameRules.check(orderName: name) }
    }

    @Test func `a domain comes back in lower case without its final dot`() throws {
        #expect(try NameRules.check(domain: "Shop.Contoso.COM.", product: .standard) == "shop.contoso.com")
        #expect(try NameRules.check(domain: "*.contoso.com", product: .wildcard) == "*.contoso.com")
    }

    @Test(arguments: [
        "", "contoso", "contoso..com", ".contoso.com", "-contoso.com", "con_toso.com", "contoso.com/x", "192.168.0.1", "*.", "*", "a.*.com",
        "con toso.com",
        "münchen.de", String(repeating: "a", count: 64) + ".com", "co.uk", String(repeating: "abcdefg.", count: 9) + "com",
    ])
    func `a malformed domain is refused before anybody is asked`(domain: String) {
        let problem = #expect(throws: Problem.self) { try NameRules.check(domain: domain, product: .standard) }
        #expect(problem?.kind == .input)
    }

    @Test func `a common name has at most 64 characters`() throws {
        let longest = String(repeating: "a", count: 60) + ".com"
        #expect(try NameRules.check(domain: longest, product: .standard).count == 64)
        let problem = #expect(throws: Problem.self) { try NameRules.check(domain: "b." + longest, product: .standard) }
        #expect(problem?.why.contains("66") == true)
    }

    @Test func `product and name have to agree`() {
        #expect(throws: Problem.self) { try NameRules.check(domain: "*.contoso.com", product: .standard) }
        #expect(throws: Problem.self) { try NameRules.check(domain: "contoso.com", product: .wildcard) }
    }

    @Test(arguments: [
        ("contoso.com", "contoso.com", true), ("contoso.com", "www.contoso.com", true), ("contoso.com", "shop.contoso.com", false),
        ("shop.contoso.com", "www.shop.contoso.com", false), ("www.contoso.com", "contoso.com", true),
        ("*.contoso.com", "contoso.com", true),
        ("*.contoso.com", "a.contoso.com", true), ("*.contoso.com", "a.b.contoso.com", false), ("*.contoso.com", "notcontoso.com", false),
    ])
    func `what a certificate covers follows the product's rules`(domain: String, host: String, covered: Bool) {
        #expect(NameRules.covers(domain, host: host) == covered)
    }
}
