import Foundation
import JSON
import Testing

@testable import AzureEmulator

// Every list of the table that the documents call pageable really comes in pages.
@Suite struct EmulatorPagingTests {
    private static let whole = Result { try Self.staged() }
    private static let table = try? OperationTable.shared.get()
    private static let lists = (table?.operations ?? []).filter(\.isPaged).map(\.id).sorted()
    /// Only one detector is known by name.
    private static let single = ["CertificateOrdersDiagnostics_ListAppServiceCertificateOrderDetectorResponse"]

    private var world: World

    init() throws { world = try Self.whole.get() }

    /// At least three of everything that can be listed.
    private static func staged() throws -> World {
        var world = try World(["pageSize": 1])
        let names = ["one", "two", "shop"]
        let orders = names.map { name -> JSONValue in
            ["name": .string(name), "domain": .string("\(name).example"), "vault": "demo-vault", "site": "demo-site"]
        }
        world.control("POST", "/scenario", ["orders": .array(orders)])
        let path = world.id("Microsoft.Web/sites/demo-site/slots/staging")
        _ = world.send("PUT", "Microsoft.Web", "\(path)?api-version=2025-05-01", ["properties": [:]])
        let identity = world.state.resources[path]?.properties["customDomainVerificationId"] ?? nil
        for name in names {
            try world.call("AppServiceCertificateOrders_CreateOrUpdateCertificate", ["name": name], body: world.link)
            world.control("PUT", "/dns/asuid.\(name).slot.example/TXT", ["values": [identity]])
            world.control("PUT", "/dns/\(name).slot.example/A", ["values": ["127.0.0.1"]])
            let binding = ["name": "demo-site", "hostName": "\(name).slot.example"]
            try world.call("WebApps_CreateOrUpdateHostNameBindingSlot", binding, body: ["properties": ["sslState": "Disabled"]])
            try world.call("SetSecret", body: ["value": .string(name)])
            try world.call("SetSecret", ["secret-name": "gone-\(name)"], body: ["value": "text"])
            try world.call("DeleteSecret", ["secret-name": "gone-\(name)"])
            for vault in ["vault-\(name)", "gone-\(name)"] {
                let properties: JSONValue = ["tenantId": .string(world.state.tenant.id), "sku": ["family": "A", "name": "standard"]]
                try world.call("Vaults_CreateOrUpdate", ["vaultName": vault], body: ["location": "West Europe", "properties": properties])
            }
            try world.call("Vaults_Delete", ["vaultName": "gone-\(name)"])
        }
        for name in names { try stageSurroundings(name, &world) }
        return world
    }

    private static func stageSurroundings(_ name: String, _ world: inout World) throws {
        let location: JSONValue = ["location": "West Europe"]
        try world.call("ResourceGroups_CreateOrUpdate", ["resourceGroupName": "group-\(name)"], body: location)
        _ = world.send("PUT", "surroundings", "\(world.id("Microsoft.Web/serverfarms/\(name)"))?api-version=2025-05-01", location)
        _ = world.send("PUT", "surroundings", "\(world.id("Microsoft.Network/dnsZones/\(name).zone"))?api-version=2018-05-01", location)
        let site: JSONValue = ["location": "West Europe", "properties": ["serverFarmId": .string(world.plan)]]
        try world.call("WebApps_CreateOrUpdate", ["name": "site-\(name)"], body: site)
        try world.call("ManagementLocks_CreateOrUpdateByScope", ["lockName": name], body: ["properties": ["level": "CanNotDelete"]])
        let grant: JSONValue = ["roleDefinitionId": .string(name), "principalId": .string(world.state.tenant.webSites.objectID)]
        try world.call("RoleAssignments_Create", ["roleAssignmentName": name], body: ["properties": grant])
    }

    private func query(_ list: String) -> String {
        if list == "Vaults_List" { return "$filter=resourceType%20eq%20'Microsoft.KeyVault/vaults'" }
        return list.contains("Secret") && !list.contains("_") ? "maxresults=1" : ""
    }

    private mutating func first(_ list: String, _ query: String) throws -> World.Answer {
        try world.call(list, ["name": "demo-site"], query: query)
    }

    private mutating func follow(_ link: String, _ answer: World.Answer) -> (status: Int, json: JSONValue) {
        let path = String(link.drop { $0 != "?" })
        let start = link.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).last.map { "/" + $0 } ?? ""
        let target = start.contains("?") ? start : path
        let response = world.send("GET", answer.operation.service, target, nil)
        return (response.status, (try? JSONValue(parsing: response.body)) ?? nil)
    }

    @Test(arguments: lists) mutating func `a pageable list comes one by one, each item once, and its pages end`(list: String) throws {
        let shape = Shape(table: world.table, direction: .answer)
        let answer = try first(list, query(list))
        var json = answer.json
        var seen: [JSONValue] = []
        while seen.count < 100 {
            #expect(shape.problems(json, as: answer.operation.response ?? "") == [], "\(list)")
            #expect(json["value"]?.array?.count == 1, "\(list)")
            seen += json["value"]?.array ?? []
            guard let link = json["nextLink"]?.string else { break }
            let next = follow(link, answer)
            #expect(next.status == 200, "\(list): \(link)")
            json = next.json
        }
        #expect(Set(seen.map { $0.text() }).count == seen.count, "\(list)")
        #expect(Self.single.contains(list) ? seen.count == 1 : seen.count >= 3, "\(list): \(seen.count)")
    }

    @Test(arguments: lists.filter { !single.contains($0) })
    mutating func `a link that was damaged, or is of another list, is refused`(list: String) throws {
        let answer = try first(list, query(list))
        let link = try #require(answer.json["nextLink"]?.string, "\(list)")
        let token = try #require(link.split(separator: "&").first { $0.lowercased().hasPrefix("$skiptoken=") }.map(String.init))
        let other = SkipToken.text(after: "a", in: "another list")
        for damaged in [String(token.dropLast(2)), token + "x", "$skipToken=x", "$skipToken=\(other)"] {
            let refused = follow(link.replacing(token, with: damaged), answer)
            #expect(refused.status == 400, "\(list) takes \(damaged)")
            #expect(["InvalidSkipToken", "BadParameter"].contains(refused.json["error"]?["code"]?.string ?? ""), "\(list)")
        }
    }

    @Test(arguments: ["Vaults_ListBySubscription", "Vaults_ListByResourceGroup", "Vaults_List"])
    mutating func `a vault list gives no more than the caller wants, page after page`(list: String) throws {
        world.set(["pageSize": 100])
        let more = query(list).isEmpty ? "" : query(list) + "&"
        let answer = try first(list, "\(more)$top=2")
        #expect(answer.json["value"]?.array?.count == 2)
        let next = follow(try #require(answer.json["nextLink"]?.string), answer)
        #expect(next.status == 200 && next.json["value"]?.array?.count == 2)
        #expect(try first(list, "\(more)$top=0").status == 400)
    }

    @Test mutating func `a new item behind a page is on the next one, and one before it is not`() throws {
        let list = "AppServiceCertificateOrders_ListByResourceGroup"
        let link = try #require(try first(list, "").json["nextLink"]?.string)
        for name in ["a", "zoo"] {
            try world.call("AppServiceCertificateOrders_CreateOrUpdate", ["certificateOrderName": name], body: World.purchase("a.example"))
        }
        world.set(["pageSize": 100])
        let answer = try first(list, "")
        let names = follow(link, answer).json["value"]?.array?.compactMap { $0["name"]?.string }
        #expect(names == ["shop", "two", "zoo"])
    }
}
