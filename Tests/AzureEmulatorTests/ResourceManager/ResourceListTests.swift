import JSON
import Testing

@testable import AzureEmulator

@Suite struct ResourceListTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private var subscription: String { "/subscriptions/\(rig.state.tenant.subscriptionID)" }

    private mutating func names(_ path: String, _ filter: String? = nil) -> [String]? {
        let query = filter.map { "?$filter=" + percentEncoded($0) } ?? ""
        return rig.arm("GET", path + "/resources" + query, version: "2021-04-01").json["value"]?.array?.compactMap { $0["name"]?.string }
    }

    @Test mutating func `a subscription and a group list what stands by itself, without properties`() {
        let lock = "\(rig.group)/providers/Microsoft.Authorization/locks/l"
        _ = rig.arm("PUT", lock, ["properties": ["level": "ReadOnly"]], version: "2016-09-01")
        #expect(names(subscription) == ["demo-vault", "demo-plan", "demo-site"])
        #expect(names(rig.group) == names(subscription))
        let list = rig.arm("GET", "\(subscription)/resources", version: "2021-04-01")
        #expect(list.json["value"]?[0]?["location"] == "West Europe" && list.json["value"]?[0]?["properties"] == nil)
    }

    @Test(
        arguments: [
            ("resourceType eq 'Microsoft.KeyVault/vaults'", ["demo-vault"]),
            ("resourceType eq 'microsoft.web/sites' and name eq 'DEMO-SITE'", ["demo-site"]),
            ("resourceType eq 'Microsoft.Web/sites' and name eq 'other'", []), ("resourceGroup eq 'none'", []),
            ("location eq 'westeurope'", ["demo-vault", "demo-plan", "demo-site"]), ("", ["demo-vault", "demo-plan", "demo-site"]),
        ]
    ) func `a filter lets through what meets all its conditions`(filter: String, expected: [String]) throws {
        var test = self
        #expect(test.names(subscription, filter) == expected)
    }

    @Test(arguments: ["name", "name eq demo", "kind eq 'app'", "name ne 'a'", "name eq 'a' or name eq 'b'", "eq 'a'", "'"])
    func `a filter that is not understood is refused`(filter: String) throws {
        var rig = rig
        let answer = rig.arm("GET", "\(subscription)/resources?$filter=\(percentEncoded(filter))", version: "2021-04-01")
        #expect(answer.status == 400 && answer.code == "InvalidFilterInQueryString")
    }

    @Test mutating func `pages follow each other with the filter they began with`() throws {
        rig.set(["pageSize": 1])
        let filter = percentEncoded("location eq 'westeurope'")
        let first = rig.arm("GET", "\(subscription)/resources?$filter=\(filter)", version: "2021-04-01")
        let link = try #require(first.json["nextLink"]?.string)
        #expect(link.contains("$filter=location%20eq%20%27westeurope%27"))
        let second = rig.arm("GET", link.replacing("https://localhost:4443", with: ""), version: nil)
        #expect(first.json["value"]?[0]?["name"] == "demo-vault" && second.json["value"]?[0]?["name"] == "demo-plan")
    }
}
