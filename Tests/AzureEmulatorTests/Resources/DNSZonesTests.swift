import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct DNSZonesTests {
    private var rig: Rig
    private static let version = "2018-05-01"

    init() throws { rig = try Rig() }

    private var zone: String { "\(rig.group)/providers/Microsoft.Network/dnsZones/shop.example" }

    private mutating func put(_ path: String, _ properties: JSONObject) -> Rig.Answer {
        rig.arm("PUT", "\(zone)/\(path)", ["properties": .object(properties)], version: Self.version)
    }

    @Test mutating func `records of a zone are what the DNS answers with`() {
        #expect(rig.arm("PUT", zone, ["location": "global"], version: Self.version).status == 201)
        #expect(put("TXT/@", ["TTL": 60, "TXTRecords": [["value": ["one", "two"]]]]).status == 201)
        #expect(put("CNAME/www", ["TTL": 60, "CNAMERecord": ["cname": "demo-site.azurewebsites.net"]]).status == 201)
        #expect(put("A/api", ["TTL": 60, "ARecords": [["ipv4Address": "127.0.0.1"]]]).status == 201)
        #expect(put("CAA/@", ["TTL": 60, "caaRecords": [["flags": 0, "tag": "issue", "value": "other.example"]]]).status == 201)
        #expect(rig.state.zones.values("shop.example", .txt) == ["onetwo"])
        #expect(rig.state.zones.values("www.shop.example", .cname) == ["demo-site.azurewebsites.net"])
        #expect(!rig.state.zones.allowIssuance(for: "shop.example", wildcard: false))
        #expect(rig.arm("GET", "\(zone)/recordsets", version: Self.version).json["value"]?.array?.count == 4)
        #expect(rig.arm("GET", "\(zone)/TXT", version: Self.version).json["value"]?.array?.count == 1)
        #expect(rig.arm("DELETE", "\(zone)/TXT/@", version: Self.version).status == 200)
        #expect(rig.state.zones.values("shop.example", .txt).isEmpty)
        #expect(rig.arm("DELETE", zone, version: Self.version).status == 200)
        #expect(rig.state.zones.values("api.shop.example", .a).isEmpty)
    }

    @Test mutating func `records without a zone, or that cannot be, are refused`() {
        #expect(put("TXT/@", ["TXTRecords": [["value": ["x"]]]]).code == "ParentResourceNotFound")
        _ = rig.arm("PUT", zone, [:], version: Self.version)
        #expect(put("A/@", ["ARecords": [["ipv4Address": "nowhere"]]]).status == 400)
    }
}

@Suite struct SiteChangesTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test(arguments: ["PATCH", "PUT"])
    func `a certificate is bound through the site too`(method: String) {
        var rig = rig
        let thumbprint = rig.importCertificate().properties?["thumbprint"] ?? nil
        rig.map("shop.example")
        _ = rig.bind("shop.example", nil, state: "Disabled")
        let entry: JSONValue = ["name": "shop.example", "sslState": "SniEnabled", "thumbprint": thumbprint, "toUpdate": true]
        let body: JSONValue = ["location": "West Europe", "properties": ["httpsOnly": true, "hostNameSslStates": [entry]]]
        let changed = rig.arm(method, rig.site, body)
        #expect(changed.properties?["httpsOnly"] == true)
        #expect(changed.properties?["hostNameSslStates"]?[0]?["thumbprint"] == thumbprint)
        #expect(rig.state.servedCertificate("shop.example") != nil)
    }

    @Test mutating func `a slot has host names of its own`() {
        #expect(rig.arm("PUT", "\(rig.site)/slots/stage", [:]).properties?["defaultHostName"] == "demo-site-stage.azurewebsites.net")
        let identity = rig.arm("GET", rig.site).properties?["customDomainVerificationId"] ?? nil
        _ = rig.control("PUT", "/dns/asuid.stage.example/TXT", ["values": [identity]])
        _ = rig.control("PUT", "/dns/stage.example/A", ["values": ["127.0.0.1"]])
        let bound = rig.arm("PUT", "\(rig.site)/slots/stage/hostNameBindings/stage.example", ["properties": [:]])
        #expect(bound.status == 200 && bound.json["type"] == "Microsoft.Web/sites/slots/hostNameBindings")
        #expect(rig.arm("GET", "\(rig.site)/slots/stage/hostNameBindings").json["value"]?.array?.count == 1)
        #expect(rig.arm("GET", "\(rig.site)/hostNameBindings").json["value"] == [])
    }

    @Test mutating func `a web certificate's tags change without its material`() {
        let imported = rig.importCertificate()
        let path = "\(rig.group)/providers/Microsoft.Web/certificates/shop"
        let changed = rig.arm("PATCH", path, ["tags": ["team": "web"]])
        #expect(changed.json["tags"]?["team"] == "web" && changed.properties?["thumbprint"] == imported.properties?["thumbprint"])
    }

    @Test mutating func `detectors say whether an order renews itself, from their first version on`() {
        rig.issue("shop")
        let list = rig.arm("GET", "\(rig.order("shop"))/detectors")
        #expect(list.json["value"]?[0]?["name"] == "AutoRenewStatus")
        let one = rig.arm("GET", "\(rig.order("shop"))/detectors/AutoRenewStatus").properties
        #expect(one?["status"]?["statusId"] == "Success" && one?["dataset"]?[0]?["table"]?["columns"]?.array?.count == 6)
        #expect(rig.arm("GET", "\(rig.order("shop"))/detectors/None").status == 404)
        #expect(rig.arm("GET", "\(rig.order("shop"))/detectors", version: "2019-08-01").status == 400)
    }
}
