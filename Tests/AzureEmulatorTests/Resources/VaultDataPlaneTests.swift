import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct VaultDataPlaneTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test mutating func `without a token the answer is the challenge with tenant and resource`() {
        let answer = rig.secrets("GET", "/secrets/a/", token: false)
        #expect(answer.status == 401 && answer.code == "Unauthorized")
        let expected = "Bearer authorization=\"https://localhost:4443/\(rig.state.tenant.id)\", resource=\"https://vault.localhost:4443\""
        #expect(answer.headers[.wwwAuthenticate] == expected)
    }

    @Test mutating func `each set makes a version and the latest is served, with or without a slash at the end`() {
        let first = rig.secrets("PUT", "/secrets/A-b", ["value": "one", "tags": ["k": "v"]])
        rig.wait(seconds: 5)
        let second = rig.secrets("PUT", "/secrets/a-B", ["value": "two"])
        #expect(rig.secrets("GET", "/secrets/a-b/").json["value"] == "two")
        #expect(rig.secrets("GET", "/secrets/a-b").json["id"] == second.json["id"])
        let version = first.json["id"]?.string?.split(separator: "/").last ?? ""
        let old = rig.secrets("GET", "/secrets/a-b/\(version)").json
        #expect(old["value"] == "one" && old["tags"]?["k"] == "v")
        #expect(old["attributes"]?["created"]?.int == 1_800_000_000)
        #expect(rig.secrets("GET", "/secrets").json["value"]?.array?.count == 1)
    }

    @Test(arguments: ["/secrets/a", "/secrets/a/"])
    func `changing properties without a version changes those of the latest`(path: String) {
        var rig = rig
        _ = rig.secrets("PUT", "/secrets/a", ["value": "one"])
        let latest = rig.secrets("PUT", "/secrets/a", ["value": "two"])
        let changed = rig.secrets("PATCH", path, ["contentType": "text/plain"])
        #expect(changed.status == 200 && changed.json["id"] == latest.json["id"])
        #expect(rig.secrets("GET", "/secrets/a").json["contentType"] == "text/plain")
        #expect(rig.secrets("PATCH", "/secrets/none/", ["contentType": "text/plain"]).status == 404)
    }

    @Test mutating func `a deleted secret keeps its name until it is recovered or purged`() {
        _ = rig.secrets("PUT", "/secrets/a", ["value": "one"])
        #expect(rig.secrets("DELETE", "/secrets/a").json["recoveryId"] == "https://demo-vault.vault.localhost:4443/deletedsecrets/a")
        #expect(rig.secrets("GET", "/secrets/a").code == "SecretNotFound")
        let taken = rig.secrets("PUT", "/secrets/a", ["value": "two"])
        #expect(taken.status == 409 && taken.json["error"]?["innererror"]?["code"] == "ObjectIsDeletedButRecoverable")
        #expect(rig.secrets("POST", "/deletedsecrets/a/recover").status == 200)
        #expect(rig.secrets("GET", "/secrets/a").json["value"] == "one")
        _ = rig.secrets("DELETE", "/secrets/a")
        #expect(rig.secrets("DELETE", "/deletedsecrets/a").status == 204)
        #expect(rig.secrets("PUT", "/secrets/a", ["value": "two"]).status == 200)
    }

    @Test mutating func `lists have 25 items a page`() {
        for number in 0..<30 { _ = rig.secrets("PUT", "/secrets/s\(number)", ["value": "v"]) }
        let page = rig.secrets("GET", "/secrets")
        #expect(page.json["value"]?.array?.count == 25)
        let next = page.json["nextLink"]?.string?.replacing("https://demo-vault.vault.localhost:4443", with: "") ?? ""
        #expect(rig.secrets("GET", next).json["value"]?.array?.count == 5)
        #expect(rig.secrets("GET", "/secrets?maxresults=26").code == "BadParameter")
    }

    @Test mutating func `without a policy the caller is told which permission is missing`() {
        _ = rig.arm("PUT", "\(rig.vault)/accessPolicies/replace", ["properties": ["accessPolicies": []]], version: "2023-07-01")
        let refused = rig.secrets("GET", "/secrets/a")
        #expect(refused.status == 403 && refused.json["error"]?["innererror"]?["code"] == "ForbiddenByPolicy")
        #expect(refused.json["error"]?["message"]?.string?.contains("secrets get permission") == true)
    }

    @Test mutating func `in a vault with roles an assignment counts and policies do not`() {
        _ = rig.arm("PATCH", rig.vault, ["properties": ["enableRbacAuthorization": true]], version: "2023-07-01")
        #expect(rig.secrets("PUT", "/secrets/a", ["value": "v"]).json["error"]?["innererror"]?["code"] == "ForbiddenByRbac")
        let officer = "/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
        let path = "\(rig.vault)/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111"
        let properties: JSONValue = ["roleDefinitionId": .string(officer), "principalId": .string(rig.state.tenant.client.objectID)]
        #expect(rig.arm("PUT", path, ["properties": properties], version: "2022-04-01").status == 201)
        #expect(rig.secrets("PUT", "/secrets/a", ["value": "v"]).status == 200)
        let list = "\(rig.vault)/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()"
        #expect(rig.arm("GET", list, version: "2022-04-01").json["value"]?.array?.count == 1)
    }

    @Test mutating func `a closed firewall refuses the caller`() {
        _ = rig.arm("PATCH", rig.vault, ["properties": ["networkAcls": ["defaultAction": "Deny"]]], version: "2023-07-01")
        #expect(rig.secrets("GET", "/secrets/a").json["error"]?["innererror"]?["code"] == "ForbiddenByFirewall")
    }
}
