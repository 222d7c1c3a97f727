import JSON
import Testing

@testable import AzureEmulator

@Suite struct HostNameBindingsTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test mutating func `a bound host name is served by its name and shown by its site`() {
        let imported = rig.importCertificate()
        rig.map("shop.example")
        let bound = rig.bind("shop.example", imported.properties?["thumbprint"])
        #expect(bound.status == 200 && bound.json["name"] == "demo-site/shop.example")
        #expect(bound.json["location"] == nil, "the published document knows no location here")
        #expect(rig.arm("GET", rig.site).properties?["hostNames"] == ["demo-site.azurewebsites.net", "shop.example"])
        #expect(rig.state.servedCertificate("shop.example")?.chain.count == 2)
        #expect(rig.state.servedCertificate("www.shop.example") == nil)
    }

    @Test mutating func `ownership is asked for first, then that the name leads to the site`() {
        let missing = rig.bind("shop.example", nil, state: "Disabled")
        #expect(missing.status == 400)
        let entity = missing.json["Details"]?[2]?["ErrorEntity"]
        #expect(entity?["ExtendedCode"] == "04006" && entity?["Parameters"]?[0] == "asuid.shop.example")
        let identity = rig.arm("GET", rig.site).properties?["customDomainVerificationId"] ?? nil
        _ = rig.control("PUT", "/dns/asuid.shop.example/TXT", ["values": [identity]])
        #expect(rig.bind("shop.example", nil, state: "Disabled").status == 400)
        _ = rig.control("PUT", "/dns/shop.example/A", ["values": ["127.0.0.1"]])
        let mapped = rig.bind("shop.example", nil, state: "Disabled")
        #expect(mapped.status == 200 && mapped.properties?["customHostNameDnsRecordType"] == "A")
    }

    @Test mutating func `a certificate must exist in the webspace and cover the name`() {
        let imported = rig.importCertificate()
        rig.map("other.example")
        let mismatch = rig.bind("other.example", imported.properties?["thumbprint"])
        #expect(mismatch.status == 409 && mismatch.json["Details"]?[2]?["ErrorEntity"]?["ExtendedCode"] == "04030")
        #expect(rig.bind("other.example", "00").status == 404)
    }

    @Test mutating func `certificates need a plan of at least Basic, own addresses one of Standard`() {
        let imported = rig.importCertificate()
        rig.map("shop.example")
        #expect(rig.bind("shop.example", imported.properties?["thumbprint"], state: "IpBasedEnabled").status == 409)
        let free: JSONValue = ["location": "West Europe", "sku": ["name": "F1", "tier": "Free"]]
        #expect(rig.arm("PUT", rig.plan, free).status == 200)
        #expect(rig.bind("shop.example", imported.properties?["thumbprint"]).status == 409)
    }

    @Test mutating func `a binding that is gone is not found, and removing it again is no error`() {
        rig.map("shop.example")
        _ = rig.bind("shop.example", nil, state: "Disabled")
        #expect(rig.arm("GET", "\(rig.site)/hostNameBindings").json["value"]?.array?.count == 1)
        #expect(rig.arm("DELETE", "\(rig.site)/hostNameBindings/shop.example").status == 200)
        #expect(rig.arm("DELETE", "\(rig.site)/hostNameBindings/shop.example").status == 204)
        #expect(rig.arm("GET", "\(rig.site)/hostNameBindings/shop.example").json["Code"] == "NotFound")
    }
}
