import JSON
import Testing

@testable import AzureEmulator

// What differs between the api-versions of the order API, and that each of them is served whole.
@Suite struct EmulatorVersionTests {
    private static let versions = APIVersions.certificateRegistration.list

    private func world(_ version: String, _ settings: JSONObject = [:]) throws -> World {
        try World(settings, versions: ["Microsoft.CertificateRegistration": version])
    }

    @Test func `the emulator serves the versions of the table, each of them`() throws {
        let table = try OperationTable.shared.get()
        let operations = table.operations.filter { $0.service == "Microsoft.CertificateRegistration" }
        #expect(Set(operations.flatMap(\.versions)) == Set(Self.versions))
    }

    @Test(arguments: versions) func `a version is served whole, every answer of its type`(version: String) throws {
        let world = try Tour(ordersOf: version).world
        let shape = Shape(table: world.table, direction: .answer)
        for answer in world.answers {
            #expect(answer.operation.success.contains(answer.status), "\(answer.operation.id): \(answer.status)")
            guard let type = answer.operation.response, answer.status != 204 else { continue }
            #expect(shape.problems(answer.json, as: type) == [], "\(answer.operation.id)")
        }
        let served = Set(world.answers.map(\.operation.id))
        let known = world.table.operations.filter { $0.service == "Microsoft.CertificateRegistration" && $0.versions.contains(version) }
        #expect(Set(known.map(\.id)).subtracting(served) == [])
    }

    @Test(arguments: versions) func `an order shows its buyer and its makers from the versions on that have them`(version: String) throws {
        var world = try world(version)
        try world.issue()
        try world.store()
        let order = try world.call("AppServiceCertificateOrders_Get").json
        #expect((order["properties"]?["contact"] != nil) == (version >= "2022-03-01"))
        let links = try world.call("AppServiceCertificateOrders_ListCertificates", ["certificateOrderName": "shop"]).json["value"]
        let listed = try world.call("AppServiceCertificateOrders_List").json["value"]
        for document in [order, links?[0], listed?[0]] {
            #expect((document?["systemData"] != nil) == (version >= "2024-11-01"), "\(document ?? nil)")
        }
    }

    @Test(arguments: versions) func `items of a history stand as their version has them`(version: String) throws {
        var world = try world(version)
        try world.issue()
        let action = try world.call("AppServiceCertificateOrders_RetrieveCertificateActions", ["name": "shop"]).json[0]?.object
        let mail = try world.call("AppServiceCertificateOrders_RetrieveCertificateEmailHistory", ["name": "shop"]).json[0]?.object
        let isFlat = version >= "2022-03-01"
        #expect(action.map { Set($0.map(\.key)) } == (isFlat ? ["actionType", "createdAt"] : ["properties"]))
        #expect(mail.map { Set($0.map(\.key)) } == (isFlat ? ["emailId", "timeStamp"] : ["properties"]))
        guard !isFlat else { return }
        let name = version == "2015-08-01" ? "type" : "actionType"
        #expect(action?["properties"]?[name] == "CertificateOrderCreated")
        #expect(mail?["properties"]?["emailId"] == "admin@shop.example")
    }

    @Test func `the versions where that changes are settings`() throws {
        let settings: JSONObject = ["flatItemsSince": "2020-10-01", "contactSince": "2020-10-01", "systemDataSince": "2020-10-01"]
        for (version, isNew) in [("2020-09-01", false), ("2020-10-01", true)] {
            var world = try world(version, settings)
            try world.issue()
            let order = try world.call("AppServiceCertificateOrders_Get").json
            let action = try world.call("AppServiceCertificateOrders_RetrieveCertificateActions", ["name": "shop"]).json[0]
            #expect((order["systemData"] != nil) == isNew && (order["properties"]?["contact"] != nil) == isNew)
            #expect((action?["actionType"] != nil) == isNew)
        }
    }

    @Test func `a resource says who made it and who changed it last`() throws {
        var world = try world("2024-11-01")
        try world.place()
        let made = try world.call("AppServiceCertificateOrders_Get").json["systemData"]
        let client = JSONValue.string(world.state.tenant.client.appID)
        #expect(made?["createdBy"] == client && made?["createdByType"] == "Application" && made?["lastModifiedAt"] == made?["createdAt"])
        world.wait(seconds: 60)
        let changed = try world.call("AppServiceCertificateOrders_Update", body: ["properties": ["autoRenew": true]]).json["systemData"]
        #expect(changed?["createdAt"] == made?["createdAt"] && changed?["lastModifiedAt"] == "2027-01-15T08:01:01.000Z")
    }

    @Test func `detectors come with the version that has them`() throws {
        for (version, status) in [("2020-10-01", 400), ("2020-12-01", 200)] {
            var world = try world("2024-11-01")
            try world.place()
            let path = "\(world.order("shop"))/detectors?api-version=\(version)"
            #expect(world.send("GET", "Microsoft.CertificateRegistration", path, nil).status == status)
        }
    }

    @Test(arguments: versions) func `a refusal has the one envelope under every version`(version: String) throws {
        var world = try world(version)
        let refused = try world.call("AppServiceCertificateOrders_Get")
        #expect(refused.status == 404 && refused.code == "ResourceNotFound")
        #expect(refused.json.object.map { $0.map(\.key) } == ["error"])
    }

    @Test func `a newer version is served as the newest, with a warning`() throws {
        var world = try world("2024-11-01")
        try world.issue()
        let response = world.send("GET", "Microsoft.CertificateRegistration", "\(world.order("shop"))?api-version=2031-01-01", nil)
        #expect(response.status == 200 && response.headers.value("x-ms-emulator-warning")?.contains("2024-11-01") == true)
        #expect(try JSONValue(parsing: response.body)["systemData"] != nil)
    }
}
