import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct IdentityTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    @Test mutating func `discovery names absolute https addresses of this tenant`() throws {
        let target = "/\(rig.state.tenant.id)/v2.0/.well-known/openid-configuration"
        let response = rig.send("GET", target, nil, HTTPFields()).response
        let json = try JSONValue(parsing: response.body)
        #expect(json["token_endpoint"]?.string == "https://localhost:4443/\(rig.state.tenant.id)/oauth2/v2.0/token")
        #expect(json["authorization_endpoint"]?.string?.hasPrefix("https://localhost:4443/") == true)
    }

    @Test mutating func `both versions of the token endpoint answer in their own types`() {
        let second = rig.tokenAnswer(rig.form()).json
        #expect(second["token_type"] == "Bearer" && second["expires_in"] == 3599 && second["access_token"]?.string != nil)
        let form = rig.form(["resource": "https://management.core.windows.net/"])
        let first = rig.tokenAnswer(form, path: "oauth2/token").json
        #expect(first["expires_in"] == "3599" && first["expires_on"] == "1800003599" && first["resource"]?.string != nil)
    }

    @Test(
        arguments: [
            (["client_secret": "wrong"], 401, 7_000_215), (["client_secret": ""], 400, 7_000_216), (["client_id": "nobody"], 400, 700_016),
            (["scope": "https://management.azure.com"], 400, 1_002_012), (["scope": "https://unknown.example/.default"], 400, 500_011),
            (["grant_type": "password"], 400, 70003), (["grant_type": ""], 400, 900_144), (["client_id": ""], 400, 900_144),
            (["scope": ""], 400, 900_144), (["scope": "/.default"], 400, 70_011),
            (["scope": "https://vault.azure.net/.default https://graph.microsoft.com/.default"], 400, 70_011),
        ] as [([String: String], Int, Int)]
    ) func `a refused token request names its AADSTS number`(changes: [String: String], status: Int, code: Int) throws {
        var rig = try Rig()
        let answer = rig.tokenAnswer(rig.form(changes))
        #expect(answer.status == status && answer.json["error_codes"] == [.number(JSONNumber(code))])
        #expect(answer.json["error_description"]?.string?.hasPrefix("AADSTS\(code): ") == true)
    }

    @Test mutating func `a tenant that is not there is told from one that cannot be`() {
        let unknown = rig.tokenAnswer(rig.form(), tenant: "00000000-0000-0000-0000-000000000000")
        #expect(unknown.json["error_codes"] == [90002])
        #expect(rig.tokenAnswer(rig.form(), tenant: "nonsense").json["error_codes"] == [900_023])
    }

    @Test mutating func `an instance is ours or unknown`() throws {
        let ask = "/common/discovery/instance?api-version=1.1&authorization_endpoint="
        #expect(rig.send("GET", ask + "https://localhost:4443/common/oauth2/v2.0/authorize", nil, HTTPFields()).response.status == 200)
        let response = rig.send("GET", ask + "https://login.example/common/oauth2/v2.0/authorize", nil, HTTPFields()).response
        #expect(response.status == 400)
        #expect(try JSONValue(parsing: response.body)["error_codes"] == [50_049])
    }

    @Test mutating func `claims asked for by a client are ignored and slashes at the end of a resource too`() {
        let form = rig.form(["scope": "https://management.azure.com//.default", "claims": "{\"access_token\":{}}", "client_info": "1"])
        #expect(rig.tokenAnswer(form).status == 200)
    }
}
