import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct ResourceManagerTests {
    @Test(
        arguments: [
            ("GET", "/subscriptions/SUB/resourceGroups/none/providers/Microsoft.Web/sites/s", "2024-11-01", 404, "ResourceGroupNotFound"),
            ("GET", "/subscriptions/00000000-0000-0000-0000-000000000000", "2024-11-01", 404, "SubscriptionNotFound"),
            ("GET", "GROUP/providers/Microsoft.Web/nothing/s", "2024-11-01", 404, "InvalidResourceType"),
            ("GET", "GROUP/providers/Microsoft.Web/sites/none", "2024-11-01", 404, "ResourceNotFound"),
            ("POST", "GROUP/providers/Microsoft.Web/sites/demo-site", "2024-11-01", 405, "MethodNotAllowed"),
            ("GET", "GROUP/providers/Microsoft.Web/sites/demo-site", nil, 400, "MissingApiVersionParameter"),
            ("GET", "GROUP/providers/Microsoft.Web/sites/demo-site", "nonsense", 400, "InvalidApiVersionParameter"),
            ("GET", "GROUP/providers/Microsoft.Web/sites/demo-site", "2001-01-01", 400, "NoRegisteredProviderFound"),
            ("PUT", "GROUP/providers/Microsoft.CertificateRegistration/certificateOrders/a", "2024-11-01", 400, "InvalidRequestContent"),
            ("PUT", "GROUP/providers/Microsoft.CertificateRegistration/certificateOrders/a_b", "2024-11-01", 400, "InvalidRequestContent"),
            ("GET", "/subscriptions", "2022-12-01", 200, nil), ("GET", "/subscriptions/SUB/resourceGroups", "2022-12-01", 200, nil),
        ] as [(String, String, String?, Int, String?)]
    ) func `a call that cannot be served is refused with its code`(
        method: String,
        path: String,
        version: String?,
        status: Int,
        code: String?
    ) throws {
        var rig = try Rig()
        let full = path.replacing("GROUP", with: rig.group).replacing("SUB", with: rig.state.tenant.subscriptionID)
        let answer = rig.arm(method, full, version: version)
        #expect(answer.status == status && answer.code == code)
    }

    @Test(
        arguments: [
            ("GET", "Microsoft.CertificateRegistration/certificateOrders/none"),
            ("POST", "Microsoft.CertificateRegistration/certificateOrders/none/resendEmail"),
            ("GET", "Microsoft.CertificateRegistration/certificateOrders/none/certificates/link"),
        ]
    ) func `what is not found is named by its types and names in turn, without an action`(method: String, path: String) throws {
        var rig = try Rig()
        let message = rig.arm(method, "\(rig.group)/providers/\(path)").json["error"]?["message"]?.string
        let named = path.replacing("/resendEmail", with: "")
        #expect(message == "The Resource '\(named)' under resource group 'demo-group' was not found.")
    }

    @Test(arguments: ["text", ["a": 1], ["a": nil], ["list"]] as [JSONValue])
    func `tags that are no texts are refused on any resource`(tags: JSONValue) throws {
        var rig = try Rig()
        let answer = rig.arm("PATCH", rig.site, .object(["tags": tags]))
        #expect(answer.status == 400 && answer.code == "InvalidRequestContent")
    }

    @Test func `a site shows the tier of its plan`() throws {
        var rig = try Rig()
        #expect(rig.arm("GET", rig.site).properties?["sku"] == "Basic")
    }

    @Test func `a missing parent is named, not its own parent`() throws {
        var rig = try Rig()
        let message = rig.arm("PUT", "\(rig.site)/slots/none/hostNameBindings/shop.example", [:]).json["error"]?["message"]
        #expect(message == "The parent 'Microsoft.Web/sites/demo-site/slots/none' of this nested resource was not found.")
    }

    @Test func `paths are compared without casing and answers keep the provider's`() throws {
        var rig = try Rig()
        let answer = rig.arm("GET", rig.site.uppercased())
        #expect(answer.json["id"]?.string == rig.site && answer.json["type"] == "Microsoft.Web/sites")
    }

    @Test func `every answer carries the ids of its request`() throws {
        var rig = try Rig()
        var headers = Rig.bearer(rig.token(resource: "https://management.azure.com"))
        headers.set("x-ms-client-request-id", "client-1")
        headers.set("x-ms-return-client-request-id", "true")
        headers.set("x-ms-correlation-request-id", "correlation-1")
        let response = rig.send("GET", "\(rig.group)?api-version=2024-03-01", nil, headers).response
        #expect(response.headers.value("x-ms-client-request-id") == "client-1")
        #expect(response.headers.value("x-ms-correlation-request-id") == "correlation-1")
        #expect(response.headers.value("x-ms-request-id")?.isEmpty == false)
        #expect(response.headers.value("x-ms-ratelimit-remaining-subscription-reads") != nil)
    }

    @Test func `the provider lists its operations and counts as registered`() throws {
        var rig = try Rig()
        let list = rig.arm("GET", "/providers/Microsoft.CertificateRegistration/operations")
        #expect(list.json["value"]?.array?.count == 17 && list.json["value"]?[0]?["origin"] == "user,system")
        let register = "/subscriptions/\(rig.state.tenant.subscriptionID)/providers/Microsoft.CertificateRegistration/register"
        #expect(rig.arm("POST", register, version: "2016-02-01").json["registrationState"] == "Registered")
    }

    @Test func `a service principal is found by its application`() throws {
        var rig = try Rig()
        let found = rig.graph("/graph/v1.0/servicePrincipals?$filter=appId%20eq%20'abfa0a7c-a6b6-4736-8310-5855508787cd'")
        #expect(found.json["value"]?[0]?["id"]?.string == rig.state.tenant.webSites.objectID)
        #expect(rig.graph("/graph/v1.0/servicePrincipals?$filter=appId%20eq%20'x'").json["value"] == [])
        let read = rig.graph("/graph/v1.0/servicePrincipals/\(rig.state.tenant.webSites.objectID)")
        #expect(read.json == found.json["value"]?[0] && rig.graph("/graph/v1.0/servicePrincipals/none").status == 404)
        let byName = "servicePrincipalNames/any(c:c%20eq%20'abfa0a7c-a6b6-4736-8310-5855508787cd')"
        #expect(rig.graph("/graph/v1.0/servicePrincipals?$filter=\(byName)").json["value"] == found.json["value"])
    }
}
