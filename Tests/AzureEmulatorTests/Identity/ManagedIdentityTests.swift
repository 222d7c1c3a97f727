import Foundation
import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct ManagedIdentityTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private mutating func plain(_ target: String, _ headers: HTTPFields, method: String = "GET", host: String = "localhost:8080")
        -> Rig.Answer
    {
        let request = EmulatorRequest(method: method, authority: host, target: target, headers: headers)
        let response = rig.emulator.answerPlain(request, real: rig.real).response
        let json: JSONValue? = try? JSONValue(parsing: response.body)
        return Rig.Answer(status: response.status, headers: response.headers, json: json ?? nil)
    }

    private mutating func metadata(
        _ query: String = "&resource=https://management.azure.com/",
        version: String = "api-version=2018-02-01",
        _ headers: [String: String] = ["Metadata": "true"]
    ) -> Rig.Answer {
        var fields = HTTPFields()
        for (name, value) in headers { fields.set(name, value) }
        return plain("/metadata/identity/oauth2/token?\(version)\(query)", fields)
    }

    private mutating func site(_ query: String = "&resource=https://management.azure.com/", header: String? = nil) -> Rig.Answer {
        var fields = HTTPFields()
        fields.set("X-IDENTITY-HEADER", header ?? rig.state.identityHeader)
        return plain("/MSI/token/?api-version=2019-08-01\(query)", fields)
    }

    private mutating func add(_ type: String, _ name: String = "own", on: [JSONValue]? = nil) -> JSONValue {
        var body: JSONObject = ["type": .string(type), "displayName": .string(name)]
        if let on { body["on"] = .array(on) }
        let answer = rig.control("POST", "/identities", .object(body))
        #expect(answer.status == 201, "\(answer.json)")
        return answer.json
    }

    private func owner(_ answer: Rig.Answer) -> String? {
        let token = answer.json["access_token"]?.string ?? ""
        let part = token.split(separator: ".").dropFirst().first.flatMap(fromBase64URL) ?? Data()
        return (try? JSONValue(parsing: Array(part)))?["oid"]?.string
    }

    @Test mutating func `a virtual machine's token is in texts and opens what its roles allow`() {
        let identity = add("SystemAssigned", on: ["virtualMachine"])
        let answer = metadata()
        #expect(answer.status == 200 && owner(answer) == identity["objectId"]?.string)
        #expect(answer.json["expires_in"] == "3599" && answer.json["expires_on"] == "1800003599" && answer.json["token_type"] == "Bearer")
        let token = answer.json["access_token"]?.string ?? ""
        #expect(rig.arm(as: Rig.bearer(token), "GET", rig.group).status == 403)
        let reader = "/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
        let grant: JSONValue = ["properties": ["roleDefinitionId": .string(reader), "principalId": identity["objectId"] ?? nil]]
        _ = rig.arm("PUT", "\(rig.group)/providers/Microsoft.Authorization/roleAssignments/r", grant, version: "2022-04-01")
        #expect(rig.arm(as: Rig.bearer(token), "GET", rig.group).status == 200)
    }

    @Test mutating func `a site's token has expires_on and no expires_in`() {
        let identity = add("SystemAssigned", on: ["appService"])
        let answer = site()
        #expect(answer.status == 200 && owner(answer) == identity["objectId"]?.string)
        #expect(answer.json["expires_on"] == "1800003599" && answer.json["expires_in"] == nil)
        #expect(metadata().status == 400)
    }

    @Test mutating func `an assigned identity is found by each of its names`() {
        let first = add("UserAssigned", "one")
        _ = add("UserAssigned", "two")
        _ = add("SystemAssigned", on: ["virtualMachine"])
        let resource = "&resource=https://vault.azure.net"
        for (name, member) in [("client_id", "clientId"), ("object_id", "objectId"), ("msi_res_id", "resourceId")] {
            let value = first[member]?.string ?? ""
            #expect(owner(metadata("\(resource)&\(name)=\(value)")) == first["objectId"]?.string)
            #expect(owner(site("\(resource)&\(name == "msi_res_id" ? "mi_res_id" : name)=\(value)")) == first["objectId"]?.string)
        }
        #expect(
            rig.graph("/graph/v1.0/servicePrincipals?$filter=appId%20eq%20'\(first["clientId"]?.string ?? "")'").json["value"]?[0]?[
                "servicePrincipalType"
            ] == "ManagedIdentity"
        )
    }

    @Test mutating func `without one of its own a machine serves the only assigned one, and does not guess among several`() {
        #expect(metadata().json["error_description"] == "Identity not found")
        let first = add("UserAssigned", "one")
        #expect(owner(metadata()) == first["objectId"]?.string)
        #expect(site().json["statusCode"] == 400)
        _ = add("UserAssigned", "two")
        let answer = metadata()
        #expect(answer.status == 400 && answer.json["error_description"]?.string?.contains("Multiple") == true)
    }

    @Test mutating func `the metadata service refuses what a machine would never send`() {
        _ = add("SystemAssigned", on: ["virtualMachine"])
        #expect(metadata([:]).status == 400)
        #expect(metadata(["Metadata": "true", "X-Forwarded-For": "203.0.113.1"]).status == 400)
        #expect(metadata(version: "").status == 400)
        #expect(metadata(version: "api-version=2017-01-01").status == 400)
        #expect(metadata("").status == 400)
        #expect(metadata("&resource=https://unknown.example").json["error"] == "invalid_resource")
        #expect(metadata("&resource=https://vault.azure.net&client_id=nobody").json["error"] == "invalid_request")
    }

    private mutating func metadata(_ headers: [String: String]) -> Rig.Answer {
        metadata("&resource=https://management.azure.com/", headers)
    }

    @Test mutating func `the site's endpoint refuses in its own shape`() {
        _ = add("SystemAssigned", on: ["appService"])
        let wrong = site(header: "guess")
        #expect(wrong.status == 401 && wrong.json.object?.keys == ["statusCode", "message", "correlationId"])
        #expect(site("&resource=https://unknown.example").status == 500)
        #expect(site("&resource=https://vault.azure.net&client_id=nobody").status == 400)
        #expect(plain("/msi/token?api-version=2017-09-01&resource=https://vault.azure.net", HTTPFields()).status == 401)
    }

    @Test mutating func `the endpoints are met by address alone, are logged, and faults strike them`() {
        _ = add("SystemAssigned", on: ["virtualMachine"])
        _ = rig.control("PUT", "/pages/shop.example/metadata/identity/oauth2/token", ["body": "a page"])
        #expect(plain("/metadata/identity/oauth2/token", HTTPFields(), host: "shop.example").status == 200)
        #expect(plain("/metadata/identity/oauth2/token", HTTPFields(), host: "127.0.0.1:80").status == 400)
        #expect(plain("/metadata/instance", HTTPFields()).status == 404)
        #expect(plain("/_emulator/ledger", HTTPFields()).status == 404)
        _ = rig.control("DELETE", "/requests")
        _ = rig.control("POST", "/faults", ["match": ["path": "/metadata/*"], "effect": ["status": 410], "times": 1])
        #expect(metadata().status == 410 && metadata().status == 200)
        #expect(rig.control("GET", "/requests").json["requests"]?.array?.count == 2)
    }

    @Test mutating func `an identity that cannot be is refused, and one taken away is gone with its tokens`() {
        let bodies: [JSONValue] = [
            [:], ["type": "Other"], ["type": "SystemAssigned"], ["type": "UserAssigned", "on": ["moon"]],
            ["type": "UserAssigned", "on": []],
        ]
        for body in bodies { #expect(rig.control("POST", "/identities", body).status == 400) }
        let identity = add("SystemAssigned", on: ["virtualMachine"])
        #expect(rig.control("POST", "/identities", ["type": "SystemAssigned", "on": ["virtualMachine"]]).status == 409)
        let token = metadata().json["access_token"]?.string ?? ""
        #expect(rig.control("DELETE", "/identities/\(identity["clientId"]?.string ?? "")").status == 204)
        #expect(rig.arm(as: Rig.bearer(token), "GET", rig.group).status == 401)
        #expect(metadata().status == 400)
    }

    @Test mutating func `control names what a machine's environment holds`() {
        rig.emulator.state.origin.httpPort = 8080
        let environment = rig.control("GET", "/identities").json["environment"]
        #expect(environment?["virtualMachine"]?["AZURE_POD_IDENTITY_AUTHORITY_HOST"] == "http://localhost:8080")
        #expect(environment?["appService"]?["IDENTITY_ENDPOINT"] == "http://localhost:8080/msi/token")
        #expect(environment?["appService"]?["IDENTITY_HEADER"]?.string == rig.state.identityHeader)
    }
}
