import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct CloudMetadataTests {
    private func ask(_ target: String) throws -> (status: Int, json: JSONValue) {
        var rig = try Rig()
        let response = rig.send("GET", target, nil, HTTPFields()).response
        return (response.status, try JSONValue(parsing: response.body))
    }

    @Test func `a tool without a token learns where everything is`() throws {
        let (status, json) = try ask("/metadata/endpoints?api-version=2022-09-01")
        #expect(status == 200 && json["resourceManager"] == "https://localhost:4443")
        #expect(json["authentication"]?["loginEndpoint"] == "https://localhost:4443")
        #expect(json["authentication"]?["audiences"]?[0] == "https://localhost:4443")
        #expect(json["suffixes"]?["keyVaultDns"] == "vault.localhost:4443")
    }

    @Test func `the version is asked for here too`() throws {
        let (status, json) = try ask("/metadata/endpoints")
        #expect(status == 400 && json["error"]?["code"] == "MissingApiVersionParameter")
    }
}
