import CertificateMaterial
import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct CertificateOrdersTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test mutating func `an order is placed, proven and issued, one state after the other`() {
        let accepted = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        #expect(accepted.status == 201)
        #expect(accepted.properties?["provisioningState"] == "InProgress" && accepted.properties?["status"] == "NotSubmitted")

        rig.wait(seconds: 0.3)
        let placed = rig.arm("GET", rig.order("shop"))
        #expect(placed.properties?["provisioningState"] == "Succeeded" && placed.properties?["status"] == "Pendingissuance")
        #expect(placed.properties?["domainVerificationToken"]?.string?.count == 14)
        #expect(placed.properties?["signedCertificate"] == nil)

        let issued = rig.issue("shop")
        #expect(issued.properties?["status"] == "Issued")
        #expect(issued.properties?["expirationTime"]?.string?.hasPrefix("2027-08-0") == true)
        #expect(issued.properties?["serialNumber"] == issued.properties?["signedCertificate"]?["serialNumber"])
    }

    @Test(arguments: [("2019-08-01", false), ("2021-03-01", false), ("2022-03-01", true), ("2024-11-01", true)])
    func `the contact is shown by the versions that have it`(version: String, isShown: Bool) throws {
        var rig = rig
        let accepted = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"), version: version)
        #expect((accepted.properties?["contact"] != nil) == isShown)
        #expect((rig.arm("GET", rig.order("shop"), version: version).properties?["contact"] != nil) == isShown)
        let list = rig.arm("GET", "\(rig.group)/providers/Microsoft.CertificateRegistration/certificateOrders", version: version)
        #expect((list.json["value"]?[0]?["properties"]?["contact"] != nil) == isShown)
    }

    @Test mutating func `Location answers 202 until the order is placed, then 200 with the order`() throws {
        let accepted = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        let location = try #require(accepted.headers[.location]).replacing("https://localhost:4443", with: "")
        #expect(rig.arm("GET", location, version: nil).status == 202)
        rig.wait(seconds: 1)
        let done = rig.arm("GET", location, version: nil)
        #expect(done.status == 200 && done.properties?["provisioningState"] == "Succeeded")
    }

    @Test mutating func `what is charged and issued is in the ledger once per event`() {
        rig.issue("shop")
        let ledger = rig.control("GET", "/ledger").json
        #expect(ledger["purchases"]?.array?.count == 1 && ledger["charges"]?.array?.count == 1)
        #expect(ledger["issuances"]?[0]?["serialNumber"]?.string?.isEmpty == false)
        #expect(ledger["purchases"]?[0]?["orderId"]?.string == rig.order("shop"))
    }

    @Test(
        arguments: [
            (EmulatorSettings.Repeated.buysAgain, 201, 2), (.conflict, 409, 1), (.ignored, 201, 1),
        ]
    ) func `a purchase repeated while the first is in progress does what the setting says`(
        setting: EmulatorSettings.Repeated,
        status: Int,
        purchases: Int
    ) throws {
        var settings = EmulatorSettings()
        settings.repeatedPut = setting
        var rig = try Rig(settings)
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        #expect(rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example")).status == status)
        #expect(rig.state.ledger.purchases.count == purchases)
        rig.wait(seconds: 1)
        rig.issue("shop")
        #expect(rig.state.ledger.charges.count == purchases && rig.state.ledger.issuances.count == 1)
    }

    @Test mutating func `a PUT on an order that is placed changes what may change and buys nothing`() {
        rig.issue("shop")
        var body = Rig.purchase("other.example").object ?? [:]
        body["properties"] = ["productType": "StandardDomainValidatedSsl", "distinguishedName": "CN=other.example", "autoRenew": false]
        body["tags"] = ["team": "web"]
        let changed = rig.arm("PUT", rig.order("shop"), .object(body))
        #expect(changed.status == 200)
        #expect(changed.properties?["autoRenew"] == false && changed.json["tags"]?["team"] == "web")
        #expect(changed.properties?["distinguishedName"] == "CN=shop.example" && changed.properties?["status"] == "Issued")
        #expect(changed.properties?["nextAutoRenewalTimeStamp"] == nil)
        #expect(rig.state.ledger.purchases.count == 1)
    }

    @Test mutating func `a wrong proof leaves the order waiting, whatever verify answered`() {
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        rig.wait(seconds: 1)
        _ = rig.control("PUT", "/dns/shop.example/TXT", ["values": ["something else"]])
        #expect(rig.arm("POST", "\(rig.order("shop"))/verifyDomainOwnership").status == 204)
        rig.wait(seconds: 10)
        #expect(rig.arm("GET", rig.order("shop")).properties?["status"] == "Pendingissuance")
        rig.wait(seconds: 46 * 86_400)
        #expect(rig.arm("GET", rig.order("shop")).properties?["status"] == "Denied")
        #expect(rig.state.ledger.charges.isEmpty)
    }

    @Test(
        arguments: [
            ("shop.example", "shop.example", false, ["shop.example", "www.shop.example"]),
            ("a.shop.example", "shop.example", false, ["a.shop.example"]),
            ("www.shop.example", "shop.example", false, ["www.shop.example", "shop.example"]),
            ("*.shop.example", "shop.example", true, ["*.shop.example", "shop.example"]),
        ]
    ) func `a leaf covers what its product and proof cover`(name: String, zone: String, wildcard: Bool, names: [String]) throws {
        var rig = try Rig()
        let issued = rig.issue("shop", domain: name, zone: zone, wildcard: wildcard)
        let der = try #require(Data(base64Encoded: issued.properties?["signedCertificate"]?["rawData"]?.string ?? ""))
        #expect(try CertificateFacts(der: Array(der)).dnsNames == names)
    }

    @Test mutating func `a page proves the name alone, and nothing while the site insists on HTTPS`() {
        _ = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        rig.wait(seconds: 1)
        let token = rig.arm("GET", rig.order("shop")).properties?["domainVerificationToken"]?.string ?? ""
        _ = rig.control("PUT", "/pages/shop.example/\(token).html", ["body": .string(token + "\n")])
        #expect(rig.state.page(host: "shop.example", path: "/\(token).html") == .text(token + "\n"))
        _ = rig.arm("POST", "\(rig.order("shop"))/verifyDomainOwnership")
        rig.wait(seconds: 1)
        #expect(rig.arm("GET", rig.order("shop")).properties?["status"] == "Issued")
        #expect(rig.state.resources[rig.order("shop")]?.hidden["names"] == ["shop.example"])
    }

    @Test(arguments: [
        ("0 issue \"other.example\"", "Denied"), ("0 issue \"godaddy.com\"", "Issued"), ("0 iodef \"mailto:a@b.example\"", "Issued"),
    ])
    func `records about authorities are honoured`(record: String, status: String) throws {
        var rig = try Rig()
        _ = rig.control("PUT", "/dns/shop.example/CAA", ["values": [.string(record)]])
        #expect(rig.issue("shop", domain: "a.shop.example", zone: "shop.example").properties?["status"]?.string == status)
    }

    @Test mutating func `deleting revokes what is issued, and a second time there is nothing`() {
        rig.issue("shop")
        #expect(rig.arm("DELETE", rig.order("shop")).status == 200)
        #expect(rig.arm("DELETE", rig.order("shop")).status == 204)
        #expect(rig.state.ledger.revocations.count == 1)
        #expect(rig.arm("GET", rig.order("shop")).code == "ResourceNotFound")
    }

    @Test mutating func `an issued order expires with its leaf`() {
        rig.issue("shop")
        _ = rig.arm("PATCH", rig.order("shop"), ["properties": ["autoRenew": false]])
        rig.wait(seconds: 199 * 86_400)
        #expect(rig.arm("GET", rig.order("shop")).properties?["status"] == "Expired")
    }

    @Test mutating func `reasons against renewal follow the time that is left`() {
        let reasons = "appServiceCertificateNotRenewableReasons"
        #expect(rig.issue("shop").properties?[reasons] == ["ExpirationNotInRenewalTimeRange"])
        rig.wait(seconds: 120 * 86_400)
        #expect(rig.arm("GET", rig.order("shop")).properties?[reasons] == [])
    }

    @Test mutating func `an order from a request keeps its key outside`() throws {
        let key = try TestKeys.shared()
        let csr = try SigningRequest.make(key: key, commonName: "shop.example").pem
        let body: JSONValue = [
            "location": "Global",
            "properties": ["csr": .string(csr), "distinguishedName": "", "productType": "StandardDomainValidatedSsl"],
        ]
        #expect(rig.arm("PUT", rig.order("shop"), body).properties?["isPrivateKeyExternal"] == true)
        let issued = rig.issue("shop")
        let der = try #require(Data(base64Encoded: issued.properties?["signedCertificate"]?["rawData"]?.string ?? ""))
        #expect(try CertificateFacts(der: Array(der)).publicKeyInfo == key.publicKey)
    }

    @Test(arguments: ["2015-08-01", "2019-08-01", "2024-11-01"])
    func `actions have the shape of their version`(version: String) throws {
        var rig = try Rig()
        rig.issue("shop")
        let first = rig.arm("POST", "\(rig.order("shop"))/retrieveCertificateActions", version: version).json[0]
        switch version {
        case "2015-08-01": #expect(first?["properties"]?["type"] == "CertificateOrderCreated")
        case "2019-08-01": #expect(first?["properties"]?["actionType"] == "CertificateOrderCreated")
        default: #expect(first?["actionType"] == "CertificateOrderCreated")
        }
    }

    @Test mutating func `a list comes in pages that lead to each other`() {
        rig.emulator.state.settings.pageSize = 2
        for number in 1...5 { _ = rig.arm("PUT", rig.order("order\(number)"), Rig.purchase("n\(number).example")) }
        var path = "/subscriptions/\(rig.state.tenant.subscriptionID)/providers/Microsoft.CertificateRegistration/certificateOrders"
        var names: [String] = []
        var pages = 0
        var page = rig.arm("GET", path)
        while true {
            pages += 1
            names += page.json["value"]?.array?.compactMap { $0["name"]?.string } ?? []
            guard let next = page.json["nextLink"]?.string, pages < 10 else { break }
            path = next.replacing("https://localhost:4443", with: "")
            page = rig.arm("GET", path, version: nil)
        }
        #expect(names == (1...5).map { "order\($0)" } && pages == 3)
    }

    @Test mutating func `a leaf says where its revocation list is`() throws {
        rig.emulator.state.origin.httpPort = 8080
        let issued = rig.issue("shop")
        let der = try #require(Data(base64Encoded: issued.properties?["signedCertificate"]?["rawData"]?.string ?? ""))
        #expect(der.range(of: Data("http://localhost:8080/_authority/issuing.crl".utf8)) != nil)
    }

    @Test mutating func `an operation may be named by its state as well`() throws {
        rig.set(["asyncOperationHeader": true, "locationHeader": false])
        let accepted = rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example"))
        #expect(accepted.headers[.location] == nil)
        let link = try #require(accepted.headers.value("Azure-AsyncOperation")).replacing("https://localhost:4443", with: "")
        #expect(rig.arm("GET", link, version: nil).json["status"] == "InProgress")
        rig.wait(seconds: 1)
        #expect(rig.arm("GET", link, version: nil).json["status"] == "Succeeded")
    }

    @Test mutating func `the rules for names and sizes are settings`() {
        rig.set(["strictOrderNames": true, "largestKeySize": 2048, "patchAnswers201": true])
        #expect(rig.arm("PUT", rig.order("my-shop"), Rig.purchase("shop.example")).status == 400)
        var body = Rig.purchase("shop.example").object ?? [:]
        var properties = body["properties"]?.object ?? [:]
        properties["keySize"] = 4096
        body["properties"] = .object(properties)
        #expect(rig.arm("PUT", rig.order("shop"), .object(body)).status == 400)
        #expect(rig.arm("PUT", rig.order("shop"), Rig.purchase("shop.example")).status == 201)
        #expect(rig.arm("PATCH", rig.order("shop"), ["tags": [:]]).status == 201)
    }
}
