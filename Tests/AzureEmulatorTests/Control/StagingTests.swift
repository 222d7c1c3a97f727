import CertificateMaterial
import Foundation
import JSON
import Testing

@testable import AzureEmulator

@Suite struct StagingTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test(arguments: EmulatorState.orderStatuses)
    mutating func `every status can be staged`(status: String) {
        let order: JSONValue = ["name": "shop", "domain": "shop.example", "status": .string(status)]
        #expect(rig.control("POST", "/scenario", ["orders": [order]]).status == 201)
        #expect(rig.status("shop") == status)
    }

    @Test mutating func `an order is staged with vault, site and what the front end serves`() {
        let order: JSONValue = [
            "name": "shop", "domain": "shop.example", "daysLeft": 20, "termDaysLeft": 100, "vault": "fleet-vault", "site": "fleet-site",
            "hostNames": ["shop.example", "www.shop.example"],
        ]
        #expect(rig.control("POST", "/scenario", ["resourceGroup": "fleet", "orders": [order]]).status == 201)
        #expect(rig.state.servedCertificate("www.shop.example") != nil)
        let path = "\(rig.state.groupID("fleet"))/providers/Microsoft.CertificateRegistration/certificateOrders/shop"
        let shown = rig.arm("GET", path).properties
        #expect(shown?["expirationTime"] == "2027-02-04T08:00:00Z" && shown?["certificates"]?["shop"]?["provisioningState"] == "Succeeded")
        #expect(rig.state.ledger.purchases.isEmpty)
        #expect(rig.arm("POST", "\(path)/renew", ["properties": [:]]).status == 204)
        rig.wait(seconds: 2)
        #expect(rig.arm("GET", path).properties?["expirationTime"]?.string?.prefix(10) == "2027-04-25")
    }

    @Test mutating func `a fleet's leaves are made when somebody looks, the same days from the same seed`() {
        let fleet: JSONValue = ["fleet": ["count": 120, "prefix": "f", "daysLeft": ["min": 5, "max": 9], "seed": 3]]
        #expect(rig.control("POST", "/scenario", fleet).json["fleet"] == 120)
        #expect(rig.state.resources[rig.order("f007")]?.serialNumber == nil)
        let end = rig.state.resources[rig.order("f007")]?.properties["expirationTime"]
        let shown = rig.arm("GET", rig.order("f007")).properties
        #expect(shown?["serialNumber"]?.string?.isEmpty == false && shown?["expirationTime"] == end)
        #expect(shown?["signedCertificate"]?["notAfter"] == end)
        #expect(rig.arm("GET", rig.order("f007")).properties?["serialNumber"] == shown?["serialNumber"])
        _ = rig.control("POST", "/scenario", fleet)
        #expect(rig.state.resources[rig.order("f007")]?.properties["expirationTime"] == end)
    }

    @Test(
        arguments: [
            ["orders": [["name": "a"]]], ["orders": [["name": "a", "domain": "a.example", "status": "Fine"]]], ["fleet": ["count": 0]],
            ["orders": [["name": "a", "domain": "a.example", "colour": "red"]]], ["nothing": 1],
        ] as [JSONValue]
    ) mutating func `a scenario that cannot be is refused and changes nothing`(scenario: JSONValue) {
        #expect(rig.control("POST", "/scenario", scenario).status == 400)
        #expect(rig.state.resources.all(CertificateOrders.type).isEmpty)
    }

    @Test(arguments: EmulatorState.orderActions)
    mutating func `every action can be noted`(action: String) {
        rig.issue("shop")
        #expect(rig.control("PATCH", "/orders/shop", ["action": .string(action)]).status == 200)
        let actions = rig.arm("POST", "\(rig.order("shop"))/retrieveCertificateActions").json.array
        #expect(actions?.last?["actionType"]?.string == action)
    }

    @Test(arguments: EmulatorState.linkStates)
    mutating func `every state of a vault link can be set`(state: String) {
        rig.issue("shop")
        _ = rig.arm("PUT", "\(rig.order("shop"))/certificates/shop", rig.link)
        rig.wait(seconds: 1)
        #expect(rig.control("PATCH", "/orders\(rig.order("shop"))", ["links": ["shop": .string(state)]]).status == 200)
        #expect(rig.arm("GET", "\(rig.order("shop"))/certificates/shop").properties?["provisioningState"]?.string == state)
    }

    @Test mutating func `revoking an order passes through its pending state and is in the list of the authority`() throws {
        rig.issue("shop")
        _ = rig.control("PATCH", "/orders/shop", ["status": "Pendingrevocation"])
        #expect(rig.status("shop") == "Pendingrevocation")
        let before = try #require(rig.state.page(host: "any", path: AuthorityPage.revocationList))
        rig.wait(seconds: 61)
        #expect(rig.status("shop") == "Revoked" && rig.state.ledger.revocations.count == 1)
        let after = try #require(rig.state.page(host: "any", path: AuthorityPage.revocationList))
        #expect(after.contentType == "application/pkix-crl" && after.bytes.count > before.bytes.count)
    }

    @Test mutating func `steering changes all it is asked to or nothing`() {
        rig.issue("shop")
        #expect(rig.control("PATCH", "/orders/shop", ["status": "Denied", "action": "Wrong"]).status == 400)
        #expect(rig.status("shop") == "Issued")
        #expect(rig.control("PATCH", "/orders/none", ["status": "Denied"]).status == 404)
    }
}

@Suite struct MailTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test(arguments: [("shop.example", false, ["shop.example", "www.shop.example"]), ("a.shop.example", false, ["a.shop.example"])])
    mutating func `approving the mail proves the domain`(domain: String, wildcard: Bool, names: [String]) throws {
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase(domain))
        rig.wait(seconds: 1)
        let mail = rig.control("GET", "/mail").json["mails"]?[0]
        #expect(mail?["kind"] == "approval" && mail?["to"]?.string == "admin@\(domain)")
        #expect(rig.control("POST", "/mail/\(mail?["id"]?.string ?? "")/approve").json["approved"] == true)
        rig.wait(seconds: 1)
        #expect(rig.status("shop") == "Issued")
        #expect(rig.state.resources[rig.order("shop")]?.hidden["names"]?.array?.compactMap(\.string) == names)
        #expect(rig.control("POST", "/mail/none/approve").status == 404)
    }

    @Test mutating func `mails are in the history in the shape of the version`() {
        rig.issue("shop")
        let flat = rig.arm("POST", "\(rig.order("shop"))/retrieveEmailHistory").json
        #expect(flat.array?.count == 2 && flat[0]?["emailId"] == "admin@shop.example")
        let nested = rig.arm("POST", "\(rig.order("shop"))/retrieveEmailHistory", version: "2019-08-01").json
        #expect(nested[0]?["properties"]?["emailId"] == "admin@shop.example")
    }

    @Test(arguments: [
        ("either", "a@b.example", 204), ("domain", "a@b.example", 400), ("address", "b.example", 400), ("domain", "b.example", 204),
    ])
    mutating func `what a mail is asked for by is a setting`(word: String, name: String, status: Int) {
        rig.set(["resendRequestEmailsName": .string(word)])
        rig.issue("shop")
        #expect(rig.arm("POST", "\(rig.order("shop"))/resendRequestEmails", ["name": .string(name)]).status == status)
    }
}
