import Foundation
import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct ControlTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test mutating func `a frozen clock stands, moves when told, and events run at their own time`() {
        #expect(rig.control("POST", "/clock", ["rate": 0]).json["rate"]?.double == 0)
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        rig.wait(seconds: 3600)
        #expect(rig.arm("GET", rig.order("shop")).properties?["provisioningState"] == "InProgress")
        #expect(rig.control("POST", "/clock", ["advanceSeconds": 1]).json["now"] == "2027-01-15T08:00:01.000Z")
        #expect(rig.arm("GET", rig.order("shop")).properties?["provisioningState"] == "Succeeded")
        #expect(rig.control("POST", "/clock", ["now": "2030-01-01T00:00:00Z"]).json["now"] == "2030-01-01T00:00:00.000Z")
        _ = rig.control("POST", "/clock", ["rate": 100])
        rig.wait(seconds: 2)
        #expect(rig.control("GET", "/clock").json["now"] == "2030-01-01T00:03:20.000Z")
    }

    @Test(arguments: [["rate": -1], ["now": "soon"], ["advanceSeconds": -5], ["speed": 2]] as [JSONValue])
    func `a clock setting that cannot be is refused`(body: JSONValue) throws {
        var rig = try Rig()
        #expect(rig.control("POST", "/clock", body).status == 400)
    }

    @Test mutating func `records are set, listed and removed, and nonsense is refused`() {
        #expect(rig.control("PUT", "/dns/Shop.Example/txt", ["values": ["a", "b"], "ttl": 5]).status == 200)
        #expect(rig.control("GET", "/dns").json["records"]?[0]?["name"] == "shop.example")
        for (type, value) in [("A", "not an address"), ("CAA", "godaddy.com"), ("MX", "x"), ("CNAME", "a..b")] {
            #expect(rig.control("PUT", "/dns/shop.example/\(type)", ["values": [.string(value)]]).status == 400)
        }
        #expect(rig.control("PUT", "/dns/shop.example/TXT", ["values": []]).status == 400)
        #expect(rig.control("DELETE", "/dns/shop.example/TXT").status == 204)
        #expect(rig.state.zones.values("shop.example", .txt).isEmpty)
    }

    @Test mutating func `requests to the services are logged with their ids, control requests are not`() {
        _ = rig.control("DELETE", "/requests")
        _ = rig.arm("GET", rig.order("shop"))
        let log = rig.control("GET", "/requests").json["requests"]
        #expect(log?.array?.count == 1)
        #expect(log?[0]?["status"] == 404 && log?[0]?["apiVersion"] == "2024-11-01" && log?[0]?["method"] == "GET")
    }

    @Test mutating func `settings change together or not at all`() {
        #expect(rig.control("PATCH", "/settings", ["leafValidityDays": 47, "repeatedPut": "conflict"]).json["leafValidityDays"] == 47)
        #expect(rig.control("PATCH", "/settings", ["leafValidityDays": 100, "pageSize": 0]).status == 400)
        #expect(rig.state.settings.leafValidityDays == 47 && rig.state.settings.repeatedPut == .conflict)
        let issued = rig.issue("shop")
        #expect(issued.properties?["expirationTime"]?.string?.hasPrefix("2027-03-03") == true)
    }

    @Test mutating func `a snapshot brings back what was, and reset what was at the start`() {
        rig.issue("shop")
        _ = rig.control("POST", "/snapshots/one")
        _ = rig.arm("DELETE", rig.order("shop"))
        #expect(rig.control("POST", "/snapshots/one/restore").status == 204)
        #expect(rig.arm("GET", rig.order("shop")).status == 200)
        #expect(rig.control("POST", "/snapshots/two/restore").status == 404)
        #expect(rig.control("POST", "/reset").status == 204)
        #expect(rig.arm("GET", rig.order("shop")).status == 404 && rig.state.ledger.purchases.isEmpty)
    }

    @Test mutating func `an address nobody knows and a body that is no object are refused with a reason`() {
        #expect(rig.control("GET", "/nothing").status == 404)
        let outcome = rig.send("POST", "/_emulator/clock", [1], [:])
        #expect(outcome.response.status == 400)
    }
}
