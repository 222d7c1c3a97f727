import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct DeletionTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private mutating func lock(_ scope: String) {
        let path = "\(scope)/providers/Microsoft.Authorization/locks/keep"
        #expect(rig.arm("PUT", path, ["properties": ["level": "CanNotDelete"]], version: "2016-09-01").status == 201)
    }

    @Test mutating func `a group goes with all it has: orders revoked, vaults deleted softly`() throws {
        _ = rig.importCertificate()
        rig.map("shop.example")
        let serial = rig.arm("GET", rig.order("shop")).properties?["serialNumber"]
        let deleted = rig.arm("DELETE", rig.group, version: "2021-04-01")
        #expect(deleted.status == 202)
        let location = try #require(deleted.headers[.location]).replacing("https://localhost:4443", with: "")
        #expect(rig.arm("GET", location, version: nil).status == 200)
        #expect(rig.state.ledger.revocations.map { $0["serialNumber"] } == [serial])
        #expect(rig.state.deletedVaults["demo-vault"] != nil)
        #expect(rig.state.resources.everything.isEmpty)
        #expect(rig.arm("GET", rig.order("shop")).code == "ResourceGroupNotFound")
        #expect(rig.arm("DELETE", rig.group, version: "2021-04-01").code == "ResourceGroupNotFound")
    }

    @Test mutating func `a group whose name begins like another's leaves that one alone`() {
        let other = rig.state.groupID("demo")
        _ = rig.arm("PUT", other, ["location": "West Europe"], version: "2021-04-01")
        _ = rig.arm("DELETE", other, version: "2021-04-01")
        #expect(rig.arm("GET", rig.group, version: "2021-04-01").status == 200 && rig.state.resources[rig.site] != nil)
    }

    @Test mutating func `a lock on the group, or on anything in it, keeps the group`() {
        lock(rig.vault)
        #expect(rig.arm("DELETE", rig.group, version: "2021-04-01").code == "ScopeLocked")
        _ = rig.arm("DELETE", "\(rig.vault)/providers/Microsoft.Authorization/locks/keep", version: "2016-09-01")
        #expect(rig.arm("DELETE", rig.group, version: "2021-04-01").status == 202)
    }

    @Test mutating func `whether a group is there can be asked`() {
        #expect(rig.arm("HEAD", rig.group, version: "2021-04-01").status == 204)
        #expect(rig.arm("HEAD", rig.state.groupID("none"), version: "2021-04-01").status == 404)
    }

    @Test mutating func `deleting a group needs the right to`() {
        let (_, bearer) = rig.guest()
        let answer = rig.arm(as: bearer, "DELETE", rig.group)
        #expect(answer.status == 403)
        #expect(answer.json["error"]?["message"]?.string?.contains("Microsoft.Resources/subscriptions/resourceGroups/delete") == true)
    }

    @Test(arguments: [("", false), ("?deleteEmptyServerFarm=false", true)])
    mutating func `a site goes with its slots and bindings, and its plan unless kept`(query: String, isKept: Bool) {
        let thumbprint = rig.importCertificate().properties?["thumbprint"]
        rig.map("shop.example")
        _ = rig.bind("shop.example", thumbprint)
        _ = rig.arm("PUT", "\(rig.site)/slots/staging", ["properties": [:]])
        #expect(rig.arm("DELETE", rig.site + query).status == 200)
        #expect(rig.arm("DELETE", rig.site + query).status == 204)
        #expect(rig.state.servedCertificate("shop.example") == nil && rig.state.allBindings.isEmpty)
        #expect(rig.arm("GET", "\(rig.site)/slots/staging").status == 404)
        #expect((rig.state.resources[rig.plan] != nil) == isKept)
        #expect(rig.arm("DELETE", "\(rig.group)/providers/Microsoft.Web/certificates/shop").status == 200)
    }

    @Test mutating func `a slot goes alone`() {
        _ = rig.arm("PUT", "\(rig.site)/slots/staging", ["properties": [:]])
        #expect(rig.arm("DELETE", "\(rig.site)/slots/staging").status == 200)
        #expect(rig.arm("GET", rig.site).status == 200 && rig.state.resources[rig.plan] != nil)
    }

    @Test mutating func `a plan with sites stays`() {
        let refused = rig.arm("DELETE", rig.plan)
        #expect(refused.status == 409 && refused.json["Message"]?.string?.contains("demo-site") == true)
        _ = rig.arm("DELETE", rig.site + "?deleteEmptyServerFarm=false")
        #expect(rig.arm("DELETE", rig.plan).status == 200)
        #expect(rig.arm("DELETE", rig.plan).status == 204)
    }
}
