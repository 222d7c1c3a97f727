import JSON
import Testing

@testable import AzureEmulator

@Suite struct PurchaseRequestTests {
    @Test(
        arguments: [
            ("CN=*.shop.example", "StandardDomainValidatedSsl"), ("CN=shop.example", "StandardDomainValidatedWildCardSsl"),
            ("CN=shop", "StandardDomainValidatedSsl"), ("CN=10.0.0.1", "StandardDomainValidatedSsl"),
            ("CN=-a.example", "StandardDomainValidatedSsl"), ("CN=a..example", "StandardDomainValidatedSsl"),
            ("CN=a.*.example", "StandardDomainValidatedSsl"), ("shop.example", "StandardDomainValidatedSsl"),
            ("", "StandardDomainValidatedSsl"), ("CN=shop.example", "Extended"),
            ("CN=\(String(repeating: "a", count: 60)).example", "StandardDomainValidatedSsl"),
        ]
    ) func `a name or product that cannot be bought is refused, in the dry run too`(name: String, product: String) throws {
        var rig = try Rig()
        let body: JSONValue = ["location": "global", "properties": ["distinguishedName": .string(name), "productType": .string(product)]]
        let subscription = "/subscriptions/\(rig.state.tenant.subscriptionID)"
        let validate = "\(subscription)/providers/Microsoft.CertificateRegistration/validateCertificateRegistrationInformation"
        #expect(rig.arm("POST", validate, body).code == "BadRequest")
        #expect(rig.arm("PUT", rig.order("shop"), body).status == 400)
        #expect(rig.state.ledger.purchases.isEmpty && rig.state.resources[rig.order("shop")] == nil)
    }

    @Test(arguments: [("westeurope", "LocationNotAvailableForResourceType"), ("", "LocationRequired")])
    func `an order lives in no region`(location: String, code: String) throws {
        var rig = try Rig()
        var body = Rig.purchase("shop.example").object ?? [:]
        body["location"] = .string(location)
        #expect(rig.arm("PUT", rig.order("shop"), .object(body)).code == code)
    }

    @Test(arguments: [("2024-11-01", 2, 400), ("2019-08-01", 3, 201), ("2019-08-01", 4, 400), ("2024-11-01", 1, 201)])
    func `terms are a year, in old versions up to three`(version: String, years: Int, status: Int) throws {
        var rig = try Rig()
        let properties: JSONValue = [
            "distinguishedName": "CN=shop.example", "productType": "standarddomainvalidatedssl",
            "validityInYears": .number(JSONNumber(years)),
        ]
        let answer = rig.arm("PUT", rig.order("shop"), ["location": "Global", "properties": properties], version: version)
        #expect(answer.status == status)
    }

    @Test func `an order that would be one too many is refused`() throws {
        var settings = EmulatorSettings()
        settings.orderQuota = 1
        var rig = try Rig(settings)
        #expect(rig.arm("PUT", rig.order("one"), Rig.purchase("one.example")).status == 201)
        #expect(rig.arm("PUT", rig.order("two"), Rig.purchase("two.example")).status == 409)
    }
}
