import JSON
import Testing

@testable import AzureEmulator

@Suite struct ZonesTests {
    private var zones = Zones()

    private mutating func set(_ name: String, _ kind: Zones.Kind, _ values: String...) {
        zones[name, kind] = Zones.RecordSet(values: values, ttlSeconds: 60)
    }

    @Test mutating func `aliases are followed to the records asked for, and a loop ends`() {
        set("www.shop.example", .cname, "shop.example.")
        set("shop.example", .a, "127.0.0.1")
        #expect(zones.answer("www.shop.example", .a).records.map(\.value) == [.cname("shop.example"), .a("127.0.0.1")])
        #expect(zones.answer("www.shop.example", .cname).records.count == 1)
        set("shop.example", .cname, "www.shop.example")
        zones["shop.example", .a] = nil
        #expect(zones.answer("www.shop.example", .a).code == .noError)
    }

    @Test func `a site's default host name leads to the front end, and aliases of it too`() throws {
        var rig = try Rig()
        _ = rig.control("PUT", "/dns/shop.example/CNAME", ["values": ["demo-site.azurewebsites.net"]])
        let answer = rig.state.dnsAnswer("shop.example", .a)
        #expect(answer.records.map(\.value) == [.cname("demo-site.azurewebsites.net"), .a("127.0.0.1")])
        #expect(rig.state.dnsAnswer("demo-site.azurewebsites.net", .txt) == DNSAnswer())
        #expect(rig.state.dnsAnswer("none.azurewebsites.net", .a).code == .noSuchName)
    }

    @Test mutating func `a name without records of the type is empty, one without any does not exist`() {
        set("a.shop.example", .txt, "x")
        #expect(zones.answer("a.shop.example", .a) == DNSAnswer())
        #expect(zones.answer("shop.example", .txt) == DNSAnswer(), "there is a name below it")
        #expect(zones.answer("b.shop.example", .txt).code == .noSuchName)
    }

    @Test mutating func `only the nearest level with such records decides about authorities`() {
        #expect(zones.allowIssuance(for: "a.shop.example", wildcard: false))
        set("shop.example", .caa, "0 issue \"other.example\"")
        #expect(!zones.allowIssuance(for: "a.shop.example", wildcard: false))
        set("a.shop.example", .caa, "0 issue \"godaddy.com; account=1\"")
        #expect(zones.allowIssuance(for: "a.shop.example", wildcard: true))
        set("a.shop.example", .caa, "0 issue \"godaddy.com\"", "0 issuewild \";\"")
        #expect(zones.allowIssuance(for: "a.shop.example", wildcard: false))
        #expect(!zones.allowIssuance(for: "a.shop.example", wildcard: true))
    }
}
